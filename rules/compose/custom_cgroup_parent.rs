use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::view::Service;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("custom_cgroup_parent.md")),
    checks: &[Check::Service(check)],
};

fn check(service: Service<'_>, cx: &mut Context<'_>) {
    if let Some(parent) = &service.facts().cgroup_parent {
        cx.report(parent.span, "the limits of another control group apply here")
            .help("remove it, and set limits on the service itself");
    }
}
