use plimsoll_lint::{Check, Context, Fix, Page, Rule};
use plimsoll_model::view::Service;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("localhost_names_another_service.md")),
    checks: &[Check::Service(check)],
};

fn check(service: Service<'_>, cx: &mut Context<'_>) {
    if service.network_mode.is_some() || service.shares_its_network() {
        return;
    }
    for used in service.used_addresses() {
        let local = matches!(&*used.address.host, "localhost" | "127.0.0.1");
        let is_outside = used.is_for_browsers() || service.is_published_address(&used);
        if !local || is_outside || service.may_listen_on(used.address.port) {
            continue;
        }
        let port = used.address.port;
        let Some(other) = service.only_listener_on(port) else {
            continue;
        };
        let host = used.value.span_of(used.address.host_range.clone());
        let name = &other.name.value;
        let text = format!(
            "`{}` is the container itself; port {port} belongs to `{name}`",
            used.address.host
        );
        cx.report(host, text).help(format!("write `{name}`")).fix(Fix::unsafe_(
            format!("write `{name}`"),
            [host.replace(name.to_string())],
        ));
    }
}
