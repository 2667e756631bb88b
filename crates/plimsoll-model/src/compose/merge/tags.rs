//! `!reset` and `!override`.
//!
//! compose-go v2, loader/reset.go: a value with `!reset` removes what earlier files say there, and
//! itself with it; one with `!override` replaces it whole. Both act only on what their file is laid
//! over.

use std::collections::HashMap;

use plimsoll_syntax::yaml::{Entry, Node, NodeId, NodeKind};

use super::Merging;

/// How deep trees are merged. No Compose file comes near it.
pub(super) const MAX_DEPTH: u32 = 200;

pub(super) fn is_reset(node: &Node) -> bool {
    node.tag.as_ref().is_some_and(|tag| &*tag.value == "!reset")
}

pub(super) fn is_override(node: &Node) -> bool {
    node.tag.as_ref().is_some_and(|tag| &*tag.value == "!override")
}

impl Merging<'_> {
    /// The value after it has been laid over everything: without what was reset, and without tags
    /// that would act again.
    pub(super) fn without_tags(&mut self, id: NodeId) -> NodeId {
        if !self.tagged {
            return id;
        }
        self.cleaned(id, 0)
    }

    fn cleaned(&mut self, id: NodeId, depth: u32) -> NodeId {
        if let Some(&clean) = self.clean.get(&id) {
            return clean;
        }
        if depth > MAX_DEPTH {
            return id;
        }
        let node = self.tree.node(id);
        let tagged = is_override(node);
        let kind = match &node.kind {
            NodeKind::Sequence(items) => {
                let items = items.clone();
                let kept = items.iter().copied().filter(|&item| !is_reset(self.tree.node(item)));
                let kept: Vec<NodeId> = kept.collect();
                let clean: Vec<NodeId> = kept.iter().map(|&item| self.cleaned(item, depth + 1)).collect();
                (clean != items).then_some(NodeKind::Sequence(clean))
            }
            NodeKind::Mapping(entries) => {
                let entries = entries.clone();
                let mut clean = Vec::with_capacity(entries.len());
                let mut changed = false;
                for entry in entries {
                    if is_reset(self.tree.node(entry.value)) {
                        changed = true;
                        continue;
                    }
                    let value = self.cleaned(entry.value, depth + 1);
                    changed |= value != entry.value;
                    clean.push(Entry { value, ..entry });
                }
                changed.then_some(NodeKind::Mapping(clean))
            }
            _ => None,
        };
        let node = self.tree.node(id);
        let copy = match kind {
            Some(kind) => node.with(kind),
            None if tagged => node.clone(),
            None => {
                self.clean.insert(id, id);
                return id;
            }
        };
        let copy = Node {
            tag: copy.tag.filter(|_| !tagged),
            ..copy
        };
        let clean = self.tree.add_as(copy, id);
        self.clean.insert(id, clean);
        clean
    }

    /// Restores the tags of a service, as written, on the result of its `extends`, since they act
    /// on earlier files too.
    pub(super) fn with_tags_of(&mut self, merged: NodeId, written: NodeId, depth: u32) -> NodeId {
        let (NodeKind::Mapping(entries), NodeKind::Mapping(own)) =
            (&self.tree.node(merged).kind, &self.tree.node(written).kind)
        else {
            return merged;
        };
        if !self.tagged || depth > MAX_DEPTH {
            return merged;
        }
        let (mut entries, own) = (entries.clone(), own.clone());
        let index: HashMap<Box<str>, usize> = entries
            .iter()
            .enumerate()
            .filter_map(|(at, entry)| Some((Box::from(self.tree.name(entry.key)?), at)))
            .collect();
        let mut changed = false;
        for entry in own {
            let Some(name) = self.tree.name(entry.key) else {
                continue;
            };
            let at = index.get(name).copied();
            let node = self.tree.node(entry.value);
            let tag = node.tag.clone();
            match at {
                None if is_reset(node) => {
                    entries.push(entry);
                    changed = true;
                }
                Some(at) if is_override(node) => {
                    let old = entries[at].value;
                    let mut copy = self.tree.node(old).clone();
                    copy.tag = tag;
                    entries[at].value = self.tree.add_as(copy, old);
                    changed = true;
                }
                Some(at) => {
                    let value = self.with_tags_of(entries[at].value, entry.value, depth + 1);
                    changed |= value != entries[at].value;
                    entries[at].value = value;
                }
                None => {}
            }
        }
        if !changed {
            return merged;
        }
        let copy = self.tree.node(merged).with(NodeKind::Mapping(entries));
        self.tree.add_as(copy, merged)
    }
}
