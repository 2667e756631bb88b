//! Data in the sense of YAML and JSON, each value with its place.

use plimsoll_syntax::Span;

/// A value and its place. A collection that was merged from several files has the place of its
/// first part.
#[derive(Clone, PartialEq, Debug)]
pub struct Data {
    pub value: DataValue,
    pub origin: Span,
    /// Whether the files say what it is. Otherwise the value is as written, or null.
    pub known: bool,
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
    fn of(origin: Span, value: DataValue) -> Self {
        let known = true;
        Self { value, origin, known }
    }

    pub(crate) fn null(origin: Span) -> Self {
        Self::of(origin, DataValue::Null)
    }

    /// Something of which the files do not say what it is.
    pub(crate) fn unknown(origin: Span) -> Self {
        Self::of(origin, DataValue::Null).but_unknown()
    }

    /// The same, as something that the files do not decide.
    pub(crate) fn but_unknown(mut self) -> Self {
        self.known = false;
        self
    }

    pub(crate) fn text(origin: Span, text: impl Into<String>) -> Self {
        Self::of(origin, DataValue::Text(text.into()))
    }

    pub(crate) fn truth(origin: Span, truth: bool) -> Self {
        Self::of(origin, DataValue::Bool(truth))
    }

    pub(crate) fn integer(origin: Span, number: i128) -> Self {
        Self::of(origin, DataValue::Integer(number))
    }

    pub(crate) fn list(origin: Span, items: Vec<Data>) -> Self {
        Self::of(origin, DataValue::List(items))
    }

    pub(crate) fn map(origin: Span, entries: Vec<(String, Data)>) -> Self {
        Self::of(origin, DataValue::Map(entries))
    }

    /// The value of a key of a mapping.
    pub fn get(&self, key: &str) -> Option<&Data> {
        let DataValue::Map(entries) = &self.value else {
            return None;
        };
        entries.iter().find(|(name, _)| name == key).map(|(_, value)| value)
    }

    pub(crate) fn get_mut(&mut self, key: &str) -> Option<&mut Data> {
        let DataValue::Map(entries) = &mut self.value else {
            return None;
        };
        entries.iter_mut().find(|(name, _)| name == key).map(|(_, value)| value)
    }

    /// The items of a list; none of anything else.
    pub fn items(&self) -> &[Data] {
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

    /// Adds an item to a list.
    pub(crate) fn push(&mut self, item: Data) {
        if let DataValue::List(items) = &mut self.value {
            items.push(item);
        }
    }

    /// The entries of a mapping; none of anything else.
    pub fn entries(&self) -> &[(String, Data)] {
        match &self.value {
            DataValue::Map(entries) => entries,
            _ => &[],
        }
    }

    /// Puts an entry into a mapping, replacing one of the same name.
    pub(crate) fn put(&mut self, key: &str, value: Data) {
        let DataValue::Map(entries) = &mut self.value else {
            return;
        };
        match entries.iter_mut().find(|(name, _)| name == key) {
            Some((_, old)) => *old = value,
            None => entries.push((key.to_owned(), value)),
        }
    }

    /// Puts an entry into a mapping that lacks it.
    pub(crate) fn or_put(&mut self, key: &str, value: impl FnOnce() -> Data) {
        if let DataValue::Map(entries) = &mut self.value
            && !entries.iter().any(|(name, _)| name == key)
        {
            entries.push((key.to_owned(), value()));
        }
    }
}
