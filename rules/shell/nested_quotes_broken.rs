use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::dockerfile::ShellFinding;
use plimsoll_model::view::ShellPlace;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("nested_quotes_broken.md")),
    checks: &[Check::Shell(check), Check::Script(check)],
};

fn check(found: &ShellFinding, _: ShellPlace<'_>, cx: &mut Context<'_>) {
    let message = "the quotes end the string before this word";
    cx.report(found.span, message)
        .help("use the other kind of quotes outside, or `\\\"` inside");
}
