use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::compose::PortRange;
use plimsoll_model::image::PortKind;
use plimsoll_model::view::{Instruction, Service, Stage};
use plimsoll_syntax::Span;
use plimsoll_syntax::dockerfile::Kind;

use crate::compose_edit;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("debugger_port_published.md")),
    checks: &[
        Check::Service(check_service),
        Check::Instruction(Kind::Expose, check_expose),
    ],
};

fn check_service(service: Service<'_>, cx: &mut Context<'_>) {
    // Compose publishes nothing for a service on the host's own network.
    if service.is_on_host_network() {
        return;
    }
    for port in service.ports() {
        if port.is_open().likely() != Some(true) {
            continue;
        }
        let what = match service.listener(port).filter(|l| l.kind == PortKind::Debugger) {
            Some(listener) => format!("port {} ({})", listener.port, listener.name),
            None => match port.target_range().likely().and_then(PortRange::single) {
                Some(number) if is_listed(number, cx) => format!("port {number} (a debugger's)"),
                _ => continue,
            },
        };
        let finding = cx.report(port.place(), format!("{what} is published on the host"));
        finding.help(format!(
            "remove it in production; if you need it for a while, bind it to this host: `{}`",
            port.for_host_alone(service.compose().source_of(port.span))
        ));
        if let Some(fix) = compose_edit::for_host_alone(service, port) {
            finding.fix(fix);
        }
    }
}

fn check_expose(expose: Instruction<'_>, cx: &mut Context<'_>) {
    if !expose.stage().is_some_and(Stage::is_in_shipped_chain) {
        return;
    }
    let mut known = expose.exposed_debuggers();
    let opens = |stage: Stage<'_>| stage.shipped_as().any(|shipped| !shipped.debuggers().is_empty());
    // `debugger-listening` reports the debugger itself.
    if !known.is_empty() && expose.stage().is_some_and(opens) {
        known.clear();
    }
    let mut found: Vec<(Span, String)> = known
        .into_iter()
        .map(|(span, listener)| (span, format!("port {} ({})", listener.port, listener.name)))
        .collect();
    for port in expose.exposed_ports() {
        if let Some(number) = port.value.single().filter(|number| is_listed(*number, cx)) {
            found.push((port.span, format!("port {number} (a debugger's)")));
        }
    }
    found.dedup_by_key(|(span, _)| *span);
    for (span, what) in found {
        // `EXPOSE` opens nothing by itself.
        cx.report(span, format!("{what} is exposed by the image"))
            .help("remove it, or expose it only in a development stage")
            .case("exposed-only");
    }
}

fn is_listed(port: u16, cx: &Context<'_>) -> bool {
    cx.list("ports").iter().any(|listed| listed.parse() == Ok(port))
}
