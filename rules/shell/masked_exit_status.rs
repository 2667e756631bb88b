use plimsoll_lint::{Check, Context, Rule};
use plimsoll_model::Instruction;
use plimsoll_syntax::dockerfile::Kind;

pub(crate) static RULE: Rule = Rule {
    page: include_str!("masked_exit_status.md"),
    checks: &[
        Check::Instruction(Kind::Run, check),
        Check::Instruction(Kind::Onbuild, check),
    ],
};

fn check(instruction: Instruction<'_>, cx: &mut Context<'_>) {
    for found in cx.shell_findings(instruction) {
        let message = "a failure of the command is hidden by the declaration";
        cx.report(found.span, message)
            .code(found.code)
            .help("assign first, then declare: `name=$(…) && export name`");
    }
}
