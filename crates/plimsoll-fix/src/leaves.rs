//! The parts of a file that are what they are by themselves: the instructions of a Dockerfile, the
//! scalars of a Compose file with their keys.

use plimsoll_model::view::Subject;
use plimsoll_model::workspace::Workspace;
use plimsoll_syntax::dockerfile::{Dockerfile, Kind};
use plimsoll_syntax::yaml::{NodeId, NodeKind, Yaml};
use plimsoll_syntax::{FileId, Span};

use crate::Patch;

/// A part, and what is read from it.
pub(crate) struct Leaf {
    pub(crate) span: Span,
    /// The keys above it, from the top.
    keys: Vec<(Span, String)>,
    text: String,
}

impl Leaf {
    /// What to call it.
    pub(crate) fn what(&self) -> String {
        let keys: Vec<&str> = self.keys.iter().map(|(_, key)| &**key).collect();
        match keys.is_empty() {
            true => "an instruction".to_owned(),
            false => format!("`{}`", keys.join(".")),
        }
    }

    /// Whether it is read as before. Keys that the patch changes may have other names, and keys that it
    /// writes may stand above it.
    pub(crate) fn is_still(&self, new: &Self, patch: &Patch<'_>) -> bool {
        let file = self.span.file;
        let old = self.keys.iter().filter(|(place, _)| !patch.changes_at(*place, false));
        let new_keys = new.keys.iter().filter(|(place, _)| !patch.wrote(file, place.range()));
        self.text == new.text && old.map(|(_, key)| key).eq(new_keys.map(|(_, key)| key))
    }
}

/// The parts of a file in their order; none of a file that is no subject.
pub(crate) fn leaves(workspace: &Workspace, file: FileId) -> Vec<Leaf> {
    let subject = workspace.subjects().find(|(id, _)| *id == file);
    match subject {
        Some((_, Subject::Dockerfile(dockerfile))) => instructions(dockerfile.tree()),
        Some((_, Subject::Compose(compose, _))) => scalars(&compose.facts().yaml),
        None => Vec::new(),
    }
}

fn instructions(tree: &Dockerfile) -> Vec<Leaf> {
    let leaf = |span, text| Leaf {
        span,
        keys: Vec::new(),
        text,
    };
    let directives = tree.directives.iter().map(|directive| {
        leaf(
            directive.span,
            format!("{}={}", directive.name.value, directive.value.value),
        )
    });
    let instructions = tree.instructions.iter().map(|instruction| {
        let (kind, heredocs) = (instruction.kind.name(), instruction.heredocs.len());
        let text = format!("{kind} {heredocs} {}", instruction.text.as_str());
        leaf(instruction.full_span, text)
    });
    directives.chain(instructions).collect()
}

fn scalars(yaml: &Yaml) -> Vec<Leaf> {
    let mut found = Vec::new();
    for root in yaml.documents() {
        collect(yaml, root.id(), &mut Vec::new(), &mut found);
    }
    found
}

/// The depth of a tree is bounded when it is made.
fn collect(yaml: &Yaml, id: NodeId, keys: &mut Vec<(Span, String)>, found: &mut Vec<Leaf>) {
    let node = yaml.node(id);
    let mut leaf = |text: &str| {
        found.push(Leaf {
            span: node.span,
            keys: keys.clone(),
            text: text.to_owned(),
        });
    };
    match &node.kind {
        NodeKind::Scalar { text, .. } => leaf(text.as_str()),
        NodeKind::Alias { name, .. } => leaf(name),
        NodeKind::Sequence(items) => {
            for item in items {
                collect(yaml, *item, keys, found);
            }
        }
        NodeKind::Mapping(entries) => {
            for entry in entries {
                let key = yaml.node(entry.key);
                let name = match &key.kind {
                    NodeKind::Scalar { text, .. } => text.as_str().to_owned(),
                    _ => String::new(),
                };
                keys.push((key.span, name));
                collect(yaml, entry.value, keys, found);
                keys.pop();
            }
        }
    }
}

/// What belongs to the values of a file: the keys of a Compose file's, the instructions around a
/// Dockerfile's.
#[derive(Default)]
pub(crate) struct Grounds {
    /// The values, each with its key.
    keys: Vec<(Span, Span)>,
    instructions: Vec<Span>,
    /// The instructions that set variables.
    variables: Vec<Span>,
}

impl Grounds {
    pub(crate) fn of(workspace: &Workspace, file: FileId) -> Self {
        let mut grounds = Self::default();
        match workspace.subjects().find(|(id, _)| *id == file) {
            Some((_, Subject::Dockerfile(dockerfile))) => {
                for instruction in &dockerfile.tree().instructions {
                    grounds.instructions.push(instruction.full_span);
                    if matches!(instruction.kind, Kind::Arg | Kind::Env) {
                        grounds.variables.push(instruction.full_span);
                    }
                }
            }
            Some((_, Subject::Compose(compose, _))) => {
                let yaml = &compose.facts().yaml;
                for (_, node) in yaml.nodes() {
                    let NodeKind::Mapping(entries) = &node.kind else {
                        continue;
                    };
                    let pairs = entries
                        .iter()
                        .map(|entry| (yaml.node(entry.value).span, yaml.node(entry.key).span));
                    grounds.keys.extend(pairs);
                }
            }
            None => {}
        }
        grounds
    }

    /// What belongs to a value at a place.
    pub(crate) fn around(&self, value: Span) -> impl Iterator<Item = Span> {
        let keys = self.keys.iter().filter(move |(below, _)| below.contains(value));
        let instructions = self.instructions.iter().filter(move |span| span.contains(value));
        keys.map(|(_, key)| *key).chain(instructions.copied())
    }

    /// The instructions that set variables.
    pub(crate) fn variables(&self) -> &[Span] {
        &self.variables
    }
}
