use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::base::Value;
use plimsoll_model::compose::{Port, PortSyntax};
use plimsoll_model::view::Service;

use crate::compose_edit;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("port_published_on_all_interfaces.md")),
    checks: &[Check::Service(check)],
};

fn check(service: Service<'_>, cx: &mut Context<'_>) {
    // Compose publishes nothing for a service on the host's own network.
    if service.is_on_host_network() || cx.lists("allowed-services", &service.facts().name.value) {
        return;
    }
    // In development people look at each service by itself.
    let entrance = match cx.is_production() {
        true => service.web_entrance(),
        false => None,
    };
    // The protocol of a store does not go through a web proxy.
    let is_store = service.known_image().is_some_and(|image| image.is_data_service());
    let entrance = entrance.filter(|entrance| !is_store && entrance.name.span != service.name.span);
    for port in service.ports() {
        if !port.exposure().is_likely(&plimsoll_model::compose::Exposure::All) {
            continue;
        }
        // Swarm binds such a port to the node, and has no addresses.
        let on_node = port
            .mode
            .as_ref()
            .is_some_and(|mode| mode.value.as_str().likely() == Some("host"));
        if service.is_entry_point(port) || (on_node && service.compose().is_swarm_stack()) {
            continue;
        }
        // In production there is a more serious finding.
        let has_own = || service.listener(port).is_some() || service.published_helper().is_some();
        if cx.is_production() && has_own() {
            continue;
        }
        // A remote login has a rule of its own.
        if service.remote_login(port).is_some() {
            continue;
        }
        let past = if entrance.is_some() { ", past the proxy" } else { "" };
        let finding = cx.report(port.place(), format!("{}{past}", message(port)));
        finding.help(help(port));
        if let Some(fix) = compose_edit::for_host_alone(service, port) {
            finding.fix(fix);
        }
        if let Some(entrance) = entrance {
            finding.case("around-proxy");
            finding.note(entrance.name.span, "this proxy on the web ports is bypassed");
        }
    }
}

/// The same words for all ports that are written alike, so that a report says them once.
fn help(port: &Port) -> String {
    let how = match (port.syntax, &port.host_ip, &port.published) {
        (PortSyntax::Long, _, _) => "add `host_ip: 127.0.0.1`",
        (_, Some(_), _) => "write `127.0.0.1` as its host address",
        (_, None, Some(_)) => "put `127.0.0.1:` before it",
        (_, None, None) => "put `127.0.0.1::` before it",
    };
    format!("{how} if only the host needs it; services of the project need no `ports`")
}

fn message(port: &Port) -> String {
    let range = port.published_range().map_or(Value::Unknown, |range| range).likely();
    let range = range.filter(|range| range.end > 0);
    match range.map(|range| (range.single(), range)) {
        Some((Some(port), _)) => format!("port {port} of the host is open on all interfaces"),
        Some((None, range)) => format!(
            "ports {}-{} of the host are open on all interfaces",
            range.start, range.end
        ),
        None => "a port of the host is open on all interfaces".to_owned(),
    }
}
