use plimsoll_lint::{Check, Context, Fix, Page, Rule};
use plimsoll_model::view::Service;

use crate::compose_edit;

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
    let finding = cx.report(
        mode.span,
        "`docker0` is shared with other projects, and does not resolve service names",
    );
    finding.help("remove it: Compose then creates a network for this project");
    if service.is_whole_project() {
        finding.case("alone");
    }
    if let Some(edit) = compose_edit::remove(service, mode.key) {
        finding.fix(Fix::unsafe_("remove `network_mode`", [edit]));
    }
}
