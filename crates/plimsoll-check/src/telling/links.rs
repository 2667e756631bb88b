//! The files that a file names, and where they are.

use std::ops::Range;

use plimsoll_model::base::path::{folder, join};
use plimsoll_model::view::{Service, Subject};
use plimsoll_model::workspace::Workspace;
use plimsoll_syntax::SourceFile;
use plimsoll_syntax::yaml::{Kind, NodeRef};

use super::{services, subject};

/// A way from some words to a file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Link {
    pub at: Range<usize>,
    pub path: String,
    /// The line in it, from 1.
    pub line: usize,
}

/// Where the words of a file lead: services to their stages, stages to their services, `env_file`,
/// `include` and `extends` to files. Whether a file is there is not asked.
pub fn links(workspace: &Workspace, path: &str) -> Vec<Link> {
    match subject(workspace, path) {
        Some((Subject::Dockerfile(dockerfile), source)) => {
            let mut links: Vec<Link> = Vec::new();
            for service in dockerfile.services() {
                let Some(stage) = service
                    .stage()
                    .filter(|stage| stage.dockerfile().source().id() == source.id())
                else {
                    continue;
                };
                let name = service.facts().name.span;
                let own = workspace.source(name.file);
                links.push(Link {
                    at: stage.from().keyword().range(),
                    path: own.path().to_owned(),
                    line: own.line_of(name.start),
                });
            }
            links.dedup_by(|one, other| one.at == other.at);
            links
        }
        Some((Subject::Compose(compose, _), source)) => {
            let builds = services(workspace, compose, source).into_iter();
            let mut links: Vec<Link> = builds.filter_map(|service| to_stage(service, source)).collect();
            links.dedup();
            if let Some(root) = compose.facts().yaml.root() {
                links.extend(named_files(root, source.path()));
            }
            links
        }
        None => Vec::new(),
    }
}

/// From `build` of a service to the stage that it builds.
fn to_stage(service: Service<'_>, source: &SourceFile) -> Option<Link> {
    let stage = service.stage()?;
    let own = stage.dockerfile().source();
    let key = service.facts().build.as_ref()?.key;
    (key.file == source.id()).then(|| Link {
        at: key.range(),
        path: own.path().to_owned(),
        line: own.line_of(stage.from().node().span.start),
    })
}

/// The files that `include`, `env_file` and `extends` name.
fn named_files<'a>(root: NodeRef<'a>, path: &str) -> Vec<Link> {
    let mut named: Vec<NodeRef<'a>> = Vec::new();
    let mut add = |node: NodeRef<'a>| match node.kind() {
        Kind::Sequence => named.extend(
            node.items()
                .flat_map(|item| item.get("path").map_or(Some(item), |entry| Some(entry.value))),
        ),
        Kind::Mapping => named.extend(["path", "file"].iter().filter_map(|key| Some(node.get(key)?.value))),
        Kind::Scalar | Kind::Unresolved => named.push(node),
    };
    if let Some(include) = root.get("include") {
        add(include.value);
    }
    let services = root.get("services").map(|services| services.value.entries());
    for service in services.into_iter().flatten() {
        if let Some(env_file) = service.value.get("env_file") {
            add(env_file.value);
        }
        if let Some(extends) = service
            .value
            .get("extends")
            .filter(|extends| extends.value.kind() == Kind::Mapping)
        {
            add(extends.value);
        }
    }
    let link = |node: NodeRef<'_>| {
        let written = node
            .as_str()
            .filter(|written| !written.contains('$') && !written.contains("://"))?;
        Some(Link {
            at: node.span().range(),
            path: join(folder(path), written),
            line: 1,
        })
    };
    named.into_iter().filter_map(link).collect()
}
