//! The keys of `LABEL`: which are set twice, and which break Docker's rules for them.

use plimsoll_syntax::Span;
use plimsoll_syntax::dockerfile::{Kind, Pair};
use plimsoll_syntax::image::ImageReference;

use crate::view::{Instruction, Stage};

/// Why a key breaks Docker's rules.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum LabelFault {
    /// A namespace that is Docker's own.
    Reserved,
    Capitals,
    /// A character other than letters, digits, `.`, `-`, `_`.
    Character,
    /// Separators that follow each other.
    Doubled,
    /// Something other than a letter at the start, or a separator at the end.
    Ends,
}

/// A label of a stage that a later one of the same stage overrides.
#[derive(Clone, Debug)]
pub struct RepeatedLabel {
    pub key: String,
    pub first: Span,
    pub again: Span,
}

impl<'a> Instruction<'a> {
    /// The keys of a `LABEL` without variables, with their values, including those after `ONBUILD`.
    pub fn label_keys(self) -> impl Iterator<Item = (String, &'a Pair)> {
        let node = self.node();
        let node = node.trigger().unwrap_or(node);
        let pairs = if node.kind == Kind::Label { node.pairs() } else { &[] };
        pairs.iter().filter_map(|pair| Some((pair.key.literal()?, pair)))
    }
}

impl Instruction<'_> {
    /// Whether an empty value may take back what the base image or an earlier line says of a label.
    /// Behind `ONBUILD` it does so for the images that are built on this one. Docker's official
    /// images set no labels that others have to take back.
    pub fn may_take_back(self, key: &str) -> bool {
        let Some(stage) = self.stage().filter(|_| self.node().kind == Kind::Label) else {
            return true;
        };
        let is_bare = stage.is_from_scratch() || stage.root_image().likely().is_some_and(ImageReference::is_official);
        let earlier = |label: &Instruction<'_>| label.index() < self.index();
        let mut labels = stage.inherited(Kind::Label).filter(earlier);
        !is_bare || labels.any(|label| label.label_keys().any(|(name, _)| name == key))
    }
}

impl Stage<'_> {
    /// The labels that it sets more than once, by each place after the first.
    pub fn repeated_labels(self) -> Vec<RepeatedLabel> {
        let mut seen: std::collections::HashMap<String, Span> = std::collections::HashMap::new();
        let mut repeated = Vec::new();
        for (key, pair) in self.of_kind(Kind::Label).flat_map(Instruction::label_keys) {
            let again = pair.key.span;
            match seen.get(&key) {
                Some(&first) => repeated.push(RepeatedLabel { key, first, again }),
                None => _ = seen.insert(key, again),
            }
        }
        repeated
    }
}

impl Stage<'_> {
    /// Whether its image surely lacks a label: neither it nor the stages it is built on set one of
    /// this name, and no service adds it. A label whose name comes from a variable may be it.
    pub fn lacks_label(self, key: &str) -> bool {
        let may_be = |pair: &Pair| pair.key.literal().is_none_or(|name| name == key);
        let adds = |service: crate::view::Service<'_>| {
            let build = service.facts().build.as_ref();
            let labels = build.into_iter().flat_map(|build| &build.value.labels);
            labels
                .flat_map(|labels| &labels.value)
                .any(|pair| pair.name() == Some(key))
        };
        let mut own = self.inherited(Kind::Label).flat_map(|label| label.node().pairs());
        !own.any(may_be) && !self.services().any(adds)
    }
}

/// Why a key breaks Docker's rules.
// Docker's documentation, engine/manage-resources/labels, "Key format recommendations". It allows
// no underscore, but so many use one that it is not reported.
pub fn label_key_fault(key: &str) -> Option<LabelFault> {
    let is_separator = |c: char| matches!(c, '.' | '-' | '_');
    let known = |c: char| c.is_ascii_alphanumeric() || is_separator(c);
    let doubled = |pair: &[u8]| pair == b".." || pair == b"--";
    let reserved = ["com.docker.", "io.docker.", "org.dockerproject."];
    // Docker Desktop and the official images read labels of these names from Dockerfiles.
    let asked_for = ["com.docker.extension.", "com.docker.desktop.", "com.docker.image."];
    if !key.chars().all(known) {
        Some(LabelFault::Character)
    } else if key.bytes().any(|b| b.is_ascii_uppercase()) {
        Some(LabelFault::Capitals)
    } else if !key.starts_with(|c: char| c.is_ascii_lowercase()) || key.ends_with(is_separator) {
        Some(LabelFault::Ends)
    } else if key.as_bytes().windows(2).any(doubled) {
        Some(LabelFault::Doubled)
    } else if reserved.iter().any(|r| key.starts_with(r)) && !asked_for.iter().any(|a| key.starts_with(a)) {
        Some(LabelFault::Reserved)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_follow_docker() {
        for key in [
            "maintainer",
            "org.opencontainers.image.base.name",
            "build_version",
            "com.docker.extension.icon",
            "v1.2",
        ] {
            assert_eq!(label_key_fault(key), None, "{key}");
        }
        for (key, fault) in [
            ("Name", LabelFault::Capitals),
            ("bad key", LabelFault::Character),
            ("bad/key", LabelFault::Character),
            ("", LabelFault::Ends),
            ("1a", LabelFault::Ends),
            ("a.", LabelFault::Ends),
            ("a..b", LabelFault::Doubled),
            ("com.docker.compose.project", LabelFault::Reserved),
        ] {
            assert_eq!(label_key_fault(key), Some(fault), "{key}");
        }
    }
}
