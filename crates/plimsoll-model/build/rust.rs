//! Writes what the data files hold as Rust.

use std::fmt::Write as _;

use crate::toml::{Entry, Table, Value};

/// How a value becomes a field.
#[derive(Clone, Copy)]
pub(crate) enum Form {
    Text,
    Texts,
    Numbers,
    Truth,
    /// The name of a variant of a type.
    Variant(&'static str),
    /// A list of a number and a text becomes a tuple.
    Numbered,
}

/// A key of a table, the field that holds its value, and whether that is an `Option`.
pub(crate) struct Field {
    pub(crate) key: &'static str,
    pub(crate) name: &'static str,
    pub(crate) form: Form,
    pub(crate) optional: bool,
}

/// A field that a constant of the type gives its value where the key is absent.
pub(crate) const fn plain(key: &'static str, name: &'static str, form: Form) -> Field {
    Field {
        key,
        name,
        form,
        optional: false,
    }
}

/// A field that is `None` where the key is absent.
pub(crate) const fn optional(key: &'static str, name: &'static str, form: Form) -> Field {
    Field {
        key,
        name,
        form,
        optional: true,
    }
}

/// The fields of a struct, each with a comma, from the keys that a table has.
pub(crate) fn fields(table: &Table, fields: &[Field]) -> Result<String, String> {
    let mut written = String::new();
    for entry in &table.entries {
        let field = fields
            .iter()
            .find(|field| field.key == entry.key)
            .ok_or_else(|| fault(entry.line, "unknown key", &entry.key))?;
        let value = literal(entry, field.form)?;
        let _ = match field.optional {
            true => write!(written, "{}: Some({value}), ", field.name),
            false => write!(written, "{}: {value}, ", field.name),
        };
    }
    Ok(written)
}

/// A value as Rust writes it.
pub(crate) fn literal(entry: &Entry, form: Form) -> Result<String, String> {
    let written = match (form, &entry.value) {
        (Form::Text, value) => text(value),
        (Form::Texts, Value::List(items)) => list(items, text),
        (Form::Numbers, Value::List(items)) => list(items, number),
        (Form::Truth, Value::Truth(truth)) => Some(truth.to_string()),
        (Form::Variant(of), Value::Text(name)) => Some(variant(of, name)),
        (Form::Numbered, Value::List(items)) => match items.as_slice() {
            [first, second] => number(first)
                .zip(text(second))
                .map(|(first, second)| format!("({first}, {second})")),
            _ => None,
        },
        _ => None,
    };
    written.ok_or_else(|| fault(entry.line, "wrong value", &entry.key))
}

fn list(items: &[Value], write: fn(&Value) -> Option<String>) -> Option<String> {
    let written: Option<Vec<String>> = items.iter().map(write).collect();
    Some(format!("&[{}]", written?.join(", ")))
}

fn text(value: &Value) -> Option<String> {
    match value {
        Value::Text(text) => Some(format!("{text:?}")),
        _ => None,
    }
}

fn number(value: &Value) -> Option<String> {
    match value {
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// A static array of the rows, each as Rust writes it.
pub(crate) fn table(name: &str, of: &str, rows: &[String]) -> String {
    let mut written = format!("static {name}: [{of}; {}] = [\n", rows.len());
    for row in rows {
        let _ = writeln!(written, "    {row},");
    }
    written.push_str("];\n");
    written
}

impl Table {
    /// The text under a key that must be there.
    pub(crate) fn text(&self, key: &str) -> Result<&str, String> {
        match self.value(key)? {
            Value::Text(text) if !text.is_empty() => Ok(text),
            _ => Err(fault(self.line, "no text", key)),
        }
    }

    /// The texts of the list under a key that must be there.
    pub(crate) fn texts(&self, key: &str) -> Result<Vec<&str>, String> {
        let Value::List(items) = self.value(key)? else {
            return Err(fault(self.line, "no list", key));
        };
        let texts = items.iter().map(|item| match item {
            Value::Text(text) => Ok(text.as_str()),
            _ => Err(fault(self.line, "no list of texts", key)),
        });
        texts.collect()
    }

    /// The value of a key, if it is there.
    pub(crate) fn get(&self, key: &str) -> Option<&Value> {
        let entry = self.entries.iter().find(|entry| entry.key == key);
        entry.map(|entry| &entry.value)
    }

    fn value(&self, key: &str) -> Result<&Value, String> {
        self.get(key).ok_or_else(|| fault(self.line, "missing", key))
    }
}

/// What is wrong, and where.
pub(crate) fn fault(line: usize, what: &str, word: &str) -> String {
    format!("line {line}: {what}: `{word}`")
}

/// `data-store` becomes `Role::DataStore`.
pub(crate) fn variant(of: &str, name: &str) -> String {
    let mut words = format!("{of}::");
    for word in name.split('-') {
        let mut letters = word.chars();
        words.extend(letters.next().map(|first| first.to_ascii_uppercase()));
        words.push_str(letters.as_str());
    }
    words
}
