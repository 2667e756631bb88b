use plimsoll_lint::{Check, Context, Level, Rule};
use plimsoll_model::{Instruction, PortKind, Service, Stage};
use plimsoll_syntax::dockerfile::Kind;

pub(crate) static RULE: Rule = Rule {
    page: include_str!("debugger_port_published.md"),
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
        let Some(listener) = service.listener(port).filter(|l| l.kind == PortKind::Debugger) else {
            continue;
        };
        let (name, number) = (listener.name, listener.port);
        cx.report(port.place(), format!("port {number} ({name}) is published on the host"))
            .help(format!(
                "leave it out in production; where it is needed for a while, bind it to the host: `{}`",
                port.for_host_alone(service.compose().source_of(port.span))
            ));
    }
}

fn check_expose(expose: Instruction<'_>, cx: &mut Context<'_>) {
    if !expose.stage().is_some_and(Stage::is_in_shipped_chain) {
        return;
    }
    let exposed = expose.exposed_debuggers();
    let opens = |stage: Stage<'_>| stage.shipped_as().any(|shipped| !shipped.debuggers().is_empty());
    // Of the debugger itself debugger-listening speaks.
    if exposed.is_empty() || expose.stage().is_some_and(opens) {
        return;
    }
    for (span, listener) in exposed {
        let (name, number) = (listener.name, listener.port);
        // `EXPOSE` opens nothing by itself.
        cx.report(span, format!("port {number} ({name}) is exposed by the image"))
            .help("expose it in a stage for development only")
            .level(Level::Warning);
    }
}
