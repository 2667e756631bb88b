//! Values of TOML as the reader takes them: each with its place, and a fault where it is of another
//! kind.

use std::collections::HashMap;
use std::ops::Range;

use plimsoll_lint::OptionValue;
use plimsoll_lint::policy::{Origin, Written, WrittenValue};
use plimsoll_policy::Pattern;
use plimsoll_syntax::{SourceFile, Span, nearest};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::Fault;

/// So many keys are listed to who wrote another one.
const MOST_LISTED: usize = 12;

/// A file that is being read, and what is wrong with it so far.
pub(crate) struct Reader<'a> {
    pub(crate) source: &'a SourceFile,
    pub(crate) faults: Vec<Fault>,
    /// How many of these are of the syntax.
    syntax: usize,
    /// The regular expressions so far: policies repeat theirs, and compiling one takes longer than
    /// reading all else of a policy.
    pub(crate) patterns: HashMap<String, Pattern>,
}

impl<'a> Reader<'a> {
    /// Parses a file. What is wrong with its syntax is the first of the faults.
    pub(crate) fn parse(source: &'a SourceFile) -> (Spanned<DeTable<'a>>, Self) {
        let (table, errors) = DeTable::parse_recoverable(source.text());
        let faults = Vec::new();
        let syntax = 0;
        let patterns = HashMap::new();
        let mut reader = Self {
            source,
            faults,
            syntax,
            patterns,
        };
        for error in errors {
            let whole = source.text().len();
            reader.fault(error.span().unwrap_or(whole..whole), error.message());
        }
        reader.syntax = reader.faults.len();
        (table, reader)
    }

    /// All that is wrong, in the order of the file.
    pub(crate) fn into_faults(mut self) -> Vec<Fault> {
        self.faults.sort_by_key(|fault| fault.span.start);
        self.faults
    }
}

impl Reader<'_> {
    pub(crate) fn span(&self, range: Range<usize>) -> Span {
        Span::new(self.source.id(), range.start, range.end)
    }

    pub(crate) fn fault(&mut self, range: Range<usize>, message: impl Into<String>) {
        let span = self.span(range);
        // What cannot be read is not of another kind as well.
        let syntax = &self.faults[..self.syntax];
        if !syntax.iter().any(|fault| fault.span.start == span.start) {
            let message = message.into();
            self.faults.push(Fault { span, message });
        }
    }

    /// A key that nobody knows.
    pub(crate) fn unknown<'k>(&mut self, range: Range<usize>, name: &str, known: impl Iterator<Item = &'k str>) {
        let known: Vec<&str> = known.collect();
        let instead = match nearest(name, known.iter().copied()) {
            Some(meant) => format!("; did you mean `{meant}`?"),
            None if (1..=MOST_LISTED).contains(&known.len()) => format!("; there are `{}`", known.join("`, `")),
            None => String::new(),
        };
        self.fault(range, format!("there is no key `{name}` here{instead}"));
    }

    pub(crate) fn string(&mut self, value: &Spanned<DeValue<'_>>) -> Option<Written<String>> {
        let Some(text) = value.get_ref().as_str() else {
            self.fault(value.span(), "this takes a string in quotes");
            return None;
        };
        Some(Written::at(self.span(value.span()), text.to_owned()))
    }

    /// A list of texts; one text stands for a list of one.
    pub(crate) fn strings(&mut self, value: &Spanned<DeValue<'_>>) -> Vec<Written<String>> {
        match value.get_ref() {
            DeValue::Array(items) => items.iter().filter_map(|item| self.string(item)).collect(),
            DeValue::String(_) => self.string(value).into_iter().collect(),
            _ => {
                self.fault(value.span(), "this takes a list of strings: `[\"…\", \"…\"]`");
                Vec::new()
            }
        }
    }

    /// A list of patterns, of which none can fit nothing.
    pub(crate) fn patterns(&mut self, value: &Spanned<DeValue<'_>>) -> Vec<Written<String>> {
        let patterns = self.strings(value);
        for pattern in &patterns {
            if let (Some(message), Origin::Source(span)) = (fault_of_pattern(&pattern.value), pattern.origin) {
                let message = message.to_owned();
                self.faults.push(Fault { span, message });
            }
        }
        patterns
    }

    pub(crate) fn boolean(&mut self, value: &Spanned<DeValue<'_>>) -> bool {
        let read = value.get_ref().as_bool();
        if read.is_none() {
            self.fault(value.span(), "this takes `true` or `false`");
        }
        read.unwrap_or(false)
    }

    /// One of some words.
    pub(crate) fn word<T>(&mut self, value: &Spanned<DeValue<'_>>, words: &[(&str, T)]) -> Option<T>
    where
        T: Copy,
    {
        let text = value.get_ref().as_str();
        let found = words.iter().find(|(word, _)| Some(*word) == text);
        if found.is_none() {
            let words: Vec<String> = words.iter().map(|(word, _)| format!("`\"{word}\"`")).collect();
            self.fault(value.span(), format!("this takes one of {}", words.join(", ")));
        }
        found.map(|(_, value)| *value)
    }

    /// A day, in quotes or not.
    pub(crate) fn day(&mut self, value: &Spanned<DeValue<'_>>) -> Option<Written<String>> {
        match value.get_ref() {
            DeValue::Datetime(day) => Some(Written::at(self.span(value.span()), day.to_string())),
            _ => self.string(value),
        }
    }

    pub(crate) fn table<'v, 'i>(&mut self, value: &'v Spanned<DeValue<'i>>) -> Option<&'v DeTable<'i>> {
        let table = value.get_ref().as_table();
        if table.is_none() {
            self.fault(value.span(), "this takes a table");
        }
        table
    }

    /// The tables of a list: `[[overrides]]`.
    pub(crate) fn tables<'v, 'i>(&mut self, value: &'v Spanned<DeValue<'i>>) -> Vec<(Range<usize>, &'v DeTable<'i>)> {
        let Some(items) = value.get_ref().as_array() else {
            self.fault(
                value.span(),
                "this takes a list of tables, each with its name in double brackets",
            );
            return Vec::new();
        };
        let mut tables = Vec::new();
        for item in items {
            tables.extend(self.table(item).map(|table| (item.span(), table)));
        }
        tables
    }

    /// The value of an option of a rule, whose page decides what it takes.
    pub(crate) fn option(&mut self, value: &Spanned<DeValue<'_>>) -> Option<Written<WrittenValue>> {
        let read = match value.get_ref() {
            DeValue::String(text) => WrittenValue::Text(text.to_string()),
            DeValue::Boolean(is_on) => WrittenValue::Value(OptionValue::YesNo(*is_on)),
            DeValue::Integer(number) => {
                let Some(number) = u32::from_str_radix(number.as_str(), number.radix()).ok() else {
                    self.fault(value.span(), "this takes a number from 0 to 4294967295");
                    return None;
                };
                WrittenValue::Value(OptionValue::Number(number))
            }
            DeValue::Array(_) => {
                let words = self.strings(value).into_iter().map(|word| word.value);
                WrittenValue::Value(OptionValue::List(words.collect()))
            }
            DeValue::Table(table) => {
                let mut entries = Vec::new();
                for (key, value) in table {
                    let text = self.string(value)?;
                    entries.push((key.get_ref().to_string(), text.value));
                }
                WrittenValue::Value(OptionValue::Table(entries))
            }
            DeValue::Float(_) | DeValue::Datetime(_) => {
                self.fault(
                    value.span(),
                    "an option takes a string, a list, a table, a whole number, `true` or `false`",
                );
                return None;
            }
        };
        Some(Written::at(self.span(value.span()), read))
    }
}

/// Why a pattern fits nothing that is called as people call files, services and images.
pub(crate) fn fault_of_pattern(pattern: &str) -> Option<&'static str> {
    let has_choice = || {
        pattern.match_indices('{').any(|(at, _)| {
            let inside = pattern[at..].split('}').next().unwrap_or_default();
            inside.contains(',') && !pattern[..at].ends_with('$')
        })
    };
    if pattern.trim().is_empty() {
        Some("the pattern is empty, so it fits nothing")
    } else if pattern.starts_with('!') {
        Some("a pattern with `!` takes nothing back here; leave it out")
    } else if pattern.contains('\\') {
        Some("patterns have `/` between folders, and nothing to escape")
    } else if pattern.contains(['?', '[']) || has_choice() {
        Some("patterns know only `*` and `**`: write one for each choice, or `*` for a character")
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::fault_of_pattern;

    #[test]
    fn patterns_that_fit_nothing_are_told() {
        for pattern in ["", " ", "!a", "a\\b", "a?", "[ab]", "a.{yml,yaml}"] {
            assert!(fault_of_pattern(pattern).is_some(), "{pattern}");
        }
        for pattern in [
            "*",
            "a/**/b*",
            "{{cookiecutter.name}}/*",
            "postgres:${TAG:-17,0}",
            "./a",
            "a b",
        ] {
            assert_eq!(fault_of_pattern(pattern), None, "{pattern}");
        }
    }
}
