//! Views on the tree that resolve aliases and merge keys while walking.
//!
//! A [`NodeRef`] is never at an alias: it is at the alias's target, and remembers the alias. The
//! tree has no cycles and a bounded size with all aliases unfolded (see `check`), so every walk
//! ends.

use std::collections::HashMap;

use super::{Entry, Node, NodeId, NodeKind, ScalarValue, Style, Yaml};
use crate::{Span, Text};

/// A node seen from the root of its file.
#[derive(Clone, Copy, Debug)]
pub struct NodeRef<'a> {
    yaml: &'a Yaml,
    id: NodeId,
    via: Option<Via>,
}

/// How a value came to a place where it was not written.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Via {
    /// The `<<` that merged it; absent if an alias is in the place of the value.
    pub merge: Option<Span>,
    /// The `*alias`. For a mapping written directly after `<<`, that mapping.
    pub alias: Span,
}

/// A key and its value, with merge keys resolved.
#[derive(Clone, Copy, Debug)]
pub struct EntryRef<'a> {
    pub key: NodeRef<'a>,
    pub value: NodeRef<'a>,
    /// Set if the entry came through a merge key of this mapping.
    pub via: Option<Via>,
}

/// What a [`NodeRef`] points at.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Kind {
    Scalar,
    Sequence,
    Mapping,
    /// An alias without a target, so nothing is known about the value.
    Unresolved,
}

/// At most this many entries are compared with each other; more are hashed.
const FEW: usize = 16;

impl Yaml {
    /// The first document's value, which is the Compose file; absent in an empty file.
    pub fn root(&self) -> Option<NodeRef<'_>> {
        self.roots.first().map(|&id| self.view(id))
    }

    /// The values of all documents of the file, including the first.
    pub fn documents(&self) -> impl Iterator<Item = NodeRef<'_>> {
        self.roots.iter().map(|&id| self.view(id))
    }

    /// A view of a node, aliases resolved.
    pub fn view(&self, id: NodeId) -> NodeRef<'_> {
        NodeRef::new(self, id, None)
    }

    /// A node as written.
    pub fn node(&self, id: NodeId) -> &Node {
        &self.nodes[id.0 as usize]
    }

    /// All nodes as written, in the order of the file.
    pub fn nodes(&self) -> impl Iterator<Item = (NodeId, &Node)> {
        self.nodes
            .iter()
            .enumerate()
            .map(|(id, node)| (NodeId(id as u32), node))
    }

    /// Whether the tree contains less than the file: reading stopped early, or aliases were given
    /// up.
    pub fn is_partial(&self) -> bool {
        let merged = self.origins.as_ref().is_some_and(|origins| origins.partial);
        self.truncated_at.is_some() || self.aliases_dropped || merged
    }
}

impl<'a> NodeRef<'a> {
    fn new(yaml: &'a Yaml, id: NodeId, via: Option<Via>) -> Self {
        let NodeKind::Alias {
            target: Some(target), ..
        } = yaml.node(id).kind
        else {
            let kept = yaml.origins.as_ref().and_then(|origins| origins.vias.get(&id));
            let via = via.or(kept.copied());
            return Self { yaml, id, via };
        };
        // An anchor on an alias is not YAML, so a target is never an alias.
        let alias = yaml.node(id).span;
        let via = via.or(Some(Via { merge: None, alias }));
        Self { yaml, id: target, via }
    }

    /// The tree.
    pub fn yaml(self) -> &'a Yaml {
        self.yaml
    }

    /// The node's index in the tree; that of the target, if an alias led here.
    pub fn id(self) -> NodeId {
        self.id
    }

    /// The node as written.
    pub fn node(self) -> &'a Node {
        self.yaml.node(self.id)
    }

    /// Where the value was written; after an alias, that is at its anchor.
    pub fn span(self) -> Span {
        self.node().span
    }

    /// The outermost alias or merge key that led here.
    pub fn via(self) -> Option<Via> {
        self.via
    }

    /// What kind of node it is.
    pub fn kind(self) -> Kind {
        match self.node().kind {
            NodeKind::Scalar { .. } => Kind::Scalar,
            NodeKind::Sequence(_) => Kind::Sequence,
            NodeKind::Mapping(_) => Kind::Mapping,
            NodeKind::Alias { .. } => Kind::Unresolved,
        }
    }

    /// The tag as written: `!reset`, `!override`, `!!str`.
    pub fn tag(self) -> Option<&'a str> {
        self.node().tag.as_ref().map(|tag| &*tag.value)
    }

    /// The text of a scalar, with the place of each byte.
    pub fn text(self) -> Option<&'a Text> {
        match &self.node().kind {
            NodeKind::Scalar { text, .. } => Some(text),
            _ => None,
        }
    }

    /// The text of a scalar; the empty text for an absent value.
    pub fn as_str(self) -> Option<&'a str> {
        self.text().map(Text::as_str)
    }

    /// How a scalar is written.
    pub fn style(self) -> Option<Style> {
        match self.node().kind {
            NodeKind::Scalar { style, .. } => Some(style),
            _ => None,
        }
    }

    /// What a scalar decodes to; `String` for anything else.
    pub fn scalar_value(self) -> ScalarValue {
        match &self.node().kind {
            NodeKind::Scalar {
                text,
                style: Style::Plain,
            } if self.tag().is_none_or(|tag| tag != "!!str" && tag != "!") => ScalarValue::of_plain(text.as_str()),
            _ => ScalarValue::String,
        }
    }

    /// Whether it is null: absent, `~` or `null`.
    pub fn is_null(self) -> bool {
        self.kind() == Kind::Scalar && self.scalar_value() == ScalarValue::Null
    }

    /// The items of a sequence; nothing for anything else.
    pub fn items(self) -> impl Iterator<Item = NodeRef<'a>> {
        let items: &'a [NodeId] = match &self.node().kind {
            NodeKind::Sequence(items) => items,
            _ => &[],
        };
        items.iter().map(move |&id| NodeRef::new(self.yaml, id, self.via))
    }

    /// The entries of a mapping as written, including merge keys and duplicates.
    pub fn written_entries(self) -> impl Iterator<Item = EntryRef<'a>> {
        let entries: &'a [Entry] = match &self.node().kind {
            NodeKind::Mapping(entries) => entries,
            _ => &[],
        };
        entries.iter().map(move |entry| EntryRef {
            key: NodeRef::new(self.yaml, entry.key, self.via),
            value: NodeRef::new(self.yaml, entry.value, self.via),
            via: None,
        })
    }

    /// The entries of a mapping with merge keys resolved: its own win over merged ones, earlier
    /// merged mappings over later ones. Of a repeated key the last value stays.
    pub fn entries(self) -> Vec<EntryRef<'a>> {
        self.few_entries().unwrap_or_else(|| self.many_entries())
    }

    /// The entries of a small mapping without merge keys, as nearly all are.
    fn few_entries(self) -> Option<Vec<EntryRef<'a>>> {
        let NodeKind::Mapping(written) = &self.node().kind else {
            return Some(Vec::new());
        };
        if written.len() > FEW {
            return None;
        }
        let mut found: Vec<EntryRef<'a>> = Vec::with_capacity(written.len());
        for entry in self.written_entries() {
            if entry.is_merge() {
                return None;
            }
            let Some(name) = entry.name() else { continue };
            match found.iter_mut().find(|known| known.name() == Some(name)) {
                Some(known) => *known = entry,
                None => found.push(entry),
            }
        }
        Some(found)
    }

    fn many_entries(self) -> Vec<EntryRef<'a>> {
        let mut found = Vec::new();
        let mut index: HashMap<&'a str, usize> = HashMap::new();
        let mut merges = Vec::new();
        for entry in self.written_entries() {
            if entry.is_merge() {
                merges.push(entry);
                continue;
            }
            let Some(name) = entry.key.as_str() else { continue };
            match index.get(name) {
                Some(&at) => found[at] = entry,
                None => {
                    index.insert(name, found.len());
                    found.push(entry);
                }
            }
        }
        for merge in merges {
            for source in merge.merged() {
                let alias = source
                    .via
                    .filter(|_| self.via.is_none())
                    .map_or(source.span(), |via| via.alias);
                let via = Via {
                    merge: Some(merge.key.span()),
                    alias,
                };
                let source = NodeRef {
                    via: self.via.or(Some(via)),
                    ..source
                };
                for mut entry in source.entries() {
                    let Some(name) = entry.key.as_str() else { continue };
                    if index.contains_key(name) {
                        continue;
                    }
                    index.insert(name, found.len());
                    entry.via = Some(via);
                    found.push(entry);
                }
            }
        }
        found
    }

    /// The entry with a key, merge keys resolved. To look up several keys, take
    /// [`entries`](Self::entries) once.
    pub fn get(self, key: &str) -> Option<EntryRef<'a>> {
        let own = self
            .written_entries()
            .filter(|entry| entry.name() == Some(key) && !entry.is_merge())
            .last();
        if own.is_some() || !self.written_entries().any(EntryRef::is_merge) {
            return own;
        }
        self.entries().into_iter().find(|entry| entry.name() == Some(key))
    }

    /// Whether entries may be missing here because an alias could not be resolved.
    pub fn has_unresolved(self) -> bool {
        self.kind() == Kind::Unresolved
            || self.written_entries().any(|entry| {
                entry.is_merge() && (entry.value.kind() == Kind::Unresolved || entry.merged().any(Self::has_unresolved))
            })
    }
}

impl<'a> EntryRef<'a> {
    /// The key's text.
    pub fn name(&self) -> Option<&'a str> {
        self.key.as_str()
    }

    /// How the entry, or its value, came here.
    pub fn via(&self) -> Option<Via> {
        self.via.or(self.value.via)
    }

    /// Whether it is a merge key: `<<` merges only when plain.
    pub fn is_merge(self) -> bool {
        self.key.style() == Some(Style::Plain) && self.key.as_str() == Some("<<")
    }

    /// The mappings that a merge key merges.
    fn merged(self) -> impl Iterator<Item = NodeRef<'a>> {
        let single = (self.value.kind() == Kind::Mapping).then_some(self.value);
        // An alias to a sequence of mappings counts like the sequence.
        single.into_iter().chain(self.value.items())
    }
}
