//! The settings of a file one by one, each as it was written and with its place.

use plimsoll_syntax::{SourceFile, Span};
use serde_json::{Map, Value};
use toml::de::{DeTable, DeValue};

/// Tables of one depth more than the others: each rule is a table in `rules`.
const OF_RULES: &str = "rules";

/// The keys that add to what the files below say, instead of replacing it.
const ADDING: [&str; 7] = [
    "environments",
    "exceptions",
    "extend-select",
    "ignore",
    "images",
    "overrides",
    "policy",
];

/// A setting of a file.
#[derive(Clone, PartialEq, Debug)]
pub struct Entry {
    /// With dots between its parts: `rules.runs-as-root.level`.
    pub key: String,
    pub value: Value,
    /// Whether it is one of a list of tables: `[[overrides]]`.
    pub is_listed: bool,
    pub span: Span,
}

impl Entry {
    /// Whether it stands beside what other files say for its key.
    pub fn adds(&self) -> bool {
        let first = self.key.split('.').next().unwrap_or(&self.key);
        ADDING.contains(&first)
    }
}

/// The settings of a file, in the order of the file. What is no TOML is left out.
pub fn entries(source: &SourceFile) -> Vec<Entry> {
    let (table, _) = DeTable::parse_recoverable(source.text());
    let mut entries = Vec::new();
    for (key, value) in table.get_ref() {
        let key: &str = key.get_ref();
        let depth = match (key, value.get_ref()) {
            (OF_RULES, _) => 2,
            (_, DeValue::Table(_)) => 1,
            _ => 0,
        };
        let span = |range: std::ops::Range<usize>| Span::new(source.id(), range.start, range.end);
        match value.get_ref() {
            DeValue::Array(items) if items.iter().any(|item| item.get_ref().is_table()) => {
                entries.extend(items.iter().map(|item| Entry {
                    key: key.to_owned(),
                    value: json(item.get_ref()),
                    is_listed: true,
                    span: span(item.span()),
                }));
            }
            value_read => flatten(
                key.to_owned(),
                value_read,
                value.span(),
                depth,
                &mut |key, value, range| {
                    entries.push(Entry {
                        key,
                        value: json(value),
                        is_listed: false,
                        span: span(range),
                    });
                },
            ),
        }
    }
    entries.sort_by_key(|entry| entry.span.start);
    entries
}

/// A whole file as JSON, for checks by its schema.
pub fn as_json(source: &SourceFile) -> Value {
    let (table, _) = DeTable::parse_recoverable(source.text());
    json(&DeValue::Table(table.get_ref().clone()))
}

fn flatten(
    key: String,
    value: &DeValue<'_>,
    range: std::ops::Range<usize>,
    depth: usize,
    add: &mut dyn FnMut(String, &DeValue<'_>, std::ops::Range<usize>),
) {
    match value.as_table() {
        Some(table) if depth > 0 => {
            for (name, value) in table {
                let key = format!("{key}.{}", name.get_ref());
                flatten(key, value.get_ref(), value.span(), depth - 1, add);
            }
        }
        _ => add(key, value, range),
    }
}

fn json(value: &DeValue<'_>) -> Value {
    match value {
        DeValue::String(text) => Value::String(text.to_string()),
        DeValue::Boolean(is_on) => Value::Bool(*is_on),
        DeValue::Integer(number) => match i64::from_str_radix(number.as_str(), number.radix()) {
            Ok(number) => Value::from(number),
            Err(_) => Value::String(number.to_string()),
        },
        DeValue::Float(number) => Value::String(number.to_string()),
        DeValue::Datetime(day) => Value::String(day.to_string()),
        DeValue::Array(items) => items.iter().map(|item| json(item.get_ref())).collect(),
        DeValue::Table(table) => {
            let entries = table
                .iter()
                .map(|(key, value)| (key.get_ref().to_string(), json(value.get_ref())));
            Value::Object(entries.collect::<Map<_, _>>())
        }
    }
}

/// A value as TOML, on one line.
pub fn as_toml(value: &Value) -> String {
    match value {
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(as_toml).collect();
            format!("[{}]", items.join(", "))
        }
        Value::Object(table) => {
            let entries = table
                .iter()
                .map(|(key, value)| format!("{} = {}", key_as_toml(key), as_toml(value)));
            let entries: Vec<String> = entries.collect();
            format!("{{ {} }}", entries.join(", "))
        }
        // JSON and TOML write texts, numbers and truths alike.
        plain => plain.to_string(),
    }
}

/// A key as TOML: in quotes where it needs them.
pub fn key_as_toml(key: &str) -> String {
    let is_bare = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    match !key.is_empty() && key.chars().all(is_bare) {
        true => key.to_owned(),
        false => Value::from(key).to_string(),
    }
}

#[cfg(test)]
mod tests {
    use plimsoll_syntax::FileId;

    use super::*;

    #[test]
    fn settings_are_listed_with_their_places() {
        let text =
            "show = 'info'\n[rules.a]\nlevel = \"error\"\nnames = { x = \"y z\" }\n[[overrides]]\nfiles = [\"b/**\"]\n";
        let source = SourceFile::new(FileId(0), "plimsoll.toml", text.into());
        let listed = entries(&source).into_iter();
        let listed: Vec<(usize, String, String)> = listed
            .map(|entry| (source.line_of(entry.span.start), entry.key, as_toml(&entry.value)))
            .collect();
        let expected = [
            (1, "show", "\"info\""),
            (3, "rules.a.level", "\"error\""),
            (4, "rules.a.names", "{ x = \"y z\" }"),
            (5, "overrides", "{ files = [\"b/**\"] }"),
        ];
        let expected = expected.map(|(line, key, value)| (line, key.to_owned(), value.to_owned()));
        assert_eq!(listed, expected);
    }
}
