use plimsoll_lint::{Check, Context, Rule};
use plimsoll_model::{PortKind, Service};

pub(crate) static RULE: Rule = Rule {
    page: include_str!("data_store_port_published.md"),
    checks: &[Check::Service(check)],
};

fn check(service: Service<'_>, cx: &mut Context<'_>) {
    // Compose publishes nothing for a service on the host's own network.
    if service.is_on_host_network() {
        return;
    }
    for port in service.ports() {
        if port.is_open().likely() != Some(true) {
            continue;
        }
        let Some(listener) = service.listener(port).filter(|l| l.kind == PortKind::DataStore) else {
            continue;
        };
        let (name, number) = (listener.name, listener.port);
        cx.report(port.place(), format!("port {number} ({name}) is published on the host"))
            .help(format!(
                "other services reach it without `ports`; for the host alone write `{}`",
                port.for_host_alone(service.compose().source_of(port.span))
            ));
    }
}
