use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::base::Value;
use plimsoll_model::view::Service;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("startup_order_not_awaited.md")),
    checks: &[Check::Service(check)],
};

fn check(service: Service<'_>, cx: &mut Context<'_>) {
    // Swarm has no start order.
    if service.compose().is_swarm_stack() {
        return;
    }
    for dependency in service.facts().depends_on.iter().flat_map(|field| &field.value) {
        // An explicit `service_started` is a decision: the program waits by itself.
        if dependency.condition.is_some() {
            continue;
        }
        // A variable cannot be the key of a condition.
        let Some(name) = dependency.service.known() else {
            continue;
        };
        let needed = service.compose().service(name);
        if needed.is_some_and(|needed| is_store(needed) && is_checked(needed)) {
            cx.report(
                dependency.service.span,
                format!("`{name}` has a health check, but nothing waits for it"),
            )
            .help(format!(
                "write `{name}: {{condition: service_healthy}}` under `depends_on`"
            ));
        }
    }
}

fn is_store(service: Service<'_>) -> bool {
    service.known_image().is_some_and(|image| image.is_data_service())
}

fn is_checked(service: Service<'_>) -> bool {
    match &service.facts().healthcheck {
        Some(check) => check.value.test.is_some() && check.value.is_disabled().likely() == Some(false),
        None => service.image_has_healthcheck() == Value::Known(true),
    }
}
