use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::view::Service;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("oom_killer_disabled.md")),
    checks: &[Check::Service(check)],
};

/// Below this, hardly any process is killed later.
const CLOSE_TO_NEVER: i32 = -900;

fn check(service: Service<'_>, cx: &mut Context<'_>) {
    let disable = service
        .oom_kill_disable
        .as_ref()
        .filter(|field| field.value.likely() == Some(true));
    let score = || {
        service
            .key_span("oom_score_adj")
            .filter(|_| service.oom_score().is_some_and(|s| s <= CLOSE_TO_NEVER))
    };
    let Some(place) = disable.map(|field| field.span).or_else(score) else {
        return;
    };
    let finding = cx.report(place, "the kernel may not end this service when memory runs out");
    finding.help("remove it, and set a `mem_limit` that the service stays within");
    if service.has_memory_limit().likely() == Some(false) {
        finding.case("no-memory-limit");
    }
}
