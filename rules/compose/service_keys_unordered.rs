use plimsoll_lint::{Check, Context, Fix, Rule};
use plimsoll_model::{ComposeFile, Service};
use plimsoll_syntax::yaml::reordered;

pub(crate) static RULE: Rule = Rule {
    page: include_str!("service_keys_unordered.md"),
    checks: &[Check::Compose(check)],
};

/// What it is, waits for, stores, is told, is reached by, does, and how it is watched and confined.
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
    // What comes through an alias is written elsewhere.
    if service.facts().via.is_some() {
        return;
    }
    let entries: Vec<_> = node.written_entries().collect();
    let keys: Vec<_> = entries
        .iter()
        .map(|entry| rank(entry.name().unwrap_or_default()))
        .collect();
    let mut last = 0;
    // One fix moves all of them, so only the first finding has it.
    let mut is_first = true;
    for (index, entry) in entries.iter().enumerate().skip(1) {
        if keys[index] >= keys[last] {
            last = index;
            continue;
        }
        let (name, other) = (
            entry.name().unwrap_or_default(),
            entries[last].name().unwrap_or_default(),
        );
        let finding = cx.report(entry.key.span(), format!("`{name}` comes before `{other}`"));
        finding.help("put the keys into the usual order");
        let edit = is_first.then(|| reordered(compose.source(), node, &keys)).flatten();
        is_first = false;
        if let Some(edit) = edit {
            finding.fix(Fix::safe("put the keys into the usual order", [edit]));
        }
    }
}

/// What is merged in comes first; what is not in the list comes last, by name.
fn rank(name: &str) -> (usize, &str) {
    if name == "<<" {
        return (0, "");
    }
    match ORDER.iter().position(|known| *known == name) {
        Some(at) => (at + 1, ""),
        None => (ORDER.len() + 1, name),
    }
}
