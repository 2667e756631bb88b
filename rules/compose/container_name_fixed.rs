use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::view::Service;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("container_name_fixed.md")),
    checks: &[Check::Service(check)],
};

fn check(service: Service<'_>, cx: &mut Context<'_>) {
    if let Some(name) = &service.facts().container_name {
        cx.report(name.key, "only one container on the host can have this name")
            .help("remove it; other services reach this one by its service name");
    }
}
