//! Trees made of parts of others.
//!
//! A Compose project is several files that are merged into one tree. An [`Assembly`] takes files
//! in, with aliases and merge keys resolved, lets its owner build new collections out of their
//! parts, and becomes a [`Yaml`] whose nodes lie in several files. Nodes never change once they are
//! in, so that one may have many parents. How collections are combined is left to the owner, who
//! knows what the keys mean.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use super::check::completion_order;
use super::{Entry, Node, NodeId, NodeKind, Style, Via, Yaml};
use crate::{SourceFile, Span};

/// How many nodes and entries a tree may have before nothing more is taken in, and how often a
/// larger one may repeat the contents of its files.
const ROOM: usize = 600_000;
const MAX_GROWTH: usize = 4;

/// What a tree of several files knows beyond its nodes.
#[derive(Debug, Default)]
pub(super) struct Origins {
    /// Sorted by their numbers.
    pub(super) sources: Vec<Arc<SourceFile>>,
    /// The nodes that came through an alias or a merge key that is no longer in the tree.
    pub(super) vias: HashMap<NodeId, Via>,
    /// A value, and those that it replaced, the nearest first.
    pub(super) replaced: HashMap<Span, Vec<Span>>,
    /// Something is missing that the files would have contributed.
    pub(super) partial: bool,
}

/// A tree under construction.
#[derive(Debug, Default)]
pub struct Assembly {
    nodes: Vec<Node>,
    origins: Origins,
    /// Nodes and entries created so far.
    used: usize,
    /// Nodes that the files hold.
    imported: usize,
}

impl Assembly {
    /// Nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes a file in, with aliases and merge keys resolved, and returns the new places of its
    /// documents' values.
    pub fn import(&mut self, yaml: &Yaml) -> Vec<NodeId> {
        let sources = &mut self.origins.sources;
        if let Err(at) = sources.binary_search_by_key(&yaml.source.id(), |source| source.id()) {
            sources.insert(at, Arc::clone(&yaml.source));
        }
        self.origins.partial |= yaml.is_partial();
        self.imported += yaml.nodes.len();
        // Children end before their parents, and targets before their aliases.
        let mut places: Vec<Option<NodeId>> = vec![None; yaml.nodes.len()];
        for id in completion_order(yaml) {
            let place = self.import_node(yaml.node(id), &places);
            places[id.0 as usize] = Some(place);
        }
        let place = |root: &NodeId| places[root.0 as usize];
        yaml.roots.iter().filter_map(place).collect()
    }

    fn import_node(&mut self, node: &Node, places: &[Option<NodeId>]) -> NodeId {
        let place = |id: NodeId| places[id.0 as usize];
        match &node.kind {
            NodeKind::Scalar { .. } => self.add(node.clone()),
            NodeKind::Alias { target, .. } => match target.and_then(place) {
                Some(target) => {
                    let alias = node.span;
                    self.repeated(target, Via { merge: None, alias })
                }
                None => self.add(Node {
                    kind: unresolved(),
                    ..node.clone()
                }),
            },
            NodeKind::Sequence(items) => {
                let items = items.iter().filter_map(|&item| place(item)).collect();
                self.add(node.with(NodeKind::Sequence(items)))
            }
            NodeKind::Mapping(entries) => {
                let entries = entries.iter().filter_map(|entry| {
                    Some(Entry {
                        key: place(entry.key)?,
                        value: place(entry.value)?,
                    })
                });
                let entries = self.resolved(entries.collect());
                self.add(node.with(NodeKind::Mapping(entries)))
            }
        }
    }

    /// Entries without merge keys: own entries win over merged ones, earlier merged mappings over
    /// later ones, and of a repeated key the last stays. A merge key that leads nowhere is kept, to
    /// show that something is missing.
    fn resolved(&mut self, written: Vec<Entry>) -> Vec<Entry> {
        let mut found: Vec<Entry> = Vec::with_capacity(written.len());
        let mut index: HashMap<Box<str>, usize> = HashMap::with_capacity(written.len());
        let mut merges = Vec::new();
        for entry in written {
            let Some(name) = self.name(entry.key) else { continue };
            if name == "<<" && self.node(entry.key).is_plain() {
                merges.push(entry);
                continue;
            }
            match index.get(name) {
                Some(&at) => found[at] = entry,
                None => {
                    index.insert(name.into(), found.len());
                    found.push(entry);
                }
            }
        }
        for merge in merges {
            let sources = match &self.node(merge.value).kind {
                NodeKind::Sequence(items) => items.clone(),
                _ => vec![merge.value],
            };
            for source in sources {
                let NodeKind::Mapping(entries) = &self.node(source).kind else {
                    found.push(merge);
                    continue;
                };
                let alias = self.via(source).map_or(self.node(source).span, |via| via.alias);
                let via = Via {
                    merge: Some(self.node(merge.key).span),
                    alias,
                };
                for entry in entries.clone() {
                    let Some(name) = self.name(entry.key) else { continue };
                    if index.contains_key(name) {
                        continue;
                    }
                    index.insert(name.into(), found.len());
                    let value = self.repeated(entry.value, via);
                    found.push(Entry { value, ..entry });
                }
            }
        }
        found
    }

    /// Puts a node in.
    pub fn add(&mut self, node: Node) -> NodeId {
        self.used += 1 + match &node.kind {
            NodeKind::Sequence(items) => items.len(),
            NodeKind::Mapping(entries) => entries.len(),
            _ => 0,
        };
        self.nodes.push(node);
        NodeId((self.nodes.len() - 1) as u32)
    }

    /// A copy of a node with its own origin; the nodes below are shared.
    pub fn repeated(&mut self, id: NodeId, via: Via) -> NodeId {
        let copy = self.add(self.node(id).clone());
        self.origins.vias.insert(copy, via);
        copy
    }

    /// Adds a node that replaces another one, and keeps that one's origin.
    pub fn add_as(&mut self, node: Node, other: NodeId) -> NodeId {
        let via = self.via(other);
        let id = self.add(node);
        if let Some(via) = via {
            self.origins.vias.insert(id, via);
        }
        id
    }

    /// A child of a node, which remembers the parent's origin even when it leaves it.
    pub fn taken(&mut self, parent: NodeId, child: NodeId) -> NodeId {
        match self.via(parent) {
            Some(via) if self.via(child).is_none() => self.repeated(child, via),
            _ => child,
        }
    }

    /// Whether nothing more should be added.
    pub fn is_full(&self) -> bool {
        self.used > ROOM.max(self.imported.saturating_mul(MAX_GROWTH))
    }

    /// A node.
    pub fn node(&self, id: NodeId) -> &Node {
        &self.nodes[id.0 as usize]
    }

    /// The origin of a node.
    pub fn via(&self, id: NodeId) -> Option<Via> {
        self.origins.vias.get(&id).copied()
    }

    /// The text of a scalar.
    pub fn name(&self, id: NodeId) -> Option<&str> {
        match &self.node(id).kind {
            NodeKind::Scalar { text, .. } => Some(text.as_str()),
            _ => None,
        }
    }

    /// Records that a value replaced another.
    pub fn replace(&mut self, by: Span, old: Span) {
        if by == old {
            return;
        }
        let further = self.origins.replaced.get(&old).cloned().unwrap_or_default();
        let known = self.origins.replaced.entry(by).or_default();
        // An anchor that replaces many needs to name only some.
        const MOST: usize = 8;
        for span in std::iter::once(old).chain(further) {
            if known.len() < MOST && !known.contains(&span) && span != by {
                known.push(span);
            }
        }
    }

    /// Records that something is missing that the files would have contributed.
    pub fn set_partial(&mut self) {
        self.origins.partial = true;
    }

    /// Whether something is missing that the files would have contributed.
    pub fn is_partial(&self) -> bool {
        self.origins.partial
    }

    /// The tree under a node. `main` is the file that represents it.
    pub fn finish(mut self, main: Arc<SourceFile>, root: Option<NodeId>) -> Yaml {
        let sources = &mut self.origins.sources;
        if let Err(at) = sources.binary_search_by_key(&main.id(), |source| source.id()) {
            sources.insert(at, Arc::clone(&main));
        }
        let root = root.map(|root| self.keep_reachable(root));
        if root.is_none() {
            self.nodes.clear();
        }
        Yaml {
            source: main,
            nodes: self.nodes,
            roots: root.into_iter().collect(),
            comments: Vec::new(),
            errors: Vec::new(),
            truncated_at: None,
            aliases_dropped: false,
            origins: Some(Box::new(self.origins)),
            layout: OnceLock::new(),
        }
    }
}

impl Assembly {
    /// Drops nodes that are not below a node: replaced values, and intermediate steps.
    fn keep_reachable(&mut self, root: NodeId) -> NodeId {
        let mut places: Vec<Option<NodeId>> = vec![None; self.nodes.len()];
        let mut order = Vec::new();
        let mut open = vec![root];
        while let Some(id) = open.pop() {
            let place = &mut places[id.0 as usize];
            if place.is_some() {
                continue;
            }
            *place = Some(NodeId(order.len() as u32));
            order.push(id);
            match &self.nodes[id.0 as usize].kind {
                NodeKind::Sequence(items) => open.extend(items.iter().rev()),
                NodeKind::Mapping(entries) => {
                    open.extend(entries.iter().rev().flat_map(|entry| [entry.value, entry.key]));
                }
                _ => {}
            }
        }
        let place = |id: NodeId| places[id.0 as usize].expect("what stands below a kept node is kept");
        let mut nodes: Vec<Option<Node>> = std::mem::take(&mut self.nodes).into_iter().map(Some).collect();
        let kept = order.iter().filter_map(|id| nodes[id.0 as usize].take());
        self.nodes = kept
            .map(|mut node| {
                match &mut node.kind {
                    NodeKind::Sequence(items) => items.iter_mut().for_each(|item| *item = place(*item)),
                    NodeKind::Mapping(entries) => entries.iter_mut().for_each(|entry| {
                        *entry = Entry {
                            key: place(entry.key),
                            value: place(entry.value),
                        };
                    }),
                    _ => {}
                }
                node
            })
            .collect();
        let vias = std::mem::take(&mut self.origins.vias);
        let kept = order.iter().filter_map(|&id| Some((place(id), *vias.get(&id)?)));
        self.origins.vias = kept.collect();
        place(root)
    }
}

impl Node {
    /// Whether it is a scalar without quotes.
    pub fn is_plain(&self) -> bool {
        matches!(
            self.kind,
            NodeKind::Scalar {
                style: Style::Plain,
                ..
            }
        )
    }

    /// The same node with other contents.
    pub fn with(&self, kind: NodeKind) -> Self {
        Self {
            span: self.span,
            kind,
            tag: self.tag.clone(),
            anchor: self.anchor.clone(),
        }
    }
}

impl Yaml {
    /// The file of a span; the main file for one that is in none of this tree.
    pub fn source_of(&self, span: Span) -> &Arc<SourceFile> {
        let Some(origins) = &self.origins else {
            return &self.source;
        };
        let found = origins.sources.binary_search_by_key(&span.file, |source| source.id());
        found.map_or(&self.source, |at| &origins.sources[at])
    }

    /// The text in a span, in whichever file of the tree it is.
    pub fn slice(&self, span: Span) -> &str {
        self.source_of(span).slice(span)
    }

    /// Every file that is part of this tree.
    pub fn sources(&self) -> &[Arc<SourceFile>] {
        match &self.origins {
            Some(origins) => &origins.sources,
            None => std::slice::from_ref(&self.source),
        }
    }

    /// Whether the tree was merged from several files or documents.
    pub fn is_merged(&self) -> bool {
        self.origins.is_some()
    }

    /// The values that the one at a span replaced when files were merged, the nearest first: what
    /// the base file says, what the extended service says.
    pub fn replaced(&self, span: Span) -> &[Span] {
        let found = self.origins.as_ref().and_then(|origins| origins.replaced.get(&span));
        found.map_or(&[], |spans| spans)
    }
}

fn unresolved() -> NodeKind {
    NodeKind::Alias {
        name: "".into(),
        target: None,
    }
}
