use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::linux::{CapabilityReach, capability};
use plimsoll_model::view::Service;

use crate::asked_for;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("host_takeover_capability_added.md")),
    checks: &[Check::Service(check)],
};

fn check(service: Service<'_>, cx: &mut Context<'_>) {
    if service.is_privileged() {
        return;
    }
    let added = service.facts().cap_add.iter().flat_map(|field| &field.value);
    for item in added {
        let Some(known) = item.likely().and_then(capability) else {
            continue;
        };
        if known.reach != CapabilityReach::Host && !cx.lists("capabilities", known.name) {
            continue;
        }
        let message = format!("with `{}` the container {}", known.name, known.allows);
        let finding = cx.report(item.span, message);
        finding.help("remove it; most programs need only one file, device or mount instead");
        if service.asks_for_capability(known.name) {
            finding.case("asked-for").help(asked_for::HELP);
        }
    }
}
