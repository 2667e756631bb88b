//! One tree laid over another.
//!
//! compose-go v2, override/merge.go. Nodes do not change: a later file's additions make new
//! collections, which share their other children with the earlier ones.

use std::collections::HashMap;

use plimsoll_syntax::yaml::{Assembly, Entry, Node, NodeId, NodeKind, ScalarValue, Style};

use super::Merging;
use super::identity::Identified;
use super::place::{Identity, Place, Rule};
use super::tags::{MAX_DEPTH, is_override, is_reset};

impl Merging<'_> {
    /// The result of laying `over` onto `base`.
    pub(super) fn overlay(&mut self, base: NodeId, over: NodeId, place: Place) -> NodeId {
        self.overlay_at(base, over, place, 0)
    }

    fn overlay_at(&mut self, base: NodeId, over: NodeId, place: Place, depth: u32) -> NodeId {
        let (old, new) = (self.tree.node(base), self.tree.node(over));
        let (old_span, new_span) = (old.span, new.span);
        if is_override(new) || depth > MAX_DEPTH {
            self.tree.replace(new_span, old_span);
            return self.without_tags(over);
        }
        if !self.has_room(new_span) {
            return base;
        }
        let (old, new) = (Shape::of(self.tree.node(base)), Shape::of(self.tree.node(over)));
        // What the alias would have brought is not known.
        if old == Shape::Unresolved || new == Shape::Unresolved {
            self.tree.set_partial();
            return if new == Shape::Unresolved {
                base
            } else {
                self.without_tags(over)
            };
        }
        match place.rule() {
            Rule::Replace => self.replaced(base, over),
            Rule::Deep => self.deep(base, over, place, depth),
            Rule::Pairs => self.pairs(base, over, place),
            Rule::Hosts => self.hosts(base, over),
            Rule::Build => {
                let (base, over) = (self.build_mapping(base), self.build_mapping(over));
                self.deep(base, over, place, depth)
            }
            Rule::Names => self.names(base, over, place, depth),
            Rule::Logging if old == Shape::Mapping && new == Shape::Mapping => {
                if self.same_driver(base, over) {
                    self.mappings(base, over, place, depth)
                } else {
                    self.replaced(base, over)
                }
            }
            Rule::Subnets if old == Shape::Sequence && new == Shape::Sequence => self.subnets(base, over),
            Rule::Logging | Rule::Subnets => self.deep(base, over, place, depth),
        }
    }

    fn replaced(&mut self, base: NodeId, over: NodeId) -> NodeId {
        let (old, new) = (self.tree.node(base).span, self.tree.node(over).span);
        self.tree.replace(new, old);
        self.without_tags(over)
    }

    fn deep(&mut self, base: NodeId, over: NodeId, place: Place, depth: u32) -> NodeId {
        let (old, new) = (Shape::of(self.tree.node(base)), Shape::of(self.tree.node(over)));
        match (old, new) {
            (_, Shape::Null) => base,
            (Shape::Null, _) => self.without_tags(over),
            (Shape::Mapping, Shape::Mapping) => self.mappings(base, over, place, depth),
            (Shape::Sequence, Shape::Sequence) => self.lists(base, over, place),
            (Shape::Mapping | Shape::Sequence, _) => {
                self.conflict(base, over, old, new);
                base
            }
            _ => self.replaced(base, over),
        }
    }

    /// compose-go v2, override/merge.go: "cannot override services.web.ports".
    fn conflict(&mut self, base: NodeId, over: NodeId, old: Shape, new: Shape) {
        let message = format!("{} cannot replace {} of an earlier file", new.name(), old.name());
        let (at, before) = (self.tree.node(over).span, self.tree.node(base).span);
        let help = "write both in the same form, or put `!override` before the later value";
        self.error(at, message, help, Some((before, "the earlier value")));
    }

    fn mappings(&mut self, base: NodeId, over: NodeId, place: Place, depth: u32) -> NodeId {
        let (mut entries, mut index) = self.entries_of(base, over);
        for entry in self.over_entries(over) {
            let Some(name) = self.tree.name(entry.key) else {
                continue;
            };
            let below = place.below(name);
            let at = index.find(&self.tree, name);
            if is_reset(self.tree.node(entry.value)) {
                if let Some(at) = at {
                    let (by, old) = (self.tree.node(entry.value).span, entries[at].map(|entry| entry.value));
                    let old = old.map(|old| self.tree.node(old).span);
                    old.into_iter().for_each(|old| self.tree.replace(by, old));
                    entries[at] = None;
                }
                continue;
            }
            match at {
                Some(at) => {
                    let merged = match entries[at] {
                        Some(old) => self.entry(old, entry, below, depth),
                        None => self.alone(entry),
                    };
                    entries[at] = Some(merged);
                }
                None => {
                    index.put(name, entry.key, entries.len());
                    let entry = self.alone(entry);
                    entries.push(Some(entry));
                }
            }
        }
        let kind = NodeKind::Mapping(entries.into_iter().flatten().collect());
        let node = self.tree.node(base).with(kind);
        self.tree.add(node)
    }

    fn alone(&mut self, entry: Entry) -> Entry {
        let value = self.without_tags(entry.value);
        Entry { value, ..entry }
    }

    /// The key comes from the same file as the value.
    fn entry(&mut self, old: Entry, new: Entry, place: Place, depth: u32) -> Entry {
        let value = self.overlay_at(old.value, new.value, place, depth + 1);
        let from_over = self.tree.node(value).span == self.tree.node(new.value).span;
        let key = if from_over { new.key } else { old.key };
        Entry { key, value }
    }

    /// The entries of a mapping that `over` is laid onto, and the index of each name.
    fn entries_of(&mut self, base: NodeId, over: NodeId) -> (Vec<Option<Entry>>, Index) {
        let entries = self.over_entries(base);
        let more = match &self.tree.node(over).kind {
            NodeKind::Mapping(entries) => entries.len(),
            _ => 0,
        };
        let index = Index::of(&self.tree, &entries, more);
        (entries.into_iter().map(Some).collect(), index)
    }

    /// The entries of a mapping, each with its origin.
    pub(super) fn over_entries(&mut self, id: NodeId) -> Vec<Entry> {
        let NodeKind::Mapping(entries) = &self.tree.node(id).kind else {
            return Vec::new();
        };
        let mut entries = entries.clone();
        if self.tree.via(id).is_some() {
            for entry in &mut entries {
                entry.value = self.tree.taken(id, entry.value);
            }
        }
        entries
    }

    fn items_of(&mut self, id: NodeId) -> Vec<NodeId> {
        let NodeKind::Sequence(items) = &self.tree.node(id).kind else {
            return Vec::new();
        };
        let mut items = items.clone();
        if self.tree.via(id).is_some() {
            for item in &mut items {
                *item = self.tree.taken(id, *item);
            }
        }
        items
    }

    /// Later entries follow earlier ones, or replace those with the same identity. Entries that one
    /// file repeats stay as written.
    // compose-go v2, override/uncity.go `enforceUnicity`.
    fn lists(&mut self, base: NodeId, over: NodeId, place: Place) -> NodeId {
        let over_items = self.items_of(over);
        let over_items: Vec<NodeId> = over_items
            .into_iter()
            .filter(|&item| !is_reset(self.tree.node(item)))
            .collect();
        let items = self.items_of(base);
        let items = match place.identity() {
            None => items.into_iter().chain(over_items).collect(),
            Some(identity) => self.unique(items, over_items, identity),
        };
        let node = self.tree.node(base).with(NodeKind::Sequence(items));
        self.tree.add(node)
    }

    fn unique(&mut self, base: Vec<NodeId>, over: Vec<NodeId>, identity: Identity) -> Vec<NodeId> {
        let mut index: HashMap<Identified, Vec<usize>> = HashMap::new();
        for (at, &item) in base.iter().enumerate() {
            if let Some(name) = self.identify(item, identity) {
                index.entry(name).or_default().push(at);
            }
        }
        let mut items: Vec<Option<NodeId>> = base.into_iter().map(Some).collect();
        for item in over {
            let same = self.identify(item, identity).and_then(|name| index.remove(&name));
            let Some(same) = same else {
                items.push(Some(item));
                continue;
            };
            for (nth, at) in same.into_iter().enumerate() {
                let taken = items[at].take();
                let old = taken.map(|old| self.tree.node(old).span);
                let new = self.tree.node(item).span;
                old.into_iter().for_each(|old| self.tree.replace(new, old));
                if nth == 0 {
                    items[at] = Some(item);
                }
            }
        }
        items.into_iter().flatten().collect()
    }

    fn pairs(&mut self, base: NodeId, over: NodeId, place: Place) -> NodeId {
        let (old, new) = (Shape::of(self.tree.node(base)), Shape::of(self.tree.node(over)));
        match (old, new) {
            (_, Shape::Null) => base,
            (Shape::Null, _) => self.without_tags(over),
            (Shape::Mapping, Shape::Mapping) => self.later_pairs(base, over),
            _ => {
                let (base, over) = (self.as_list(base), self.as_list(over));
                self.lists(base, over, place)
            }
        }
    }

    /// Two mappings of pairs. Here null is a value: it takes the variable from outside.
    fn later_pairs(&mut self, base: NodeId, over: NodeId) -> NodeId {
        let (mut entries, index) = self.entries_of(base, over);
        for entry in self.over_entries(over) {
            let Some(name) = self.tree.name(entry.key) else {
                continue;
            };
            let at = index.find(&self.tree, name);
            let reset = is_reset(self.tree.node(entry.value));
            let Some(at) = at else {
                if !reset {
                    entries.push(Some(entry));
                }
                continue;
            };
            if let Some(old) = entries[at] {
                let (new, old) = (self.tree.node(entry.value).span, self.tree.node(old.value).span);
                self.tree.replace(new, old);
            }
            entries[at] = (!reset).then_some(entry);
        }
        let kind = NodeKind::Mapping(entries.into_iter().flatten().collect());
        let node = self.tree.node(base).with(kind);
        self.tree.add(node)
    }

    /// compose-go v2, override/merge.go `mergeExtraHosts`: one name may have several addresses.
    fn hosts(&mut self, base: NodeId, over: NodeId) -> NodeId {
        let (base, over) = (self.as_list(base), self.as_list(over));
        let mut items = self.items_of(base);
        let known: std::collections::HashSet<Box<str>> = items
            .iter()
            .filter_map(|&item| Some(self.tree.name(item)?.into()))
            .collect();
        for item in self.items_of(over) {
            if !self.tree.name(item).is_some_and(|name| known.contains(name)) {
                items.push(item);
            }
        }
        let node = self.tree.node(base).with(NodeKind::Sequence(items));
        self.tree.add(node)
    }

    fn as_list(&mut self, id: NodeId) -> NodeId {
        match Shape::of(self.tree.node(id)) {
            Shape::Mapping => self.list_of_pairs(id),
            Shape::Scalar => self.list_of(id),
            _ => id,
        }
    }

    fn build_mapping(&mut self, id: NodeId) -> NodeId {
        match Shape::of(self.tree.node(id)) {
            Shape::Scalar => self.mapping_of("context", id),
            _ => id,
        }
    }

    fn names(&mut self, base: NodeId, over: NodeId, place: Place, depth: u32) -> NodeId {
        let listed = Shape::of(self.tree.node(over)) == Shape::Sequence;
        let lacking = |shape: Shape| matches!(shape, Shape::Null | Shape::Scalar);
        if lacking(Shape::of(self.tree.node(base))) || lacking(Shape::of(self.tree.node(over))) {
            return self.deep(base, over, place, depth);
        }
        // Names of a list may contain variables, keys may not, so two lists stay a list.
        if listed && Shape::of(self.tree.node(base)) == Shape::Sequence {
            return self.lists(base, over, Place::Unique(Identity::Key));
        }
        let named = |merging: &mut Self, id| match Shape::of(merging.tree.node(id)) {
            Shape::Sequence if place == Place::Dependencies => {
                let names = merging.mapping_of_names(id);
                merging.plain_dependencies(names)
            }
            Shape::Sequence => merging.mapping_of_names(id),
            _ => id,
        };
        let base = named(self, base);
        let over = named(self, over);
        self.deep(base, over, place, depth)
    }

    /// compose-go v2, override/merge.go `mergeDependsOn`: a dependency that one of the files only
    /// names has no conditions.
    fn plain_dependencies(&mut self, mapping: NodeId) -> NodeId {
        let entries = self.over_entries(mapping).into_iter().map(|entry| {
            let span = self.tree.node(entry.key).span;
            let value = self.plain_dependency(span);
            Entry { value, ..entry }
        });
        let entries = entries.collect();
        let node = self.tree.node(mapping).with(NodeKind::Mapping(entries));
        self.tree.add(node)
    }

    fn same_driver(&self, base: NodeId, over: NodeId) -> bool {
        let driver = |id| self.child(id, "driver").map(|driver| self.tree.name(driver));
        let (old, new) = (driver(base), driver(over));
        old.is_none() || new.is_none() || old == new
    }

    /// compose-go v2, override/merge.go `mergeIPAMConfig`: the later file's list stays, each entry
    /// with what the earlier one says about the same subnet.
    fn subnets(&mut self, base: NodeId, over: NodeId) -> NodeId {
        let mut index = HashMap::new();
        for item in self.items_of(base) {
            index.insert(self.subnet(item), item);
        }
        let mut items = Vec::new();
        for item in self.items_of(over) {
            items.push(match index.get(&self.subnet(item)) {
                Some(&old) => self.deep(old, item, Place::Other, 1),
                None => item,
            });
        }
        let node = self.tree.node(over).with(NodeKind::Sequence(items));
        self.tree.add(node)
    }

    fn subnet(&self, item: NodeId) -> Option<Box<str>> {
        let subnet = self.child(item, "subnet")?;
        self.tree.name(subnet).map(Box::from)
    }

    /// The value of a key.
    pub(super) fn child(&self, id: NodeId, key: &str) -> Option<NodeId> {
        let NodeKind::Mapping(entries) = &self.tree.node(id).kind else {
            return None;
        };
        let entry = entries.iter().find(|entry| self.tree.name(entry.key) == Some(key))?;
        Some(entry.value)
    }
}

/// The index of each name of a mapping. Most mappings are small, and are searched directly.
enum Index {
    Small(Vec<NodeId>),
    Large(HashMap<Box<str>, usize>),
}

impl Index {
    const SMALL: usize = 16;

    fn of(tree: &Assembly, entries: &[Entry], more: usize) -> Self {
        if entries.len() + more <= Self::SMALL {
            return Self::Small(entries.iter().map(|entry| entry.key).collect());
        }
        let name = |(at, entry): (usize, &Entry)| Some((tree.name(entry.key)?.into(), at));
        Self::Large(entries.iter().enumerate().filter_map(name).collect())
    }

    fn find(&self, tree: &Assembly, name: &str) -> Option<usize> {
        match self {
            Self::Small(keys) => keys.iter().position(|&key| tree.name(key) == Some(name)),
            Self::Large(index) => index.get(name).copied(),
        }
    }

    /// Records an entry that is appended.
    fn put(&mut self, name: &str, key: NodeId, at: usize) {
        match self {
            Self::Small(keys) => keys.push(key),
            Self::Large(index) => {
                index.insert(name.into(), at);
            }
        }
    }
}

/// The kinds of nodes that the merge distinguishes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    Null,
    Scalar,
    Sequence,
    Mapping,
    Unresolved,
}

impl Shape {
    pub(super) fn of(node: &Node) -> Self {
        match &node.kind {
            NodeKind::Scalar { .. } if is_null(node) => Self::Null,
            NodeKind::Scalar { .. } => Self::Scalar,
            NodeKind::Sequence(_) => Self::Sequence,
            NodeKind::Mapping(_) => Self::Mapping,
            NodeKind::Alias { .. } => Self::Unresolved,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Sequence => "a list",
            Self::Mapping => "a mapping",
            _ => "a single value",
        }
    }
}

/// Whether a value is absent, `~` or `null`.
pub(super) fn is_null(node: &Node) -> bool {
    let NodeKind::Scalar { text, style } = &node.kind else {
        return false;
    };
    let text_tag = node
        .tag
        .as_ref()
        .is_some_and(|tag| matches!(&*tag.value, "!!str" | "!"));
    *style == Style::Plain && !text_tag && ScalarValue::of_plain(text.as_str()) == ScalarValue::Null
}
