use std::collections::HashSet;

use plimsoll_lint::{Check, Context, Fix, Page, Rule};
use plimsoll_model::base::Value;
use plimsoll_model::compose::{Dependency, Field};
use plimsoll_model::view::Service;
use plimsoll_syntax::Edit;
use plimsoll_syntax::yaml::edit::Content;

use crate::compose_edit;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("startup_order_not_awaited.md")),
    checks: &[Check::Service(check)],
};

fn check(service: Service<'_>, cx: &mut Context<'_>) {
    // Swarm has no start order.
    if service.compose().is_swarm_stack() {
        return;
    }
    let Some(field) = &service.facts().depends_on else {
        return;
    };
    let mut whole: Option<Option<Edit>> = None;
    for dependency in &field.value {
        let Some(name) = unawaited(service, dependency) else {
            continue;
        };
        let finding = cx.report(
            dependency.service.span,
            format!("`{name}` has a health check, but nothing waits for it"),
        );
        finding.help(format!(
            "write `{name}: {{condition: service_healthy}}` under `depends_on`"
        ));
        let edit = match compose_edit::entry(service, dependency.service.span) {
            Some(entry) => entry.insert("condition", &Content::text("service_healthy")),
            None => whole.get_or_insert_with(|| as_mapping(service, field)).clone(),
        };
        if let Some(edit) = edit.filter(|_| !compose_edit::may_be_stack(service.compose())) {
            finding.fix(Fix::unsafe_("wait until it is healthy", [edit]));
        }
    }
}

/// The name of a store that nothing waits for although it has a check.
fn unawaited<'a>(service: Service<'_>, dependency: &'a Dependency) -> Option<&'a str> {
    // A variable cannot be the key of a condition.
    let name = dependency.service.known()?;
    let needed = service.compose().service(name)?;
    // An explicit `service_started` is a decision: the program waits by itself.
    let waits = dependency.condition.is_some();
    (!waits && is_store(needed) && is_checked(needed)).then_some(name)
}

/// A list as a mapping, in which each entry has a condition: all stores at once, since a condition
/// that is written counts as meant.
fn as_mapping(service: Service<'_>, field: &Field<Vec<Dependency>>) -> Option<Edit> {
    let site = compose_edit::entry(service, field.key)?;
    let mut names = HashSet::new();
    let mut conditions: Vec<(&str, Content)> = Vec::new();
    for dependency in &field.value {
        let is_here = field.span.contains(dependency.span) && dependency.condition.is_none();
        // A mapping cannot name one twice.
        let name = dependency
            .service
            .known()
            .filter(|name| is_here && names.insert(*name))?;
        let state = match unawaited(service, dependency) {
            Some(_) => "service_healthy",
            None => "service_started",
        };
        conditions.push((name, Content::mapping([("condition", Content::text(state))])));
    }
    site.replace(&Content::mapping(conditions))
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
