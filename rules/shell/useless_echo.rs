use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::dockerfile::ShellFinding;
use plimsoll_model::view::Instruction;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("useless_echo.md")),
    checks: &[Check::Shell(check)],
};

fn check(found: &ShellFinding, _: Instruction<'_>, cx: &mut Context<'_>) {
    cx.report(found.span, "an `echo` around what can stand by itself")
        .help("write what is in the substitution, without `echo` and `$(…)`");
}
