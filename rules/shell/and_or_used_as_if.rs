use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::dockerfile::ShellFinding;
use plimsoll_model::view::ShellPlace;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("and_or_used_as_if.md")),
    checks: &[Check::Shell(check), Check::Script(check)],
};

fn check(found: &ShellFinding, _: ShellPlace<'_>, cx: &mut Context<'_>) {
    let message = "what follows `||` also runs when the command after `&&` fails";
    cx.report(found.span, message).help("write `if …; then …; else …; fi`");
}
