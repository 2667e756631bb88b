use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::view::Service;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("docker_default_bridge_used.md")),
    checks: &[Check::Service(check)],
};

fn check(service: Service<'_>, cx: &mut Context<'_>) {
    let Some(mode) = &service.facts().network_mode else {
        return;
    };
    if !matches!(mode.value.likely(), Some("bridge" | "default")) {
        return;
    }
    cx.report(
        mode.span,
        "`docker0` is shared with other projects, and does not resolve service names",
    )
    .help("remove it: Compose then creates a network for this project");
}
