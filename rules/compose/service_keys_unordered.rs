use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::view::{ComposeFile, Service};

use crate::entry_order;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("service_keys_unordered.md")),
    checks: &[Check::Compose(check)],
};

/// What it is, waits for, stores, gets, is reached by and does, and how it is monitored and
/// confined.
const ORDER: [&str; 25] = [
    "container_name",
    "image",
    "build",
    "depends_on",
    "volumes",
    "volumes_from",
    "configs",
    "secrets",
    "environment",
    "env_file",
    "ports",
    "networks",
    "network_mode",
    "extra_hosts",
    "command",
    "entrypoint",
    "working_dir",
    "restart",
    "healthcheck",
    "logging",
    "labels",
    "user",
    "isolation",
    "cap_add",
    "cap_drop",
];

fn check(compose: ComposeFile<'_>, cx: &mut Context<'_>) {
    for file in compose.parts() {
        for service in file.services() {
            check_service(service, cx);
        }
    }
}

fn check_service(service: Service<'_>, cx: &mut Context<'_>) {
    let compose = service.compose();
    let node = compose.node(service.node);
    // An entry that comes through an alias is written elsewhere.
    if service.facts().via.is_some() {
        return;
    }
    let order = cx.list("order");
    let rank = |name| rank(name, order);
    entry_order::report(node, compose.source(), rank, "put the keys into the usual order", cx);
}

/// Merged entries come first; keys that are not in the list come last, by name.
fn rank<'n>(name: &'n str, order: &[String]) -> (usize, &'n str) {
    if name == "<<" {
        return (0, "");
    }
    let at = match order {
        [] => ORDER.iter().position(|known| *known == name),
        order => order.iter().position(|known| known == name),
    };
    at.map_or((usize::MAX, name), |at| (at + 1, ""))
}
