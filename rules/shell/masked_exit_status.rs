use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::dockerfile::ShellFinding;
use plimsoll_model::view::Instruction;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("masked_exit_status.md")),
    checks: &[Check::Shell(check)],
};

fn check(found: &ShellFinding, instruction: Instruction<'_>, cx: &mut Context<'_>) {
    if cannot_sensibly_fail(instruction, found) {
        return;
    }
    let message = "the declaration hides a failure of the command";
    cx.report(found.span, message)
        .help("assign first, then declare: `name=$(…) && export name`");
}

/// Whether all programs that are run for the value are ones such as `mktemp` and `uname`.
fn cannot_sensibly_fail(instruction: Instruction<'_>, found: &ShellFinding) -> bool {
    let Some(declaration) = instruction.invocation_at(found.span) else {
        return false;
    };
    let mut inside = instruction.invocations_in(declaration.span).skip(1);
    inside.all(|command| command.prints_word())
}
