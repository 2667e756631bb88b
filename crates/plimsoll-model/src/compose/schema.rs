//! Keys that Compose does not know, and what was probably meant.
//!
//! Which keys exist is in `keys`; whether values have the right type is not asked here.

use std::collections::HashSet;

use plimsoll_syntax::Span;
use plimsoll_syntax::yaml::NodeRef;

use super::keys::{Below, HOMES, SERVICE, Section, TOP};
use super::{Compose, Format};

/// A key that has no meaning where it stands.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct UnknownKey {
    /// The key.
    pub span: Span,
    pub key: Box<str>,
    /// What it stands in, as it is called in a sentence: ``a service``, `` `build` ``.
    pub section: &'static str,
    /// The key of this section that looks most like it.
    pub nearest: Option<&'static str>,
    /// Another section that knows the key.
    pub belongs_to: Option<&'static str>,
}

/// How many keys of a file get a suggestion: more than that are no slips of the pen.
const GUESSES: usize = 1000;

/// The unknown keys of a file, in its order. Keys that start with `x-` are free.
pub fn unknown_keys(compose: &Compose) -> Vec<UnknownKey> {
    let Some(root) = compose.yaml.root() else {
        return Vec::new();
    };
    let mut search = Search {
        found: Vec::new(),
        seen: HashSet::new(),
    };
    match compose.format {
        Format::Compose => search.mapping(root, &TOP),
        // Version 1 had keys of its own, and the file is reported for its age.
        Format::Legacy => {}
    }
    search.found.sort_by_key(|unknown| unknown.span.start);
    search.found
}

/// Whether a service may have this key.
pub fn is_service_key(key: &str) -> bool {
    knows(&SERVICE, key)
}

struct Search {
    found: Vec<UnknownKey>,
    /// Keys behind an anchor are met once for each alias.
    seen: HashSet<Span>,
}

impl Search {
    /// Sections are nested a few levels deep, so the recursion is bounded by the tables.
    fn mapping(&mut self, node: NodeRef<'_>, section: &'static Section) {
        for entry in node.entries() {
            let Some(name) = entry.name() else { continue };
            let index = section.keys.binary_search_by_key(&name, |&(key, _)| key);
            let Ok(index) = index else {
                if !name.starts_with("x-") && self.seen.insert(entry.key.span()) {
                    let guess = self.found.len() < GUESSES;
                    let mut key = unknown(name, entry.key.span(), section, guess);
                    // A key that is there already was not meant.
                    key.nearest = key.nearest.filter(|near| node.get(near).is_none());
                    self.found.push(key);
                }
                continue;
            };
            match section.keys[index].1 {
                Below::Leaf => {}
                Below::One(below) => self.mapping(entry.value, below),
                Below::Named(below) => {
                    for named in entry.value.entries() {
                        self.mapping(named.value, below);
                    }
                }
                Below::List(below) => {
                    for item in entry.value.items() {
                        self.mapping(item, below);
                    }
                }
            }
        }
    }
}

fn unknown(name: &str, span: Span, section: &'static Section, guess: bool) -> UnknownKey {
    let elsewhere = HOMES.iter().find(|home| home.name != section.name && knows(home, name));
    UnknownKey {
        span,
        key: name.into(),
        section: section.name,
        nearest: if guess { nearest(name, section) } else { None },
        belongs_to: elsewhere.map(|home| home.name),
    }
}

fn knows(section: &Section, name: &str) -> bool {
    section.keys.binary_search_by_key(&name, |&(key, _)| key).is_ok()
}

/// The known key with the fewest edits, if they are few for its length.
fn nearest(name: &str, section: &'static Section) -> Option<&'static str> {
    if name.len() > 40 {
        return None;
    }
    let plain = name.to_ascii_lowercase().replace('-', "_");
    let distances = section.keys.iter().map(|&(key, _)| (distance(&plain, key), key));
    let (edits, key) = distances.min()?;
    (edits <= (key.len() / 3).clamp(1, 3)).then_some(key)
}

/// Edits between two short words; swapped neighbours count as one.
fn distance(left: &str, right: &str) -> usize {
    let left: Vec<char> = left.chars().collect();
    let right: Vec<char> = right.chars().collect();
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=right.len()).collect();
    for (i, &a) in left.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, &b) in right.iter().enumerate() {
            let replaced = last[j] + usize::from(a != b);
            let mut best = replaced.min(last[j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && a == right[j - 1] && left[i - 1] == b {
                best = best.min(before[j - 1] + 1);
            }
            row.push(best);
        }
        before = std::mem::replace(&mut last, row);
    }
    last[right.len()]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compose::tests::read;

    #[test]
    fn tables_are_sorted() {
        fn check(section: &Section) {
            assert!(section.keys.is_sorted_by_key(|&(key, _)| key), "{}", section.name);
            for (_, below) in section.keys {
                match below {
                    Below::Leaf => {}
                    Below::One(section) | Below::Named(section) | Below::List(section) => check(section),
                }
            }
        }
        check(&TOP);
    }

    #[test]
    fn unknown_keys_say_what_was_meant() {
        let compose = read(
            "x-a: &a {imge: x}\nservices:\n  web:\n    <<: *a\n    enviroment: {}\n    dockerfile: x\n    x-free: 1\n    healthcheck: {intervall: 1s}\n    ports:\n      - {targt: 1}\n    build: {contxt: .}\n    container-name: y\n    zzz: 1\n  db: *a\nvolume: {}\n",
        );
        let found: Vec<_> = unknown_keys(&compose)
            .iter()
            .map(|u| (u.key.to_string(), u.section, u.nearest, u.belongs_to))
            .collect();
        let expected = [
            ("imge", "a service", Some("image"), None),
            ("enviroment", "a service", Some("environment"), None),
            ("dockerfile", "a service", None, Some("`build`")),
            ("intervall", "`healthcheck`", Some("interval"), None),
            ("targt", "a port", Some("target"), None),
            ("contxt", "`build`", Some("context"), None),
            ("container-name", "a service", Some("container_name"), None),
            ("zzz", "a service", None, None),
            ("volume", "the top level", Some("volumes"), None),
        ];
        let expected = expected.map(|(key, section, near, home)| (key.to_owned(), section, near, home));
        assert_eq!(found, expected);
    }
}
