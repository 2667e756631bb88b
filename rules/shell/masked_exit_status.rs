use plimsoll_lint::{Check, Context, Rule};
use plimsoll_model::dockerfile::ShellFinding;
use plimsoll_model::view::Instruction;

pub(crate) static RULE: Rule = Rule {
    page: include_str!("masked_exit_status.md"),
    checks: &[Check::Run(check)],
};

fn check(instruction: Instruction<'_>, cx: &mut Context<'_>) {
    for found in cx.shell_findings(instruction) {
        if cannot_sensibly_fail(instruction, found) {
            continue;
        }
        let message = "a failure of the command is hidden by the declaration";
        cx.report(found.span, message)
            .code(found.code)
            .help("assign first, then declare: `name=$(…) && export name`");
    }
}

/// Whether all programs that are run for the value are ones such as `mktemp` and `uname`.
fn cannot_sensibly_fail(instruction: Instruction<'_>, found: &ShellFinding) -> bool {
    let Some(declaration) = instruction.invocation_at(found.span) else {
        return false;
    };
    let mut inside = instruction.invocations_in(declaration.span).skip(1);
    inside.all(|command| command.prints_word())
}
