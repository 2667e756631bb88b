//! Contents that an edit writes: a scalar, a list, a mapping, in the style of the place.

use super::super::Style;
use super::scalar::{Place, written, written_like};

/// What a new entry holds.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Content {
    /// A value that is no string, as YAML: `true`, `2`.
    Raw(&'static str),
    /// A string, put in quotes where it needs them.
    Text(String),
    List(Vec<String>),
    Mapping(Vec<(String, Content)>),
    /// Nothing: the value stays empty.
    Nothing,
}

/// How a file lays out what is nested.
#[derive(Clone, Copy, Debug)]
pub(in super::super) struct Layout {
    pub(super) line_end: &'static str,
    /// How many columns a mapping is further in than its key.
    pub(super) step: usize,
    /// The same of the dashes of a list.
    pub(super) dash: usize,
}

impl Content {
    /// A string.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// A list of strings.
    pub fn list<T: Into<String>>(items: impl IntoIterator<Item = T>) -> Self {
        Self::List(items.into_iter().map(Into::into).collect())
    }

    /// A mapping.
    pub fn mapping<K: Into<String>>(entries: impl IntoIterator<Item = (K, Self)>) -> Self {
        Self::Mapping(entries.into_iter().map(|(key, value)| (key.into(), value)).collect())
    }

    /// An entry of a block mapping whose keys stand in this column, without the indentation of its
    /// first line.
    pub(super) fn entry(&self, key: &str, indent: &str, layout: &Layout) -> String {
        let mut text = String::new();
        self.write_entry(key, &mut text, indent, 0, layout);
        text
    }

    /// What follows the colon of a key that stands in this column.
    pub(super) fn behind(&self, indent: &str, layout: &Layout) -> String {
        let mut text = String::new();
        self.write_behind(&mut text, indent, 0, layout);
        text
    }

    /// Writes an entry whose key stands so many columns further in.
    fn write_entry(&self, key: &str, text: &mut String, indent: &str, columns: usize, layout: &Layout) {
        text.push_str(&written(key, Place::Key));
        text.push(':');
        self.write_behind(text, indent, columns, layout);
    }

    fn write_behind(&self, text: &mut String, indent: &str, columns: usize, layout: &Layout) {
        let start_line = |text: &mut String, columns: usize| {
            text.push_str(layout.line_end);
            text.push_str(indent);
            text.extend(std::iter::repeat_n(' ', columns));
        };
        match self {
            Self::Nothing => {}
            Self::Raw(_) | Self::Text(_) => {
                text.push(' ');
                text.push_str(&self.inline(Style::Plain, Place::Value));
            }
            Self::List(items) => {
                for item in items {
                    start_line(text, columns + layout.dash);
                    text.push_str("- ");
                    text.push_str(&written(item, Place::Item));
                }
            }
            Self::Mapping(entries) => {
                let columns = columns + layout.step;
                for (key, value) in entries {
                    start_line(text, columns);
                    value.write_entry(key, text, indent, columns, layout);
                }
            }
        }
    }

    /// An entry inside `{ }`, its strings in quotes of this style.
    pub(super) fn flow_entry(&self, key: &str, style: Style) -> String {
        format!(
            "{}:{}",
            written_like(style, key, Place::Flow),
            self.behind_in_flow(style)
        )
    }

    /// What follows the colon inside `{ }`.
    pub(super) fn behind_in_flow(&self, style: Style) -> String {
        match self {
            Self::Nothing => String::new(),
            _ => format!(" {}", self.inline(style, Place::Flow)),
        }
    }

    fn inline(&self, style: Style, place: Place) -> String {
        match self {
            Self::Nothing => String::new(),
            Self::Raw(raw) => (*raw).to_owned(),
            Self::Text(text) => written_like(style, text, place),
            Self::List(items) => {
                let items: Vec<String> = items
                    .iter()
                    .map(|item| written_like(style, item, Place::Flow))
                    .collect();
                format!("[{}]", items.join(", "))
            }
            Self::Mapping(entries) => {
                let entries: Vec<String> = entries
                    .iter()
                    .map(|(key, value)| value.flow_entry(key, style))
                    .collect();
                format!("{{{}}}", entries.join(", "))
            }
        }
    }
}
