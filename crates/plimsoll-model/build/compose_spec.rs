//! `compose-spec.toml` and `stack-spec.toml`: which keys a Compose file may have, and which values.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::rust::fault;
use crate::toml::{Entry, Table, Value};

/// A type, its parts as Rust writes them.
#[derive(Clone, Default)]
struct Type {
    scalars: Vec<&'static str>,
    words: Vec<String>,
    least: Option<i64>,
    most: Option<i64>,
    list: Option<String>,
    mapping: Option<String>,
}

struct Writer<'a> {
    titles: BTreeMap<&'a str, &'a str>,
    aliases: BTreeMap<&'a str, Type>,
}

/// A static for each section, and `SECTIONS` with all of them.
pub(crate) fn write(tables: &[Table]) -> Result<String, String> {
    let mut writer = Writer {
        titles: BTreeMap::new(),
        aliases: BTreeMap::new(),
    };
    for entry in entries(tables, "titles") {
        writer.titles.insert(&entry.key, text(entry)?);
    }
    for entry in entries(tables, "types") {
        let alias = writer.type_of(entry, &mut text(entry)?.split(' '))?;
        writer.aliases.insert(&entry.key, alias);
    }
    let mut written = String::new();
    let mut all = Vec::new();
    for table in tables
        .iter()
        .filter(|table| !matches!(&*table.name, "titles" | "types"))
    {
        written.push_str(&writer.section(table)?);
        all.push(format!("&{}", table.name.to_uppercase()));
    }
    let _ = writeln!(
        written,
        "pub(super) static SECTIONS: [&Section; {}] = [{}];",
        all.len(),
        all.join(", ")
    );
    Ok(written)
}

impl<'a> Writer<'a> {
    fn section(&self, table: &'a Table) -> Result<String, String> {
        let title = self.titles.get(&*table.name);
        let title = title.ok_or_else(|| fault(table.line, "no title", &table.name))?;
        if !table.entries.is_sorted_by_key(|entry| &entry.key) {
            return Err(fault(table.line, "not in alphabetical order", &table.name));
        }
        let mut keys = String::new();
        for entry in &table.entries {
            let mut words = text(entry)?.split(' ').peekable();
            let required = words.next_if_eq(&"required").is_some();
            let deprecated = words.next_if_eq(&"deprecated").is_some();
            let ignored = words.next_if_eq(&"ignored").is_some();
            let since = match words.next_if_eq(&"since") {
                Some(_) => minor(entry, words.next())?,
                None => 0,
            };
            let value = self.type_of(entry, &mut words)?.written();
            let _ = writeln!(
                keys,
                "    Key {{ name: {:?}, required: {required}, deprecated: {deprecated}, ignored: {ignored}, since: {since}, \
                 value: {value} }},",
                entry.key
            );
        }
        let (name, id) = (table.name.to_uppercase(), &table.name);
        Ok(format!(
            "static {name}: Section = Section {{ id: {id:?}, name: {title:?}, keys: &[\n{keys}] }};\n"
        ))
    }

    /// The alternatives up to a `;` or the end. The recursion ends with the words.
    fn type_of(&self, entry: &Entry, words: &mut dyn Iterator<Item = &'a str>) -> Result<Type, String> {
        let mut found = Type::default();
        while let Some(word) = words.next().filter(|word| *word != ";") {
            match word {
                "list" | "set" => {
                    let (item, unique) = (self.type_of(entry, words)?.written(), word == "set");
                    found.list = Some(format!("List {{ item: &{item}, unique: {unique} }}"));
                }
                "map" => found.mapping = Some(format!("Mapping::Free(&{})", self.type_of(entry, words)?.written())),
                "names" => found.mapping = Some(format!("Mapping::Named(&{})", self.type_of(entry, words)?.written())),
                _ => match scalars(word) {
                    Some(scalars) => found.scalars.extend(scalars),
                    None => self
                        .special(word, &mut found)
                        .ok_or_else(|| fault(entry.line, "unknown type", word))?,
                },
            }
        }
        let is_empty = found.scalars.is_empty() && found.words.is_empty();
        match is_empty && found.list.is_none() && found.mapping.is_none() {
            true => Err(fault(entry.line, "nothing is allowed", &entry.key)),
            false => Ok(found),
        }
    }

    fn special(&self, word: &str, found: &mut Type) -> Option<()> {
        if let Some(section) = word.strip_prefix('@') {
            self.titles.get(section)?;
            found.mapping = Some(format!("Mapping::Section(&{})", section.to_uppercase()));
        } else if let Some(words) = word.strip_prefix('=') {
            found.words = words.split(',').map(str::to_owned).collect();
        } else if let Some((least, most)) = word.split_once("..") {
            (found.least, found.most) = (least.parse().ok(), most.parse().ok());
            found.least?;
        } else {
            let alias = self.aliases.get(word)?.clone();
            found.scalars.extend(alias.scalars);
            found.list = alias.list.or(found.list.take());
            found.mapping = alias.mapping.or(found.mapping.take());
        }
        Some(())
    }
}

impl Type {
    fn written(&self) -> String {
        let scalars = match self.scalars.is_empty() {
            true => "0".to_owned(),
            false => self.scalars.join(" | "),
        };
        let option = |part: &Option<String>| match part {
            Some(part) => format!("Some({part})"),
            None => "None".to_owned(),
        };
        format!(
            "Type {{ scalars: {scalars}, words: &{:?}, least: {:?}, most: {:?}, list: {}, mapping: {} }}",
            self.words,
            self.least,
            self.most,
            option(&self.list),
            option(&self.mapping)
        )
    }
}

fn scalars(word: &str) -> Option<&'static [&'static str]> {
    Some(match word {
        "string" => &["STRING"],
        "number" => &["NUMBER", "INTEGER"],
        "integer" => &["INTEGER"],
        "boolean" => &["BOOLEAN"],
        "null" => &["NULL"],
        "flag" => &["BOOLEAN", "FLAG"],
        "whole" => &["INTEGER", "WHOLE"],
        "decimal" => &["NUMBER", "INTEGER", "DECIMAL"],
        "duration" => &["DURATION"],
        "go_duration" => &["GO_DURATION"],
        "bytes" => &["BYTES"],
        "size" => &["NUMBER", "INTEGER", "BYTES"],
        "every" => &["EVERY"],
        "retries" => &["RETRIES"],
        "any" => &["ANY"],
        _ => return None,
    })
}

fn minor(entry: &Entry, word: Option<&str>) -> Result<u8, String> {
    let word = word.unwrap_or_default();
    word.parse().map_err(|_| fault(entry.line, "no version", word))
}

fn entries<'a>(tables: &'a [Table], name: &'static str) -> impl Iterator<Item = &'a Entry> {
    let named = tables.iter().filter(move |table| table.name == name);
    named.flat_map(|table| &table.entries)
}

fn text(entry: &Entry) -> Result<&str, String> {
    match &entry.value {
        Value::Text(text) => Ok(text),
        _ => Err(fault(entry.line, "wrong value", &entry.key)),
    }
}
