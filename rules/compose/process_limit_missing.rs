use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::view::Service;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("process_limit_missing.md")),
    checks: &[Check::Service(check)],
};

fn check(service: Service<'_>, cx: &mut Context<'_>) {
    let is_limited = |service: Service<'_>| service.has_process_limit().likely() != Some(false);
    if is_limited(service) || service.is_windows() {
        return;
    }
    let written = service.facts().pids_limit.as_ref().map(|field| field.key);
    let place = written.or_else(|| service.is_whole().then_some(service.name.span));
    if let Some(place) = place {
        cx.report(place, "the number of processes has no limit")
            .help("set `pids_limit`; a few hundred are enough for most programs");
    }
}
