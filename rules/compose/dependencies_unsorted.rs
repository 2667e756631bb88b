use plimsoll_lint::{Check, Context, Fix, Page, Rule};
use plimsoll_model::view::{ComposeFile, Service};
use plimsoll_syntax::yaml::reordered;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("dependencies_unsorted.md")),
    checks: &[Check::Compose(check)],
};

fn check(compose: ComposeFile<'_>, cx: &mut Context<'_>) {
    for file in compose.parts() {
        for service in file.services() {
            check_service(service, cx);
        }
    }
}

fn check_service(service: Service<'_>, cx: &mut Context<'_>) {
    let Some(field) = service.facts().depends_on.as_ref().filter(|field| field.via.is_none()) else {
        return;
    };
    let keys: Vec<&str> = field
        .value
        .iter()
        .map(|dependency| dependency.service.as_str())
        .collect();
    if keys.is_sorted() {
        return;
    }
    let name = &service.name.value;
    let finding = cx.report(field.key, format!("the dependencies of `{name}` are not sorted"));
    finding.help("sort them by name");
    let compose = service.compose();
    let node = compose.node(service.node).get("depends_on");
    if let Some(edit) = node.and_then(|node| reordered(compose.source(), node.value, &keys)) {
        finding.fix(Fix::safe("sort the dependencies", [edit]));
    }
}
