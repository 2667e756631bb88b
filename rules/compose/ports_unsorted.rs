use plimsoll_lint::{Check, Context, Fix, Page, Rule};
use plimsoll_model::base::Value;
use plimsoll_model::compose::Port;
use plimsoll_model::view::{ComposeFile, Service};
use plimsoll_syntax::yaml::reordered;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("ports_unsorted.md")),
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
    let Some(field) = service.facts().ports.as_ref().filter(|field| field.via.is_none()) else {
        return;
    };
    let keys: Vec<u16> = field.value.iter().map(number).collect();
    if keys.is_sorted() {
        return;
    }
    let name = &service.name.value;
    let finding = cx.report(field.key, format!("the ports of `{name}` are not sorted"));
    finding.help("sort them by the port of the host");
    let compose = service.compose();
    let node = compose.node(service.node).get("ports");
    if let Some(edit) = node.and_then(|node| reordered(compose.source(), node.value, &keys)) {
        finding.fix(Fix::safe("sort the ports", [edit]));
    }
}

/// The host port, or the container port if Docker picks the host port.
fn number(port: &Port) -> u16 {
    let range = port.published_range().unwrap_or_else(|| port.target_range());
    Value::likely(range).map_or(0, |range| range.start)
}
