use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::linux::{CapabilityReach, capability};
use plimsoll_model::view::Service;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("powerful_capability_added.md")),
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
        if known.reach == CapabilityReach::Host || cx.lists("allowed-capabilities", known.name) {
            continue;
        }
        let allows = match service.is_on_host_network() {
            true => known.allows.replace("of its network", "of the host"),
            false => known.allows.to_owned(),
        };
        let message = format!("with `{}` the container {allows}", known.name);
        let finding = cx.report(item.span, message);
        finding.help("remove it, unless the program needs exactly that");
        if service.asks_for_capability(known.name) {
            finding.case("asked-for");
        } else if known.name == "NET_ADMIN" && service.has_device("/dev/net/tun") {
            finding.case("tunnel");
        } else if known.reach == CapabilityReach::Resources {
            finding.case("resources");
        }
    }
}
