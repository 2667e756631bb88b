use plimsoll_lint::{Check, Context, Fix, Page, Rule};
use plimsoll_model::base::Value;
use plimsoll_model::view::Service;

use crate::health_check;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("healthy_condition_without_healthcheck.md")),
    checks: &[Check::Service(check)],
};

fn check(service: Service<'_>, cx: &mut Context<'_>) {
    for dependency in service.depends_on.iter().flat_map(|field| &field.value) {
        let Some(condition) = &dependency.condition else {
            continue;
        };
        let other = dependency
            .service
            .known()
            .and_then(|name| service.compose().service(name));
        let (Some("service_healthy"), Some(other)) = (condition.value.known(), other) else {
            continue;
        };
        let own = other.healthcheck.as_ref().map(|check| check.value.is_disabled());
        let has_none = match own {
            Some(disabled) => disabled == Value::Known(true),
            None => other.is_whole() && other.image_has_healthcheck() == Value::Known(false),
        };
        if has_none {
            let name = &other.name.value;
            let finding = cx.report(
                condition.span,
                format!("`{name}` has no health check, so it never becomes healthy"),
            );
            finding
                .help("add a `healthcheck` to it, or wait for `service_started`")
                .note(other.name.span, "the service");
            let edit = own.is_none().then(|| health_check::add(other)).flatten();
            if let Some(edit) = edit {
                finding.fix(Fix::unsafe_("add the check that is known for the image", [edit]));
            }
        }
    }
}
