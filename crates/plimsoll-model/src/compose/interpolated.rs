//! The values of a tree with their variables replaced, each once.

use std::collections::{HashMap, HashSet};

use plimsoll_syntax::yaml::{NodeId, NodeKind, Yaml};
use plimsoll_syntax::{FileId, SyntaxError, Text};

use super::interpolation::{Expanded, Lookup, Variable, expand};

/// The values of a tree that contain variables, replaced. Compose interpolates every value of a file,
/// also those that no service uses, and no key.
#[derive(Default)]
pub(super) struct Interpolated {
    /// In the order of the tree.
    values: Vec<Expanded>,
    by_node: HashMap<NodeId, usize>,
}

impl Interpolated {
    pub(super) fn of(yaml: &Yaml, lookup: &dyn Fn(FileId, &str) -> Lookup) -> Self {
        let mut interpolated = Self::default();
        for (node, text) in texts(yaml) {
            interpolated.by_node.insert(node, interpolated.values.len());
            interpolated
                .values
                .push(expand(text, &|name| lookup(text.file(), name)));
        }
        interpolated
    }

    /// The value of a node, if it contains variables.
    pub(super) fn get(&self, node: NodeId) -> Option<&Expanded> {
        self.by_node.get(&node).map(|&at| &self.values[at])
    }

    /// What Compose would refuse.
    pub(super) fn errors(&self) -> impl Iterator<Item = &SyntaxError> {
        self.values.iter().flat_map(|value| &value.errors)
    }

    /// The variables of all values, each place once, in the order of the files.
    pub(super) fn into_variables(self) -> Vec<Variable> {
        let mut variables: Vec<Variable> = self.values.into_iter().flat_map(|value| value.variables).collect();
        variables.sort_by_key(|variable| (variable.span.file, variable.span.start));
        variables.dedup_by_key(|variable| variable.span);
        variables
    }
}

/// The values with a dollar sign.
fn texts(yaml: &Yaml) -> Vec<(NodeId, &Text)> {
    let with_dollar = yaml.nodes().filter_map(|(id, node)| match &node.kind {
        NodeKind::Scalar { text, .. } if text.as_str().contains('$') => Some((id, text)),
        _ => None,
    });
    let mut texts: Vec<(NodeId, &Text)> = with_dollar.collect();
    // Most files have none.
    if texts.is_empty() {
        return texts;
    }
    let mut keys = HashSet::new();
    for (_, node) in yaml.nodes() {
        if let NodeKind::Mapping(entries) = &node.kind {
            keys.extend(entries.iter().map(|entry| entry.key));
        }
    }
    texts.retain(|(id, _)| !keys.contains(id));
    texts
}
