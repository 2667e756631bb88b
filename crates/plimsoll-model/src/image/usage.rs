//! The images that a file names, and whether their tags are stable.

use plimsoll_syntax::image::ImageReference;
use plimsoll_syntax::{Span, Text};

use crate::base::Value;

/// A place that names an image that has to be pulled.
#[derive(Clone, Debug)]
pub struct ImageUse {
    /// The whole name as written.
    pub span: Span,
    pub reference: Value<ImageReference>,
    pub purpose: ImagePurpose,
    /// In a Compose file: the end of the name, where the tag is or should be, is the default of a
    /// variable.
    pub ends_in_default: bool,
    /// The part after the last slash, if only the part before it is unknown.
    pub(crate) tail: Option<ImageReference>,
    pub(crate) text: Text,
}

/// What an image is pulled for.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum ImagePurpose {
    /// A stage is built on it.
    Base,
    /// COPY or a mount takes files from it.
    Source,
    /// A service runs it.
    Service,
    /// A build takes its cache from it.
    Cache,
}

impl ImageUse {
    /// The reference, as far as it decides the tag: for `${REGISTRY}/debian:12` it is `debian:12`,
    /// whatever the registry is.
    pub fn named(&self) -> Option<&ImageReference> {
        self.reference.as_ref().likely().or(self.tail.as_ref())
    }

    /// The variable that makes up the whole tag: `VERSION` of `node:${VERSION}`.
    pub fn tag_variable(&self) -> Option<&str> {
        let (_, variable) = self.text.as_str().rsplit_once(":$")?;
        let braced = variable.strip_prefix('{').and_then(|rest| rest.strip_suffix('}'));
        let name = braced.unwrap_or(variable);
        let is_name = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        is_name.then_some(name)
    }

    /// The registry as written; the whole name if there is none, or if it comes from a variable.
    pub fn registry_span(&self) -> Span {
        let reference = self.reference.as_ref().likely();
        let literal = reference.filter(|r| r.as_written() == self.text.as_str());
        match literal.and_then(ImageReference::registry_range) {
            Some(range) => self.text.span(range),
            None => self.span,
        }
    }

    /// The tag as written; the whole name if it comes from a variable.
    pub fn tag_span(&self) -> Span {
        let reference = self.reference.as_ref().likely();
        let literal = reference.filter(|r| r.as_written() == self.text.as_str());
        match literal.and_then(ImageReference::tag_range) {
            Some(range) => self.text.span(range),
            None => self.span,
        }
    }
}

/// Tags that move to a new image again and again.
const MOVING: [&str; 27] = [
    "latest",
    "stable",
    "edge",
    "nightly",
    "main",
    "master",
    "dev",
    "devel",
    "develop",
    "test",
    "testing",
    "canary",
    "lts",
    "rolling",
    "next",
    "mainline",
    "current",
    "unstable",
    "oldstable",
    "sid",
    "rawhide",
    "trunk",
    "head",
    "snapshot",
    "preview",
    "release",
    "insiders",
];

/// Whether a tag is known to move: `latest`, `lts-slim`, `stable-alpine`. One that also contains a
/// number (`nightly-2026-11-01`) may be fixed.
pub fn tag_moves(tag: &str) -> bool {
    let tag = tag.to_ascii_lowercase();
    if tag.starts_with("latest") || tag.ends_with("-latest") {
        return true;
    }
    let word = tag.split(['-', '_']).next().unwrap_or_default();
    MOVING.contains(&word) && !tag.bytes().any(|b| b.is_ascii_digit())
}

/// The reference after the last slash of a text.
pub(crate) fn tail_of(text: &str) -> Option<ImageReference> {
    let (_, tail) = text.rsplit_once('/')?;
    ImageReference::parse(tail).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moving_tags() {
        for tag in [
            "latest",
            "lts-slim",
            "stable-alpine",
            "alpine-latest",
            "latest-pg16",
            "Nightly",
        ] {
            assert!(tag_moves(tag), "{tag}");
        }
        for tag in ["22.11", "nightly-2026-11-01", "bookworm-slim", "mainframe", "3-test1"] {
            assert!(!tag_moves(tag), "{tag}");
        }
    }
}
