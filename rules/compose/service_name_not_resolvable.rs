use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::view::Service;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("service_name_not_resolvable.md")),
    checks: &[Check::Service(check)],
};

fn check(service: Service<'_>, cx: &mut Context<'_>) {
    if !service.compose().stands_alone() {
        return;
    }
    for used in service.used_addresses() {
        let Some(other) = service.compose().service(&used.address.host) else {
            continue;
        };
        if service.shares_network_with(other) != Some(false) || used.is_for_browsers() {
            continue;
        }
        let (own, name) = (&service.name.value, &other.name.value);
        let place = used.value.span_of(used.address.host_range.clone());
        cx.report(place, format!("`{own}` and `{name}` share no network"))
            .help("put both on one network")
            .note(other.name.span, "the service");
    }
}
