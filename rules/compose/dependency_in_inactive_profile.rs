use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::view::Service;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("dependency_in_inactive_profile.md")),
    checks: &[Check::Service(check)],
};

fn check(service: Service<'_>, cx: &mut Context<'_>) {
    for dependency in service.depends_on.iter().flat_map(|field| &field.value) {
        let required = dependency.required.as_ref();
        if required.is_some_and(|required| required.value.likely() != Some(true)) {
            continue;
        }
        let name = dependency.service.known();
        let Some(other) = name.and_then(|name| service.compose().service(name)) else {
            continue;
        };
        if !service.starts_along(&other) {
            let name = &other.name.value;
            let text = format!(
                "`{name}` starts only with a profile that `{}` does not need",
                service.name.value
            );
            cx.report(dependency.service.span, text)
                .help("give both the same profiles, or write `required: false`");
        }
    }
}
