use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::compose::PortRange;
use plimsoll_model::image::PortKind;
use plimsoll_model::view::Service;

use crate::compose_edit;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("data_store_port_published.md")),
    checks: &[Check::Service(check)],
};

fn check(service: Service<'_>, cx: &mut Context<'_>) {
    // Compose publishes nothing for a service on the host's own network.
    if service.is_on_host_network() {
        return;
    }
    let ports = cx.list("ports");
    let is_all_there_is = service.is_whole_project();
    for port in service.ports() {
        if port.is_open().likely() != Some(true) {
            continue;
        }
        let what = match service.listener(port).filter(|l| l.kind == PortKind::DataStore) {
            Some(listener) => format!("port {} ({})", listener.port, listener.name),
            None => match port.target_range().likely().and_then(PortRange::single) {
                Some(number) if ports.iter().any(|listed| listed.parse() == Ok(number)) => {
                    format!("port {number} (a data store's)")
                }
                _ => continue,
            },
        };
        let finding = cx.report(port.place(), format!("{what} is published on the host"));
        let for_host_alone = port.for_host_alone(service.compose().source_of(port.span));
        if service.compose().is_swarm_stack() {
            finding
                .help("remove it: other services reach it without `ports`, and the ports of a stack have no address");
        } else if is_all_there_is {
            finding.help(format!(
                "write the address that its clients use before the port, or `{for_host_alone}` for this host only; a firewall needs Docker's `DOCKER-USER` chain"
            ));
        } else {
            finding.help(format!(
                "other services reach it without `ports`; for access from this host only, write `{for_host_alone}`"
            ));
        }
        if let Some(fix) = compose_edit::for_host_alone(service, port) {
            finding.fix(fix);
        }
    }
}
