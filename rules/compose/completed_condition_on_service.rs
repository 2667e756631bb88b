use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::view::Service;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("completed_condition_on_service.md")),
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
        let (Some("service_completed_successfully"), Some(other)) = (condition.value.known(), other) else {
            continue;
        };
        let Some(restart) = &other.facts().restart else {
            continue;
        };
        if matches!(restart.value.known(), Some("always" | "unless-stopped")) {
            let name = &other.name.value;
            cx.report(
                condition.span,
                format!("`{name}` restarts whenever it ends, so it never completes"),
            )
            .help("give it `restart: \"no\"` or `restart: on-failure`")
            .note(restart.span, "its restart policy");
        }
    }
}
