//! Typed values from YAML nodes. A value of the wrong kind is ignored; whether the schema allows it
//! is not asked here.

use plimsoll_syntax::yaml::{EntryRef, Kind, NodeRef};
use plimsoll_syntax::{FileId, SyntaxError};

use super::field::{Field, KeyValue, Scalar};
use super::interpolated::Interpolated;
use super::interpolation::{Lookup, expand};
use crate::base::Value;

/// What every reader needs.
pub(super) struct Reader<'r> {
    pub(super) values: &'r Interpolated,
    pub(super) lookup: &'r dyn Fn(FileId, &str) -> Lookup,
    /// What Compose would refuse.
    pub(super) errors: std::cell::RefCell<Vec<SyntaxError>>,
}

impl Reader<'_> {
    /// A scalar; absent if the node is null or a collection.
    pub(super) fn scalar(&self, node: NodeRef<'_>) -> Option<Scalar> {
        if node.is_null() {
            return None;
        }
        let text = node.text()?;
        let expanded = match self.values.get(node.id()) {
            Some(expanded) => expanded.clone(),
            None => expand(text, &|name| (self.lookup)(text.file(), name)),
        };
        Some(Scalar::new(node.span(), node.scalar_value(), expanded))
    }

    /// The scalars of a list; one scalar counts as a list of one.
    pub(super) fn scalars(&self, node: NodeRef<'_>) -> Option<Vec<Scalar>> {
        match node.kind() {
            Kind::Sequence => Some(node.items().filter_map(|item| self.scalar(item)).collect()),
            _ => Some(vec![self.scalar(node)?]),
        }
    }

    /// `K: v` or `- K=v`.
    pub(super) fn pairs(&self, node: NodeRef<'_>) -> Option<Vec<KeyValue>> {
        match node.kind() {
            Kind::Mapping => {
                let entries = node.entries();
                let mut pairs = Vec::with_capacity(entries.len());
                pairs.extend(entries.iter().filter_map(|entry| self.pair(entry)));
                Some(pairs)
            }
            Kind::Sequence => Some(node.items().filter_map(|item| self.pair_item(item)).collect()),
            _ => None,
        }
    }

    fn pair(&self, entry: &EntryRef<'_>) -> Option<KeyValue> {
        if is_reset(entry) {
            return None;
        }
        // Keys are not interpolated.
        let key = Scalar::literal(entry.key.span(), entry.key.scalar_value(), entry.key.text()?.clone());
        let span = entry.key.span().to(entry.value.span());
        let mut pair = KeyValue::new(span, key, self.scalar(entry.value), entry.via());
        pair.in_mapping = true;
        Some(pair)
    }

    fn pair_item(&self, item: NodeRef<'_>) -> Option<KeyValue> {
        let whole = self.scalar(item)?;
        let end = whole.as_str().len();
        let equals = whole.find('=', 0);
        let key = whole.part(0..equals.unwrap_or(end));
        let value = equals.map(|at| whole.part(at + 1..end));
        Some(KeyValue::new(whole.span, key, value, item.via()))
    }
}

/// The keys of one mapping, with merge keys resolved, ready for lookup.
pub(super) struct Keys<'r, 'a> {
    pub(super) reader: &'r Reader<'r>,
    /// Each name once. Few keys are asked for, and except in hostile files few are here.
    entries: Vec<(&'a str, EntryRef<'a>)>,
}

impl<'r, 'a> Keys<'r, 'a> {
    pub(super) fn new(reader: &'r Reader<'r>, node: NodeRef<'a>) -> Self {
        let entries = node.entries().into_iter();
        let named = entries.filter_map(|entry| Some((entry.name()?, entry)));
        Self {
            reader,
            entries: named.collect(),
        }
    }

    /// The entry of a key. `!reset` removes the key; null stays.
    pub(super) fn entry(&self, key: &str) -> Option<&EntryRef<'a>> {
        let found = self.entries.iter().find(|(name, _)| *name == key);
        found.map(|(_, entry)| entry).filter(|entry| !is_reset(entry))
    }

    /// The result of a function on the value; absent for null.
    pub(super) fn with<T>(
        &self,
        key: &str,
        read: impl FnOnce(&Reader<'_>, NodeRef<'a>) -> Option<T>,
    ) -> Option<Box<Field<T>>> {
        let entry = self.entry(key)?;
        if entry.value.is_null() {
            return None;
        }
        Some(Box::new(Field::new(entry, read(self.reader, entry.value)?)))
    }

    pub(super) fn scalar(&self, key: &str) -> Option<Box<Field<Scalar>>> {
        self.with(key, |reader, node| reader.scalar(node))
    }

    pub(super) fn list(&self, key: &str) -> Option<Box<Field<Vec<Scalar>>>> {
        self.with(key, |reader, node| reader.scalars(node))
    }

    pub(super) fn pairs(&self, key: &str) -> Option<Box<Field<Vec<KeyValue>>>> {
        self.with(key, |reader, node| reader.pairs(node))
    }

    /// A boolean.
    pub(super) fn flag(&self, key: &str) -> Option<Box<Field<Value<bool>>>> {
        self.with(key, |reader, node| reader.scalar(node).map(|scalar| boolean(&scalar)))
    }

    /// A whole number.
    pub(super) fn number(&self, key: &str) -> Option<Box<Field<Value<i64>>>> {
        self.with(key, |reader, node| {
            let scalar = reader.scalar(node)?;
            Some(scalar.value().map(|text| text.trim().parse().ok()).flatten())
        })
    }

    /// Each item of a list that a function understands.
    pub(super) fn items<T>(
        &self,
        key: &str,
        read: impl Fn(&Reader<'_>, NodeRef<'a>) -> Option<T>,
    ) -> Option<Box<Field<Vec<T>>>> {
        self.with(key, |reader, node| {
            (node.kind() == Kind::Sequence).then(|| node.items().filter_map(|item| read(reader, item)).collect())
        })
    }
}

/// compose-go v2, loader/interpolate.go `toBoolean`: a YAML string may still be a boolean.
pub(super) fn boolean(scalar: &Scalar) -> Value<bool> {
    scalar.value().map(truth).flatten()
}

/// The boolean that a text means.
pub(super) fn truth(text: &str) -> Option<bool> {
    match text.to_ascii_lowercase().as_str() {
        "true" | "1" | "t" | "y" | "yes" | "on" => Some(true),
        "false" | "0" | "f" | "n" | "no" | "off" => Some(false),
        _ => None,
    }
}

fn is_reset(entry: &EntryRef<'_>) -> bool {
    entry.value.tag() == Some("!reset")
}
