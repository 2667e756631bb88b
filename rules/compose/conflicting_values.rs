use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::view::Service;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("conflicting_values.md")),
    checks: &[Check::Service(check)],
};

fn check(service: Service<'_>, cx: &mut Context<'_>) {
    for conflict in service.conflicting_values() {
        cx.report(conflict.span, conflict.message)
            .help("set it once, or to the same value in both places")
            .note(conflict.other, "the other place");
    }
}
