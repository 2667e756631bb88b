use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::view::Service;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("custom_cgroup_parent.md")),
    checks: &[Check::Service(check)],
};

fn check(service: Service<'_>, cx: &mut Context<'_>) {
    if let Some(parent) = &service.facts().cgroup_parent {
        cx.report(parent.span, "the limits of another control group hold here")
            .help("take it out, and set the limits of the service itself");
    }
}
