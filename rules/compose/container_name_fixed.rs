use plimsoll_lint::{Check, Context, Fix, Page, Rule};
use plimsoll_model::view::Service;

use crate::compose_edit;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("container_name_fixed.md")),
    checks: &[Check::Service(check)],
};

fn check(service: Service<'_>, cx: &mut Context<'_>) {
    if let Some(name) = &service.facts().container_name {
        let finding = cx.report(name.key, "only one container on the host can have this name");
        finding.help("remove it; other services reach this one by its service name");
        if let Some(edit) = compose_edit::remove(service, name.key) {
            finding.fix(Fix::unsafe_("remove `container_name`", [edit]));
        }
    }
}
