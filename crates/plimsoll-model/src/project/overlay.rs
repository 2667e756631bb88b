//! Whether a Compose file only adds to others, or can be started by itself.

use std::collections::HashSet;

use crate::base::Value;
use crate::compose::{Compose, MountKind, Resource, Service};

/// Whether the content of a file shows that it is to be read after others: one of its services is
/// only a part of theirs or the other way round, or it needs what only they define.
pub(super) fn needs(file: &Compose, below: &[&Compose]) -> bool {
    let twin = |service: &Service| find(below, &service.name.value);
    let completes = |service: &Service| twin(service).is_some_and(|(_, twin)| is_open(service) || is_open(twin));
    file.services.iter().any(completes) || has_tags(file) || needs_theirs(file, below)
}

/// Whether a file whose name says that it adds to others does so. If its content leaves that open,
/// one that repeats more than half of what they say about its services is independent.
pub(super) fn adds_to(file: &Compose, below: &[&Compose]) -> bool {
    if needs(file, below) {
        return true;
    }
    let (mut said, mut repeated) = (0, 0);
    for service in &file.services {
        let Some((home, twin)) = find(below, &service.name.value) else {
            continue;
        };
        let own = keys(file, service);
        let theirs = keys(home, twin);
        said += theirs.len();
        repeated += theirs.intersection(&own).count();
    }
    said > 0 && repeated * 2 <= said
}

/// Whether a service says, neither itself nor through another one, what it runs.
pub(super) fn is_open(service: &Service) -> bool {
    service.is_part() && service.extends.is_none()
}

fn find<'a>(below: &[&'a Compose], name: &str) -> Option<(&'a Compose, &'a Service)> {
    below.iter().rev().find_map(|file| Some((*file, file.service(name)?)))
}

/// Whether a file says how it is to be merged with others.
fn has_tags(compose: &Compose) -> bool {
    let mut nodes = compose.yaml.nodes();
    nodes.any(|(_, node)| {
        let tag = node.tag.as_ref().map(|tag| &*tag.value);
        matches!(tag, Some("!reset" | "!override"))
    })
}

/// Whether a service depends on a service, network or volume that only the other files define.
pub(super) fn needs_theirs(file: &Compose, below: &[&Compose]) -> bool {
    let only_theirs = |list: fn(&Compose) -> &Vec<Resource>| -> HashSet<&str> {
        let all = below.iter().flat_map(|file| list(file));
        let mut names: HashSet<&str> = all.map(|resource| &*resource.key.value).collect();
        for own in list(file) {
            names.remove(&*own.key.value);
        }
        names
    };
    let networks = only_theirs(|compose| &compose.networks);
    let volumes = only_theirs(|compose| &compose.volumes);
    file.services.iter().any(|service| {
        let mut dependencies = service.depends_on.iter().flat_map(|field| &field.value);
        let mut attachments = service.networks.iter().flat_map(|field| &field.value);
        let mut mounts = service.mounts().iter();
        let is_theirs = |name: &str| file.service(name).is_none() && find(below, name).is_some();
        dependencies.any(|dependency| dependency.service.likely().is_some_and(is_theirs))
            || attachments.any(|attachment| attachment.network.likely().is_some_and(|name| networks.contains(name)))
            || mounts.any(|mount| {
                let source = mount.source.as_ref().and_then(|source| source.likely());
                mount.kind == Value::Known(MountKind::Volume) && source.is_some_and(|name| volumes.contains(name))
            })
    })
}

fn keys<'a>(file: &'a Compose, service: &Service) -> HashSet<&'a str> {
    let entries = file.node(service.node).entries();
    entries.into_iter().filter_map(|entry| entry.name()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::{FileKind, Input, NoFiles};
    use crate::workspace::Workspace;

    fn adds(base: &str, other: &str) -> bool {
        asked(base, other, adds_to)
    }

    fn needs_base(base: &str, other: &str) -> bool {
        asked(base, other, needs)
    }

    fn asked(base: &str, other: &str, question: fn(&Compose, &[&Compose]) -> bool) -> bool {
        let input = |path: &str, text: &str| Input {
            path: path.to_owned(),
            kind: FileKind::Compose,
            bytes: text.as_bytes().to_vec(),
        };
        let inputs = vec![input("a/compose.yaml", base), input("b/compose.yaml", other)];
        let workspace = Workspace::load(inputs, &NoFiles, None);
        question(workspace.compose_facts(1), &[workspace.compose_facts(0)])
    }

    #[test]
    fn files_that_need_others() {
        let base = "services:\n  web: {build: ., ports: ['80:80'], environment: {A: b}, depends_on: [db]}\n  \
                    db: {image: postgres, volumes: ['data:/d']}\nvolumes: {data: }\nnetworks: {back: }\n";
        for other in [
            "services:\n  web: {restart: always}\n",
            "services:\n  web: {image: shop, restart: always}\n",
            "services:\n  worker: {build: ., depends_on: [db]}\n",
            "services:\n  worker: {build: ., networks: [back]}\n",
            "services:\n  backup: {image: b, volumes: ['data:/d']}\n",
            "services:\n  web: !reset null\n",
        ] {
            assert!(adds(base, other), "{other}");
        }
        let stack = "services:\n  web: {image: shop, restart: always}\n";
        assert!(!needs_base(base, stack) && needs_base(base, "services:\n  web: {restart: always}\n"));
        assert!(adds("services:\n  web: {environment: {A: b}}\n", base));
        for other in [
            base,
            "services:\n  web: {build: ., ports: ['80:80'], environment: {A: c}}\n",
            "services:\n  grafana: {image: grafana}\n",
            "services:\n  api: {restart: always}\n",
            "services:\n  grafana: {image: grafana, volumes: ['own:/d']}\nvolumes: {own: }\n",
            "services: {}\n",
        ] {
            assert!(!adds(base, other), "{other}");
        }
    }
}
