//! What may stand in a file, as data: for Compose, and for `docker stack deploy`, whose format is an older one. The
//! build script writes the tables from `data/compose-spec.toml` and `data/stack-spec.toml`.
//!
//! The schema's alternatives always differ in kind (a scalar, a list, a mapping), so a type is one
//! set of scalars with at most one kind of list and one kind of mapping.

/// The sections of a format; `root` is the file.
pub(super) struct Spec(&'static [&'static Section]);

/// A mapping with fixed keys.
pub(super) struct Section {
    /// Its name in the data.
    pub(super) id: &'static str,
    /// Its name in a sentence.
    pub(super) name: &'static str,
    /// In alphabetical order.
    pub(super) keys: &'static [Key],
}

pub(super) struct Key {
    pub(super) name: &'static str,
    pub(super) required: bool,
    pub(super) deprecated: bool,
    /// It may be there, and has no effect.
    pub(super) ignored: bool,
    /// The version 3.N that brought it.
    pub(super) since: u8,
    pub(super) value: Type,
}

/// What a value may be.
pub(super) struct Type {
    /// A set of the bits below.
    pub(super) scalars: u16,
    /// The texts that are allowed.
    pub(super) words: &'static [&'static str],
    pub(super) least: Option<i64>,
    pub(super) most: Option<i64>,
    pub(super) list: Option<List>,
    pub(super) mapping: Option<Mapping>,
}

pub(super) struct List {
    pub(super) item: &'static Type,
    /// Whether items must be unique.
    pub(super) unique: bool,
}

pub(super) enum Mapping {
    Section(&'static Section),
    /// Any keys.
    Free(&'static Type),
    /// Keys of letters, digits, dots, dashes and underscores.
    Named(&'static Type),
}

pub(super) const STRING: u16 = 1;
pub(super) const NUMBER: u16 = 1 << 1;
pub(super) const INTEGER: u16 = 1 << 2;
pub(super) const BOOLEAN: u16 = 1 << 3;
pub(super) const NULL: u16 = 1 << 4;
/// Strings that Compose reads as something else.
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

/// A text that Go reads as a duration, which has no days.
pub(super) const GO_DURATION: u16 = 1 << 13;

pub(super) static COMPOSE: Spec = Spec(&compose::SECTIONS);
pub(super) static STACK: Spec = Spec(&stack::SECTIONS);

// A static for each section, and `SECTIONS` with all of them.
mod compose {
    use super::*;
    include!(concat!(env!("OUT_DIR"), "/compose-spec.rs"));
}

mod stack {
    use super::*;
    include!(concat!(env!("OUT_DIR"), "/stack-spec.rs"));
}

impl Spec {
    pub(super) fn section(&self, id: &str) -> Option<&'static Section> {
        self.0.iter().find(|section| section.id == id).copied()
    }
}

impl Section {
    pub(super) fn key(&self, name: &str) -> Option<&'static Key> {
        let index = self.keys.binary_search_by_key(&name, |key| key.name).ok()?;
        self.keys.get(index)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nested_types_end_where_they_should() {
        let hosts = COMPOSE
            .section("service")
            .and_then(|s| s.key("extra_hosts"))
            .expect("a key");
        let Some(Mapping::Free(address)) = hosts.value.mapping else {
            panic!("a mapping");
        };
        assert!(address.list.is_some());
        assert!(hosts.value.list.is_some() && hosts.value.scalars == 0);
    }
}
