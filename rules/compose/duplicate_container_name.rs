use std::collections::HashMap;

use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::view::{ComposeFile, Service};

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("duplicate_container_name.md")),
    checks: &[Check::Compose(check)],
};

fn check(compose: ComposeFile<'_>, cx: &mut Context<'_>) {
    let mut first: HashMap<&str, Service<'_>> = HashMap::new();
    for service in compose.services() {
        let Some(field) = &service.facts().container_name else {
            continue;
        };
        let Some(name) = field.value.known() else { continue };
        let Some(other) = first.get(name).copied() else {
            first.insert(name, service);
            continue;
        };
        // Two variants of one service are distinguished by their profiles.
        if !service.has_profile() && !other.has_profile() || service.runs_beside(&other) {
            let other_name = &other.name.value;
            let text = format!("`{name}` is the container name of `{other_name}` too");
            let finding = cx.report(field.span, text);
            finding.help("give each its own name, or remove the key");
            if let Some(field) = &other.facts().container_name {
                finding.note(field.span, "the first one");
            }
        }
    }
}
