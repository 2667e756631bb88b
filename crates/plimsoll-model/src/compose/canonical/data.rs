//! Data in the sense of YAML and JSON, each value with its place.

use plimsoll_syntax::Span;

/// A value and its place. A collection that was merged from several files has the place of its
/// first part.
#[derive(Clone, PartialEq, Debug)]
pub struct Data {
    pub value: DataValue,
    pub origin: Span,
}

/// What a value is.
#[derive(Clone, PartialEq, Debug)]
pub enum DataValue {
    Null,
    Bool(bool),
    Integer(i128),
    Float(f64),
    Text(String),
    List(Vec<Data>),
    Map(Vec<(String, Data)>),
}

impl Data {
    pub(super) fn null(origin: Span) -> Self {
        let value = DataValue::Null;
        Self { value, origin }
    }

    pub(super) fn text(origin: Span, text: impl Into<String>) -> Self {
        let value = DataValue::Text(text.into());
        Self { value, origin }
    }

    pub(super) fn truth(origin: Span, truth: bool) -> Self {
        let value = DataValue::Bool(truth);
        Self { value, origin }
    }

    pub(super) fn integer(origin: Span, number: i128) -> Self {
        let value = DataValue::Integer(number);
        Self { value, origin }
    }

    pub(super) fn list(origin: Span, items: Vec<Data>) -> Self {
        let value = DataValue::List(items);
        Self { value, origin }
    }

    pub(super) fn map(origin: Span, entries: Vec<(String, Data)>) -> Self {
        let value = DataValue::Map(entries);
        Self { value, origin }
    }

    /// The value of a key of a mapping.
    pub fn get(&self, key: &str) -> Option<&Data> {
        let DataValue::Map(entries) = &self.value else {
            return None;
        };
        entries.iter().find(|(name, _)| name == key).map(|(_, value)| value)
    }

    pub(super) fn get_mut(&mut self, key: &str) -> Option<&mut Data> {
        let DataValue::Map(entries) = &mut self.value else {
            return None;
        };
        entries.iter_mut().find(|(name, _)| name == key).map(|(_, value)| value)
    }

    /// The items of a list.
    pub(super) fn items(&self) -> &[Data] {
        match &self.value {
            DataValue::List(items) => items,
            _ => &[],
        }
    }

    /// The text, if it is one.
    pub fn as_str(&self) -> Option<&str> {
        match &self.value {
            DataValue::Text(text) => Some(text),
            _ => None,
        }
    }

    /// Puts an entry into a mapping, replacing one of the same name.
    pub(super) fn put(&mut self, key: &str, value: Data) {
        let DataValue::Map(entries) = &mut self.value else {
            return;
        };
        match entries.iter_mut().find(|(name, _)| name == key) {
            Some((_, old)) => *old = value,
            None => entries.push((key.to_owned(), value)),
        }
    }

    /// Puts an entry into a mapping that lacks it.
    pub(super) fn or_put(&mut self, key: &str, value: impl FnOnce() -> Data) {
        if let DataValue::Map(entries) = &mut self.value
            && !entries.iter().any(|(name, _)| name == key)
        {
            entries.push((key.to_owned(), value()));
        }
    }
}
