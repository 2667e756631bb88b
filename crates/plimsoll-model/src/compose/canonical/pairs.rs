//! `K: v` and `- K=v` as one mapping of texts, and names as one mapping.

use std::collections::HashMap;

use plimsoll_syntax::Span;
use plimsoll_syntax::yaml::{Kind, NodeRef, ScalarValue};

use super::Renderer;
use crate::base::{Data, DataValue};
use crate::compose::interpolation::Lookup;

/// What an entry without a value means.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Absent {
    /// Its value comes from outside, if there is one.
    Null,
    Empty,
}

impl Renderer<'_> {
    /// Pairs as a mapping of strings; the last of a name wins.
    pub(super) fn pairs(&self, node: NodeRef<'_>, absent: Absent) -> Data {
        let mut pairs = Pairs::default();
        match node.kind() {
            Kind::Mapping => {
                for entry in node.entries() {
                    let Some(name) = entry.name() else { continue };
                    pairs.put(name, self.pair_value(entry.value, absent));
                }
            }
            Kind::Sequence => {
                for item in node.items() {
                    let Some(text) = self.text(item) else { continue };
                    match text.split_once('=') {
                        Some((name, value)) => pairs.put(name, Data::text(item.span(), value)),
                        None => pairs.put(&text, absent_at(item.span(), absent)),
                    }
                }
            }
            _ => return self.plain(node, 0),
        }
        Data::map(node.span(), pairs.entries)
    }

    fn pair_value(&self, node: NodeRef<'_>, absent: Absent) -> Data {
        match self.text(node) {
            Some(text) => match node.scalar_value() {
                ScalarValue::Bool(value) => Data::text(node.span(), value.to_string()),
                _ => Data::text(node.span(), text),
            },
            None if node.is_null() => absent_at(node.span(), absent),
            None => self.plain(node, 0),
        }
    }

    /// `environment`, completed with the service's `env_file` and with the outside values of its
    /// names without a value.
    // compose-go v2, types/project.go `WithServicesEnvironmentResolved`: `environment` wins.
    pub(super) fn environment(&self, service: NodeRef<'_>) -> Option<Data> {
        let own = service.get("environment").map(|entry| entry.value);
        let mut pairs = Pairs::default();
        let mut origin = own.map(NodeRef::span);
        if let Some(files) = service.get("env_file") {
            for file in self.paths_of_env_files(files.value) {
                let Some(path) = file.as_str() else { continue };
                for (name, value) in (self.how.env_file)(path).unwrap_or_default() {
                    origin = origin.or(Some(file.origin));
                    pairs.put(&name, Data::text(file.origin, value));
                }
            }
        }
        let own = own.map(|own| self.pairs(own, Absent::Null));
        if let Some(Data {
            value: DataValue::Map(entries),
            ..
        }) = own
        {
            for (name, value) in entries {
                let outside = || match (self.how.variables)(value.origin.file, &name) {
                    Lookup::Set(text) => Some(Data::text(value.origin, text)),
                    _ => None,
                };
                let value = match &value.value {
                    DataValue::Null => match outside() {
                        Some(set) => set,
                        None if pairs.has(&name) => continue,
                        None => value,
                    },
                    _ => value,
                };
                pairs.put(&name, value);
            }
        }
        Some(Data::map(origin?, pairs.entries))
    }

    /// The paths of `env_file` in all its forms.
    fn paths_of_env_files(&self, node: NodeRef<'_>) -> Vec<Data> {
        let path = |item: NodeRef<'_>| match item.get("path") {
            Some(entry) => self.path(entry.value),
            None => self.path(item),
        };
        match self.items(node, path).value {
            DataValue::List(paths) => paths,
            _ => Vec::new(),
        }
    }

    /// A list of names as a mapping; a mapping stays one.
    pub(super) fn names(&self, node: NodeRef<'_>, value: impl Fn(Option<NodeRef<'_>>, Span) -> Data) -> Data {
        let mut pairs = Pairs::default();
        match node.kind() {
            Kind::Sequence => {
                for item in node.items() {
                    let Some(name) = self.text(item) else { continue };
                    pairs.put(&name, value(None, item.span()));
                }
            }
            Kind::Mapping => {
                for entry in node.entries() {
                    let Some(name) = entry.name() else { continue };
                    let below = Some(entry.value).filter(|node| !node.is_null());
                    pairs.put(name, value(below, entry.value.span()));
                }
            }
            _ => return self.plain(node, 0),
        }
        Data::map(node.span(), pairs.entries)
    }
}

fn absent_at(span: Span, absent: Absent) -> Data {
    match absent {
        Absent::Null => Data::unknown(span),
        Absent::Empty => Data::text(span, ""),
    }
}

/// Entries of which the last of a name wins, at the place of the first.
#[derive(Default)]
struct Pairs {
    entries: Vec<(String, Data)>,
    /// Where each name stands, once there are [many](Self::MANY).
    index: HashMap<String, usize>,
}

impl Pairs {
    /// So many entries are looked through faster than an index is made.
    const MANY: usize = 16;

    fn put(&mut self, name: &str, value: Data) {
        if let Some(at) = self.place_of(name) {
            self.entries[at].1 = value;
            return;
        }
        self.entries.push((name.to_owned(), value));
        let unknown = self.entries.iter().enumerate().skip(self.index.len());
        if self.entries.len() > Self::MANY {
            self.index.extend(unknown.map(|(at, (name, _))| (name.clone(), at)));
        }
    }

    fn has(&self, name: &str) -> bool {
        self.place_of(name).is_some()
    }

    fn place_of(&self, name: &str) -> Option<usize> {
        match self.entries.len() > Self::MANY {
            true => self.index.get(name).copied(),
            false => self.entries.iter().position(|(own, _)| own == name),
        }
    }
}
