use plimsoll_lint::{Check, Context, Rule};
use plimsoll_model::view::Instruction;

pub(crate) static RULE: Rule = Rule {
    page: include_str!("pointless_backslash.md"),
    checks: &[Check::Run(check)],
};

fn check(instruction: Instruction<'_>, cx: &mut Context<'_>) {
    for found in cx.shell_findings(instruction) {
        let message = "the backslash does nothing here";
        cx.report(found.span, message)
            .code(found.code)
            .help("remove it, or put the word in quotes");
    }
}
