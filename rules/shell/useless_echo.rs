use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::dockerfile::ShellFinding;
use plimsoll_model::view::Instruction;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("useless_echo.md")),
    checks: &[Check::Shell(check)],
};

fn check(found: &ShellFinding, _: Instruction<'_>, cx: &mut Context<'_>) {
    cx.report(found.span, "this `echo` only prints what the command inside it prints")
        .help("write only the command, without `echo` and `$(…)`");
}
