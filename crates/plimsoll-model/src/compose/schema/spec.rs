//! The specification of Compose as data: `compose-spec.txt`, read once when it is first needed.
//!
//! Alternatives of the schema always differ in kind (a scalar, a list, a mapping), so a type is one
//! set of scalars with at most one kind of list and one kind of mapping.

use std::collections::HashMap;
use std::sync::LazyLock;

/// All sections.
pub(super) struct Spec {
    sections: Vec<Section>,
    types: Vec<Type>,
}

/// A mapping with fixed keys.
pub(super) struct Section {
    /// As it is called in the data.
    pub(super) id: &'static str,
    /// As it is called in a sentence.
    pub(super) name: &'static str,
    /// In alphabetical order.
    pub(super) keys: Vec<Key>,
}

pub(super) struct Key {
    pub(super) name: &'static str,
    pub(super) required: bool,
    pub(super) deprecated: bool,
    pub(super) value: TypeId,
}

#[derive(Clone, Copy)]
pub(super) struct TypeId(usize);

#[derive(Clone, Copy)]
pub(super) struct SectionId(usize);

/// What a value may be.
#[derive(Clone, Copy, Default)]
pub(super) struct Type {
    /// A set of the bits below.
    pub(super) scalars: u16,
    /// The texts that are allowed, parted by commas.
    pub(super) words: &'static str,
    pub(super) least: Option<i64>,
    pub(super) most: Option<i64>,
    pub(super) list: Option<List>,
    pub(super) mapping: Option<Mapping>,
}

#[derive(Clone, Copy)]
pub(super) struct List {
    pub(super) item: TypeId,
    /// Whether no item may stand twice.
    pub(super) unique: bool,
}

#[derive(Clone, Copy)]
pub(super) enum Mapping {
    Section(SectionId),
    /// Any keys.
    Free(TypeId),
    /// Keys of letters, digits, dots, dashes and underscores.
    Named(TypeId),
}

pub(super) const STRING: u16 = 1;
pub(super) const NUMBER: u16 = 1 << 1;
pub(super) const INTEGER: u16 = 1 << 2;
pub(super) const BOOLEAN: u16 = 1 << 3;
pub(super) const NULL: u16 = 1 << 4;
/// Texts that Compose reads as something else.
pub(super) const FLAG: u16 = 1 << 5;
pub(super) const WHOLE: u16 = 1 << 6;
pub(super) const DECIMAL: u16 = 1 << 7;
pub(super) const DURATION: u16 = 1 << 8;
pub(super) const BYTES: u16 = 1 << 9;
/// Nothing, or `on-failure:` and a number.
pub(super) const RETRIES: u16 = 1 << 12;
/// `every_` and a duration.
pub(super) const EVERY: u16 = 1 << 11;
/// Anything at all.
pub(super) const ANY: u16 = 1 << 10;

/// Read when the first Compose file is checked.
pub(super) static SPEC: LazyLock<Spec> = LazyLock::new(|| Reader::default().read(include_str!("compose-spec.txt")));

impl Spec {
    pub(super) fn section(&self, id: SectionId) -> &Section {
        &self.sections[id.0]
    }

    pub(super) fn type_of(&self, id: TypeId) -> &Type {
        &self.types[id.0]
    }

    pub(super) fn named(&self, id: &str) -> Option<&Section> {
        self.sections.iter().find(|section| section.id == id)
    }
}

impl Section {
    pub(super) fn key(&self, name: &str) -> Option<&Key> {
        let index = self.keys.binary_search_by_key(&name, |key| key.name).ok()?;
        Some(&self.keys[index])
    }
}

#[derive(Default)]
struct Reader {
    sections: Vec<Section>,
    section_ids: HashMap<&'static str, SectionId>,
    types: Vec<Type>,
    aliases: HashMap<&'static str, Type>,
}

impl Reader {
    fn read(mut self, text: &'static str) -> Spec {
        let lines = || text.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
        for (id, name) in lines().filter_map(header) {
            self.section_ids.insert(id, SectionId(self.sections.len()));
            let keys = Vec::new();
            self.sections.push(Section { id, name, keys });
        }
        let mut at = None;
        for line in lines() {
            if let Some((id, _)) = header(line) {
                at = self.section_ids.get(id).copied();
            } else if let Some((name, written)) = line.split_once(" = ") {
                let alias = self.type_of(&mut written.split(' '));
                self.aliases.insert(name, alias);
            } else if let (Some(SectionId(at)), Some((key, written))) = (at, line.split_once(' ')) {
                let value = self.type_of(&mut written.split(' '));
                let value = self.add(value);
                self.sections[at].keys.push(Key {
                    name: key.trim_end_matches(['!', '-']),
                    required: key.ends_with('!'),
                    deprecated: key.ends_with('-'),
                    value,
                });
            }
        }
        Spec {
            sections: self.sections,
            types: self.types,
        }
    }

    fn add(&mut self, value: Type) -> TypeId {
        self.types.push(value);
        TypeId(self.types.len() - 1)
    }

    /// The alternatives up to a `;` or the end. The recursion ends with the words of the line.
    fn type_of(&mut self, words: &mut std::str::Split<'static, char>) -> Type {
        let mut found = Type::default();
        while let Some(word) = words.next().filter(|word| *word != ";") {
            match word {
                "string" => found.scalars |= STRING,
                "number" => found.scalars |= NUMBER | INTEGER,
                "integer" => found.scalars |= INTEGER,
                "boolean" => found.scalars |= BOOLEAN,
                "null" => found.scalars |= NULL,
                "flag" => found.scalars |= BOOLEAN | FLAG,
                "whole" => found.scalars |= INTEGER | WHOLE,
                "decimal" => found.scalars |= NUMBER | INTEGER | DECIMAL,
                "duration" => found.scalars |= DURATION,
                "bytes" => found.scalars |= BYTES,
                "size" => found.scalars |= NUMBER | INTEGER | BYTES,
                "every" => found.scalars |= EVERY,
                "retries" => found.scalars |= RETRIES,
                "any" => found.scalars |= ANY,
                "list" | "set" => {
                    let item = self.type_of(words);
                    found.list = Some(List {
                        item: self.add(item),
                        unique: word == "set",
                    });
                }
                "map" | "names" => {
                    let value = self.type_of(words);
                    let value = self.add(value);
                    found.mapping = Some(match word {
                        "map" => Mapping::Free(value),
                        _ => Mapping::Named(value),
                    });
                }
                _ => self.special(word, &mut found),
            }
        }
        found
    }

    fn special(&self, word: &'static str, found: &mut Type) {
        if let Some(section) = word.strip_prefix('@') {
            found.mapping = self.section_ids.get(section).map(|&id| Mapping::Section(id));
        } else if let Some(words) = word.strip_prefix('=') {
            found.words = words;
        } else if let Some((least, most)) = word.split_once("..") {
            (found.least, found.most) = (least.parse().ok(), most.parse().ok());
        } else if let Some(alias) = self.aliases.get(word) {
            found.scalars |= alias.scalars;
            found.list = alias.list.or(found.list);
            found.mapping = alias.mapping.or(found.mapping);
        }
    }
}

fn header(line: &'static str) -> Option<(&'static str, &'static str)> {
    line.strip_prefix('[')?.split_once("] ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_of_the_data_is_understood() {
        let text = include_str!("compose-spec.txt");
        let keys: usize = SPEC.sections.iter().map(|section| section.keys.len()).sum();
        let lines = text
            .lines()
            .filter(|line| !line.is_empty() && !line.starts_with(['#', '[']));
        assert_eq!(keys, lines.filter(|line| !line.contains(" = ")).count());
        let known = [
            "string", "number", "integer", "boolean", "null", "flag", "whole", "decimal", "duration", "bytes", "size",
            "every", "retries", "any", "list", "set", "map", "names", ";",
        ];
        let aliases: Vec<&str> = text
            .lines()
            .filter_map(|line| Some(line.split_once(" = ")?.0))
            .collect();
        for line in text
            .lines()
            .filter(|line| !line.is_empty() && !line.starts_with(['#', '[']))
        {
            for word in line.split(' ').skip(1).filter(|word| *word != "=") {
                let section = word.strip_prefix('@').map(|id| SPEC.named(id).is_some());
                let other = word.starts_with('=') || word.contains("..") || aliases.contains(&word);
                assert!(section.unwrap_or(other || known.contains(&word)), "{line}: {word}");
            }
        }
    }

    #[test]
    fn keys_are_sorted_and_values_allow_something() {
        for section in &SPEC.sections {
            assert!(section.keys.is_sorted_by_key(|key| key.name), "{}", section.id);
            for key in &section.keys {
                let value = SPEC.type_of(key.value);
                let scalar = value.scalars != 0 || !value.words.is_empty();
                assert!(
                    scalar || value.list.is_some() || value.mapping.is_some(),
                    "{}",
                    key.name
                );
            }
        }
    }

    #[test]
    fn nested_types_end_where_they_should() {
        let hosts = SPEC.named("service").and_then(|s| s.key("extra_hosts")).expect("a key");
        let hosts = SPEC.type_of(hosts.value);
        let Some(Mapping::Free(address)) = hosts.mapping else {
            panic!("a mapping");
        };
        assert!(SPEC.type_of(address).list.is_some());
        assert!(hosts.list.is_some() && hosts.scalars == 0);
    }
}
