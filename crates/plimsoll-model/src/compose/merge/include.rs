//! `include`: the resources of other files, laid under those of the including file.
//!
//! compose-go v2, loader/include.go. The files of one entry are layers of their own, with their own
//! folder and variables. A resource that both define is merged, the including file last. Entries of
//! `include` that cannot be followed stay in the tree.

use std::collections::HashMap;
use std::sync::Arc;

use plimsoll_syntax::SyntaxErrorKind;
use plimsoll_syntax::yaml::{Entry, NodeId, NodeKind, Yaml};

use super::overlay::Shape;
use super::place::Place;
use super::{FileRole, Merging, Scope};
use crate::base::path::{folder, join};

/// The sections that are included. `include` brings neither `name` nor extensions.
const SECTIONS: [&str; 6] = ["services", "volumes", "networks", "secrets", "configs", "models"];
/// How deep files include each other. No project comes near it.
const MAX_DEPTH: usize = 50;

impl Merging<'_> {
    /// The file with every `include` resolved. `stack` holds the files that led here.
    pub(super) fn include(&mut self, root: NodeId, yaml: &Yaml, scope: &Scope, stack: &mut Vec<String>) -> NodeId {
        let Some(include) = self.child(root, "include") else {
            return root;
        };
        let NodeKind::Sequence(items) = &self.tree.node(include).kind else {
            return root;
        };
        let items = items.clone();
        let depth = stack.len();
        stack.push(join("", yaml.source.path()));
        let mut unknown = Vec::new();
        let mut root = root;
        for item in items {
            match self.included(item, scope, stack) {
                Some(Some(imported)) => root = self.import_resources(imported, root),
                Some(None) => {}
                None => unknown.push(item),
            }
        }
        stack.truncate(depth);
        if unknown.is_empty() {
            return self.with_child(root, "include", None);
        }
        let rest = self.tree.node(include).with(NodeKind::Sequence(unknown));
        let rest = self.tree.add_as(rest, include);
        self.with_child(root, "include", Some(rest))
    }

    /// What one entry includes; `None` if that cannot be known.
    fn included(&mut self, item: NodeId, scope: &Scope, stack: &mut Vec<String>) -> Option<Option<NodeId>> {
        let long = Shape::of(self.tree.node(item)) == Shape::Mapping;
        let path = if long { self.child(item, "path")? } else { item };
        let names = self.known_list(path)?;
        let paths: Vec<String> = names.iter().map(|name| join(&scope.directory, name)).collect();
        let main = paths.first()?;
        if stack.contains(main) || stack.len() >= MAX_DEPTH {
            let at = self.tree.node(path).span;
            let message = format!("the file `{}` includes itself", names[0]);
            let help = "remove one `include` of the cycle";
            self.error_of(SyntaxErrorKind::Cycle, at, message, help, None);
            return None;
        }
        let directory = match self.child(item, "project_directory").filter(|_| long) {
            Some(given) => join(&scope.directory, &self.known(given)?),
            None => folder(main).to_owned(),
        };
        let own = match self.child(item, "env_file").filter(|_| long) {
            // A later file of the list wins.
            Some(given) => {
                let names = self.known_list(given)?;
                names.iter().rev().map(|name| join(&scope.directory, name)).collect()
            }
            None => vec![join(&directory, ".env")],
        };
        let inner = Scope {
            directory,
            env_files: scope.env_files.iter().cloned().chain(own).collect(),
        };
        let layers: Option<Vec<Arc<Yaml>>> = paths.iter().map(|path| self.load(path)).collect();
        let layers = layers?;
        if !self.has_room(self.tree.node(item).span) {
            return None;
        }
        Some(self.layers(&layers, &inner, FileRole::Included, stack))
    }

    /// A text, or a list of them, if all are known.
    fn known_list(&self, id: NodeId) -> Option<Vec<String>> {
        match &self.tree.node(id).kind {
            NodeKind::Sequence(items) => items.iter().map(|&item| self.known(item)).collect(),
            _ => Some(vec![self.known(id)?]),
        }
    }

    fn import_resources(&mut self, imported: NodeId, root: NodeId) -> NodeId {
        let mut root = root;
        for section in SECTIONS {
            let Some(key) = self.entry_of(imported, section) else {
                continue;
            };
            match self.child(root, section) {
                Some(own) if Shape::of(self.tree.node(own)) == Shape::Mapping => {
                    let both = self.import_section(key.value, own, Place::Top.below(section));
                    root = self.with_child(root, section, Some(both));
                }
                Some(own) if Shape::of(self.tree.node(own)) == Shape::Null => {
                    root = self.with_child(root, section, Some(key.value));
                }
                Some(_) => {}
                None => root = self.with_entry(root, key),
            }
        }
        // What the included files could not include is not known here either.
        if self.child(imported, "include").is_some() {
            self.tree.set_partial();
        }
        root
    }

    fn import_section(&mut self, imported: NodeId, own: NodeId, place: Place) -> NodeId {
        let mut entries = self.over_entries(own);
        let index: HashMap<Box<str>, usize> = entries
            .iter()
            .enumerate()
            .filter_map(|(at, entry)| Some((Box::from(self.tree.name(entry.key)?), at)))
            .collect();
        for entry in self.over_entries(imported) {
            let Some(name) = self.tree.name(entry.key) else {
                continue;
            };
            let Some(&at) = index.get(name) else {
                entries.push(entry);
                continue;
            };
            // Two ways to one file bring the same resource.
            if self.is_same(entry.value, entries[at].value, &mut 10_000) {
                continue;
            }
            let below = place.below(name);
            let written = entries[at].value;
            let merged = self.overlay(entry.value, written, below);
            entries[at].value = self.with_tags_of(merged, written, 0);
        }
        let node = self.tree.node(own).with(NodeKind::Mapping(entries));
        self.tree.add_as(node, own)
    }

    /// Whether two values are the same data, as far as `budget` nodes tell.
    fn is_same(&self, left: NodeId, right: NodeId, budget: &mut usize) -> bool {
        if left == right {
            return true;
        }
        let Some(rest) = budget.checked_sub(1) else {
            return false;
        };
        *budget = rest;
        let (a, b) = (self.tree.node(left), self.tree.node(right));
        match (&a.kind, &b.kind) {
            (NodeKind::Scalar { text: a, style: x }, NodeKind::Scalar { text: b, style: y }) => {
                a.as_str() == b.as_str() && x == y
            }
            (NodeKind::Sequence(a), NodeKind::Sequence(b)) => {
                a.len() == b.len() && a.iter().zip(b).all(|(&a, &b)| self.is_same(a, b, budget))
            }
            (NodeKind::Mapping(a), NodeKind::Mapping(b)) => {
                a.len() == b.len()
                    && a.iter().zip(b).all(|(a, b)| {
                        self.tree.name(a.key) == self.tree.name(b.key) && self.is_same(a.value, b.value, budget)
                    })
            }
            _ => false,
        }
    }

    fn entry_of(&self, id: NodeId, key: &str) -> Option<Entry> {
        let NodeKind::Mapping(entries) = &self.tree.node(id).kind else {
            return None;
        };
        entries
            .iter()
            .copied()
            .find(|entry| self.tree.name(entry.key) == Some(key))
    }

    fn with_entry(&mut self, id: NodeId, entry: Entry) -> NodeId {
        let NodeKind::Mapping(entries) = &self.tree.node(id).kind else {
            return id;
        };
        let mut entries = entries.clone();
        entries.push(entry);
        let copy = self.tree.node(id).with(NodeKind::Mapping(entries));
        self.tree.add_as(copy, id)
    }
}
