use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::view::Service;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("invalid_extra_host.md")),
    checks: &[Check::Service(check)],
};

fn check(service: Service<'_>, cx: &mut Context<'_>) {
    for entry in service.extra_hosts.iter().flat_map(|field| &field.value) {
        if let Some((span, fault)) = entry.extra_host_fault() {
            cx.report(span, fault)
                .help("write `name:address`, such as `db:10.0.0.5` or `host.docker.internal:host-gateway`");
        }
    }
}
