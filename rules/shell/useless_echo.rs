use plimsoll_lint::{Check, Context, Rule};
use plimsoll_model::view::Instruction;

pub(crate) static RULE: Rule = Rule {
    page: include_str!("useless_echo.md"),
    checks: &[Check::Run(check)],
};

fn check(instruction: Instruction<'_>, cx: &mut Context<'_>) {
    for found in cx.shell_findings(instruction) {
        cx.report(found.span, "an `echo` around what can stand by itself")
            .code(found.code)
            .help("write what is in the substitution, without `echo` and `$(…)`");
    }
}
