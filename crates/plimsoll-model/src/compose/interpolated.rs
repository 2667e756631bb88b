//! The values of a tree with their variables replaced, each once.

use std::collections::HashSet;

use plimsoll_syntax::yaml::{Node, NodeId, NodeKind, Yaml};
use plimsoll_syntax::{FileId, SyntaxError, Text};

use super::interpolation::{Expanded, Lookup, Variable, expand};

/// The values of a tree that contain variables, replaced. Compose interpolates every value of a file,
/// also those that no service uses, and no key.
#[derive(Default)]
pub(super) struct Interpolated {
    /// In the order of the nodes.
    values: Vec<(NodeId, Expanded)>,
}

impl Interpolated {
    pub(super) fn of(yaml: &Yaml, lookup: &dyn Fn(FileId, &str) -> Lookup) -> Self {
        let values = texts(yaml).into_iter();
        let values = values.map(|(node, text)| (node, expand(text, &|name| lookup(text.file(), name))));
        Self {
            values: values.collect(),
        }
    }

    /// The value of a node, if it contains variables.
    pub(super) fn get(&self, node: NodeId) -> Option<&Expanded> {
        let found = self.values.binary_search_by_key(&node, |(node, _)| *node);
        found.ok().map(|at| &self.values[at].1)
    }

    /// What Compose would refuse.
    pub(super) fn errors(&self) -> impl Iterator<Item = &SyntaxError> {
        self.values.iter().flat_map(|(_, value)| &value.errors)
    }

    /// The variables of all values, each place once, in the order of the files.
    pub(super) fn into_variables(self) -> Vec<Variable> {
        let mut variables: Vec<Variable> = self.values.into_iter().flat_map(|(_, value)| value.variables).collect();
        variables.sort_by_key(|variable| (variable.span.file, variable.span.start));
        variables.dedup_by_key(|variable| variable.span);
        variables
    }
}

/// The values with a dollar sign, in the order of the nodes.
fn texts(yaml: &Yaml) -> Vec<(NodeId, &Text)> {
    let all = yaml.nodes().filter_map(|(id, node)| Some((id, with_dollar(node)?)));
    let mut texts: Vec<(NodeId, &Text)> = all.collect();
    // Most files have none.
    if texts.is_empty() {
        return texts;
    }
    let mut keys = HashSet::new();
    for (_, node) in yaml.nodes() {
        if let NodeKind::Mapping(entries) = &node.kind {
            let names = entries.iter().map(|entry| entry.key);
            keys.extend(names.filter(|key| with_dollar(yaml.node(*key)).is_some()));
        }
    }
    texts.retain(|(id, _)| !keys.contains(id));
    texts
}

fn with_dollar(node: &Node) -> Option<&Text> {
    match &node.kind {
        NodeKind::Scalar { text, .. } => Some(text).filter(|text| text.as_str().contains('$')),
        _ => None,
    }
}
