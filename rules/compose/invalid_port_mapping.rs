use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::view::Service;
use plimsoll_syntax::SyntaxErrorKind;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("invalid_port_mapping.md")),
    checks: &[Check::Syntax(SyntaxErrorKind::ComposePort), Check::Service(check)],
};

fn check(service: Service<'_>, cx: &mut Context<'_>) {
    for (span, fault) in service.ports().iter().flat_map(|port| &port.faults) {
        cx.report(*span, fault.to_string())
            .help("a port has a `target`, and may have `published`, `host_ip` and `protocol`");
    }
}
