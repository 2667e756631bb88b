//! Whether a Compose file has only keys and values that Compose allows, and those that `docker stack deploy` does.
//!
//! `data/compose-spec.toml` and `data/stack-spec.toml` hold what may stand where, and are the one place that does;
//! `spec` is their shape, `walk` holds a file against one, `text` knows the texts that stand for something else. What
//! the values mean together (names that refer to nothing, keys that exclude each other) is not asked.

mod spec;
mod stack;
mod text;
mod unknown;
mod walk;

pub use stack::{UnknownVersion, stack_faults};
pub use unknown::UnknownKey;

use plimsoll_syntax::Span;

use super::{Compose, Format};

/// A value that Compose refuses, or the lack of one.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ValueFault {
    /// The value; the key, if the value is empty or something is missing below it.
    pub span: Span,
    /// What is wrong, as a sentence.
    pub message: String,
    pub help: Option<String>,
    /// It would be right in quotes.
    pub in_quotes: bool,
    /// A key is missing, which another file may supply.
    pub missing: bool,
}

/// A key that still works but is deprecated, or one that is taken and ignored.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct IdleKey {
    pub key: Span,
    pub value: Span,
    pub name: &'static str,
    /// The name of its section in a sentence.
    pub section: &'static str,
}

/// All that is wrong with a file.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Faults {
    pub unknown_keys: Vec<UnknownKey>,
    pub values: Vec<ValueFault>,
    pub deprecated: Vec<IdleKey>,
    pub ignored: Vec<IdleKey>,
}

/// Checks a file against the specification, once. Version 1 had keys of its own, and such a file is
/// reported for its age.
pub fn faults(compose: &Compose) -> &Faults {
    compose
        .faults
        .get_or_init(|| match (compose.format, compose.yaml.root()) {
            (Format::Compose, Some(root)) => walk::faults(root, &spec::COMPOSE, u8::MAX),
            _ => Faults::default(),
        })
}

/// The unknown keys of a file, in its order. Keys that start with `x-` are free.
pub fn unknown_keys(compose: &Compose) -> &[UnknownKey] {
    &faults(compose).unknown_keys
}

#[cfg(test)]
mod tests;
