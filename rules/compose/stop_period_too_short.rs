use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::image::Role;
use plimsoll_model::view::Service;
use plimsoll_syntax::units::compose_duration;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("stop_period_too_short.md")),
    checks: &[Check::Service(check)],
};

/// Docker's own default, in nanoseconds.
const ENOUGH: i64 = 10_000_000_000;

fn check(service: Service<'_>, cx: &mut Context<'_>) {
    let stores = service
        .known_image()
        .is_some_and(|image| matches!(image.role, Role::DataStore | Role::Search | Role::Queue));
    let Some(period) = service.facts().stop_grace_period.as_ref().filter(|_| stores) else {
        return;
    };
    let Some(given) = period
        .value
        .likely()
        .and_then(compose_duration)
        .filter(|given| *given < ENOUGH)
    else {
        return;
    };
    let seconds = given as f64 / 1e9;
    cx.report(
        period.span,
        format!("a database needs more than {seconds} seconds to stop"),
    )
    .help("set `1m`; a database that stops sooner does not wait for it");
}
