use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::base::Value;
use plimsoll_model::view::Service;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("privileged_host_port.md")),
    checks: &[Check::Service(check)],
};

/// The first port that any account may open.
const FIRST_FREE: u16 = 1024;

fn check(service: Service<'_>, cx: &mut Context<'_>) {
    if service.is_on_host_network() {
        return;
    }
    for port in service.ports() {
        let Some(range) = port.published_range().and_then(Value::likely) else {
            continue;
        };
        // With 0 Docker picks a free one.
        if range.start == 0 || range.start >= FIRST_FREE || matches!(range.single(), Some(80 | 443)) {
            continue;
        }
        cx.report(
            port.place(),
            format!("only root may open port {} of the host", range.start),
        )
        .help("publish it on a port above 1023, unless clients expect this one");
    }
}
