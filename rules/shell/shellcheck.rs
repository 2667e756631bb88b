use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::dockerfile::ShellFinding;
use plimsoll_model::view::Instruction;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("shellcheck.md")),
    checks: &[Check::Shell(check)],
};

fn check(found: &ShellFinding, _: Instruction<'_>, cx: &mut Context<'_>) {
    let message = format!("{}: {}", found.code, found.message);
    cx.report(found.span, message)
        .help("`plimsoll explain shellcheck` explains the codes");
}
