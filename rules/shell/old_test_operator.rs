use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::dockerfile::ShellFinding;
use plimsoll_model::view::ShellPlace;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("old_test_operator.md")),
    checks: &[Check::Shell(check), Check::Script(check)],
};

fn check(found: &ShellFinding, _: ShellPlace<'_>, cx: &mut Context<'_>) {
    cx.report(found.span, "`-a` and `-o` inside `[ ]` are obsolete and ambiguous")
        .help("write two tests: `[ … ] && [ … ]`, or with `||`");
}
