use std::collections::HashSet;

use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::view::{ComposeFile, Service};

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("network_not_segmented.md")),
    checks: &[Check::Compose(check)],
};

fn check(compose: ComposeFile<'_>, cx: &mut Context<'_>) {
    let mut networks: HashSet<&str> = HashSet::new();
    for service in compose.services() {
        // Another mode, or a part of a service, says nothing about its networks.
        if service.facts().network_mode.is_some() || !service.is_whole() {
            return;
        }
        match &service.facts().networks {
            None => {
                networks.insert("default");
            }
            Some(field) => {
                for attachment in &field.value {
                    let Some(name) = attachment.network.likely() else {
                        return;
                    };
                    networks.insert(name);
                }
            }
        }
    }
    let is_store = |service: Service<'_>| service.known_image().is_some_and(|image| image.is_data_service());
    let has_front = compose
        .services()
        .any(|service| !service.ports().is_empty() && !is_store(service));
    if networks.len() != 1 || !has_front || compose.services().len() < 3 {
        return;
    }
    for service in compose.services().filter(|service| is_store(*service)) {
        let name = &service.name.value;
        cx.report(
            service.name.span,
            format!("`{name}` can be reached by every service of the file"),
        )
        .help("put it on a network of its own, together with those that need it");
    }
}
