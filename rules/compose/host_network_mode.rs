use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::view::Service;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("host_network_mode.md")),
    checks: &[Check::Service(check)],
};

fn check(service: Service<'_>, cx: &mut Context<'_>) {
    if let Some(place) = service.host_network() {
        let finding = cx.report(place, "the container uses the network of the host");
        finding.help("use a network of the project, and publish the ports that are needed");
        if service.asks_for_host("network") {
            finding.case("asked-for");
        }
    }
}
