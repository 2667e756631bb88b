use plimsoll_lint::{Check, Context, Fix, Page, Rule};
use plimsoll_model::view::Service;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("service_address_uses_host_port.md")),
    checks: &[Check::Service(check)],
};

fn check(service: Service<'_>, cx: &mut Context<'_>) {
    if service.network_mode.is_some() {
        return;
    }
    for used in service.used_addresses() {
        let Some(other) = service.compose().service(&used.address.host) else {
            continue;
        };
        let port = used.address.port;
        let Some(inner) = other.container_port_behind(port).filter(|_| !other.may_listen_on(port)) else {
            continue;
        };
        let place = used.value.span_of(used.address.port_range.clone());
        let name = &other.name.value;
        let text = format!("`{name}` listens on port {inner} in its network; {port} is its port on the host");
        cx.report(place, text)
            .help(format!("write `{name}:{inner}`"))
            .fix(Fix::unsafe_(
                format!("write `{inner}`"),
                [place.replace(inner.to_string())],
            ));
    }
}
