//! Trees made of parts of others.
//!
//! A Compose project is several files that are merged into one tree. An [`Assembly`] takes files in,
//! with aliases and merge keys resolved, lets its owner put new collections together out of what is
//! there, and becomes a [`Yaml`] whose nodes lie in several files. Nodes are never changed once they
//! are in, so that one may stand below many parents. How collections are put together is left to
//! whoever knows what the keys mean.

use std::collections::HashMap;
use std::sync::Arc;

use super::check::completion_order;
use super::{Entry, Node, NodeId, NodeKind, Style, Via, Yaml};
use crate::{SourceFile, Span};

/// How many nodes and entries a tree may be made of before nothing more is taken in, and how often
/// a larger one may repeat what its files hold.
const ROOM: usize = 600_000;
const MAX_GROWTH: usize = 4;

/// What a tree of several files knows beyond its nodes.
#[derive(Debug, Default)]
pub(super) struct Origins {
    /// Sorted by their numbers.
    pub(super) sources: Vec<Arc<SourceFile>>,
    /// The nodes that came through an alias or a merge key that is not in the tree any more.
    pub(super) vias: HashMap<NodeId, Via>,
    /// A value, and those that it took the place of, the nearest first.
    pub(super) replaced: HashMap<Span, Vec<Span>>,
    /// Something is missing that the files would have brought.
    pub(super) partial: bool,
}

/// A tree in the making.
#[derive(Debug, Default)]
pub struct Assembly {
    nodes: Vec<Node>,
    origins: Origins,
    /// Nodes and entries that were made so far.
    used: usize,
    /// Nodes that the files hold.
    imported: usize,
}

impl Assembly {
    /// Nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes a file in, with aliases and merge keys resolved, and says where the values of its
    /// documents are now.
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

    /// Entries without merge keys: own entries win over merged ones, of merged mappings the earlier,
    /// and of a key written twice the last stays. A merge key that leads nowhere is kept, so that it
    /// can be seen that something is missing.
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

    /// A copy of a node that says how it came to its place; what stands below is shared.
    pub fn repeated(&mut self, id: NodeId, via: Via) -> NodeId {
        let copy = self.add(self.node(id).clone());
        self.origins.vias.insert(copy, via);
        copy
    }

    /// Puts a node in that stands for another one, and came to its place as that did.
    pub fn add_as(&mut self, node: Node, other: NodeId) -> NodeId {
        let via = self.via(other);
        let id = self.add(node);
        if let Some(via) = via {
            self.origins.vias.insert(id, via);
        }
        id
    }

    /// A child of a node, knowing how the parent came to its place even when it leaves it.
    pub fn taken(&mut self, parent: NodeId, child: NodeId) -> NodeId {
        match self.via(parent) {
            Some(via) if self.via(child).is_none() => self.repeated(child, via),
            _ => child,
        }
    }

    /// Whether nothing more should be put in.
    pub fn is_full(&self) -> bool {
        self.used > ROOM.max(self.imported.saturating_mul(MAX_GROWTH))
    }

    /// A node.
    pub fn node(&self, id: NodeId) -> &Node {
        &self.nodes[id.0 as usize]
    }

    /// How a node came to its place.
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

    /// Notes that a value took the place of another.
    pub fn replace(&mut self, by: Span, old: Span) {
        if by == old {
            return;
        }
        let further = self.origins.replaced.get(&old).cloned().unwrap_or_default();
        let known = self.origins.replaced.entry(by).or_default();
        // An anchor that takes the place of many needs to name only some.
        const MOST: usize = 8;
        for span in std::iter::once(old).chain(further) {
            if known.len() < MOST && !known.contains(&span) && span != by {
                known.push(span);
            }
        }
    }

    /// Says that something is missing that the files would have brought.
    pub fn set_partial(&mut self) {
        self.origins.partial = true;
    }

    /// The tree under a node. `main` is the file that speaks for it.
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
        }
    }
}

impl Assembly {
    /// Drops what is not below a node: values that others took the place of, and steps on the way.
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

    /// The same node with something else in it.
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
    /// The file that a span lies in; the main file for one that lies in none of this tree.
    pub fn source_of(&self, span: Span) -> &Arc<SourceFile> {
        let Some(origins) = &self.origins else {
            return &self.source;
        };
        let found = origins.sources.binary_search_by_key(&span.file, |source| source.id());
        found.map_or(&self.source, |at| &origins.sources[at])
    }

    /// The text under a span, in whichever file of the tree it lies.
    pub fn slice(&self, span: Span) -> &str {
        self.source_of(span).slice(span)
    }

    /// Every file that has a part in this tree.
    pub fn sources(&self) -> &[Arc<SourceFile>] {
        match &self.origins {
            Some(origins) => &origins.sources,
            None => std::slice::from_ref(&self.source),
        }
    }

    /// Whether the tree was merged out of several files or documents.
    pub fn is_merged(&self) -> bool {
        self.origins.is_some()
    }

    /// The values that the one at a span took the place of when files were merged, the nearest
    /// first: what the base file says, what the extended service says.
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
