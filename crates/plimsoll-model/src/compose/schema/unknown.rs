//! Keys that Compose does not know, and what was probably meant.

use plimsoll_syntax::yaml::NodeRef;
use plimsoll_syntax::{Span, nearest};

use super::spec::{COMPOSE, STACK, Section};

/// A key that has no meaning at its place.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct UnknownKey {
    /// The key.
    pub span: Span,
    pub key: Box<str>,
    /// The name of its section in a sentence: ``a service``, `` `build` ``.
    pub section: &'static str,
    /// The key of this section that is most like it.
    pub nearest: Option<&'static str>,
    /// Another section that knows the key.
    pub belongs_to: Option<&'static str>,
    /// Whether `docker stack deploy` takes it here.
    pub known_to_stacks: bool,
    /// The version 3.N of the format that brings it, where the file asks for an older one.
    pub since: Option<u8>,
}

/// Where a misplaced key is looked for, the likeliest first.
const HOMES: [&str; 14] = [
    "service",
    "build",
    "deploy",
    "healthcheck",
    "limits",
    "reservations",
    "restart_policy",
    "update_config",
    "logging",
    "root",
    "network",
    "volume",
    "secret",
    "config",
];

/// A key of `node`, which is such a section.
pub(super) fn unknown(name: &str, span: Span, section: &'static Section, node: NodeRef<'_>, guess: bool) -> UnknownKey {
    let homes = HOMES.iter().filter_map(|id| COMPOSE.section(id));
    let mut elsewhere = homes.filter(|home| home.id != section.id && home.key(name).is_some());
    // A key that already exists was not meant.
    let near = guess.then(|| near(name, section)).flatten();
    let in_stacks = STACK.section(section.id);
    UnknownKey {
        span,
        key: name.into(),
        section: section.name,
        nearest: near.filter(|near| node.get(near).is_none()),
        belongs_to: elsewhere.next().map(|home| home.name),
        known_to_stacks: in_stacks.is_some_and(|section| section.key(name).is_some()),
        since: section.key(name).map(|key| key.since),
    }
}

/// The known key with the fewest edits, if they are few for its length.
fn near(name: &str, section: &'static Section) -> Option<&'static str> {
    let plain = name.replace('-', "_");
    nearest(&plain, section.keys.iter().map(|key| key.name))
}
