use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::view::Service;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("published_port_not_listened.md")),
    checks: &[Check::Service(check)],
};

fn check(service: Service<'_>, cx: &mut Context<'_>) {
    for unheard in service.unheard_ports() {
        let place = unheard
            .port
            .target
            .as_ref()
            .map_or(unheard.port.span, |target| target.span);
        let (published, listened) = (unheard.published, unheard.listened);
        let message = format!("nothing listens on port {published} in the container: the program uses {listened}");
        cx.report(place, message).help(format!(
            "publish {listened}; the port of the host, before the colon, may stay"
        ));
    }
}
