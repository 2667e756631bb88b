use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::view::Service;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("healthcheck_disabled.md")),
    checks: &[Check::Service(check)],
};

fn check(service: Service<'_>, cx: &mut Context<'_>) {
    // A worker from a server's image removes the check that queries the server.
    let has_own_program = service.command.is_some() || service.entrypoint.is_some();
    if has_own_program && !service.serves() {
        return;
    }
    if let Some(place) = service.healthcheck_switched_off() {
        cx.report(place, "the health check is switched off")
            .help("replace it with one that fits: `test`, `interval` and `start_period` can be set here");
    }
}
