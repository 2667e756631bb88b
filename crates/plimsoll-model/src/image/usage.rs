//! The images that a file names, and whether their tags are stable.

use plimsoll_syntax::image::ImageReference;
use plimsoll_syntax::{Edit, Span, Text};

use super::catalogue::known_image;
use super::family::family_of_tag;
use super::known::Role;
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
    /// COPY takes files from it, or it is mounted.
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

    /// The edit that gives the image another tag; none where a variable makes up a part of the name.
    pub fn with_tag(&self, tag: &str) -> Option<Edit> {
        let reference = self.reference.as_ref().likely()?;
        if reference.as_written() != self.text.as_str() || reference.digest().is_some() {
            return None;
        }
        match reference.tag_range() {
            Some(range) => Some(self.text.span(range).replace(tag)),
            None => Some(
                self.text
                    .span(0..self.text.as_str().len())
                    .insert_after(format!(":{tag}")),
            ),
        }
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

/// Words of tags that name a variant of whatever version is newest.
const VARIANTS: [&str; 24] = [
    "alpine",
    "apache",
    "cli",
    "community",
    "cpu",
    "cuda",
    "dind",
    "fpm",
    "full",
    "git",
    "gpu",
    "headless",
    "jdk",
    "jre",
    "lite",
    "management",
    "minimal",
    "openssl",
    "perl",
    "rootless",
    "slim",
    "unprivileged",
    "windowsservercore",
    "zts",
];

/// Whether the tag of an image is known to move: `latest`, `lts-slim`, `stable-alpine`, and those
/// that name a variant and no version: `alpine`, `fpm`. One that also contains a number
/// (`nightly-2026-11-01`) may be fixed. The image is in familiar form.
pub fn tag_moves(image: &str, tag: &str) -> bool {
    let tag = tag.to_ascii_lowercase();
    let words: Vec<&str> = tag.split(['-', '_']).collect();
    if tag.starts_with("latest") || tag.ends_with("-latest") {
        // Of `latest-rust-1.92.0-trixie`, the newest version of a small tool moves, and what counts does not.
        return !words.iter().any(|word| is_full_version(word));
    }
    !tag.bytes().any(|byte| byte.is_ascii_digit()) && (MOVING.contains(&words[0]) || names_variant(image, &words))
}

/// `1.92.0`
fn is_full_version(word: &str) -> bool {
    let parts = || word.split('.');
    parts().count() >= 3 && parts().all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()))
}

/// Whether all words of a tag name a variant. The name of a distribution's release is the version of
/// the distribution itself, and perhaps that of an unknown image: `debian:bookworm-slim`.
fn names_variant(image: &str, words: &[&str]) -> bool {
    let is_release = |word: &str| !VARIANTS.contains(&word) && family_of_tag(word).is_some();
    if !words.iter().all(|word| VARIANTS.contains(word) || is_release(word)) {
        return false;
    }
    let is_program = || known_image(image, None).is_some_and(|known| known.role != Role::BaseOs);
    !words.iter().any(|word| is_release(word)) || (!image.contains('/') && is_program())
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
            assert!(tag_moves("example/tool", tag), "{tag}");
        }
        for tag in [
            "latest-rust-1.92.0-trixie",
            "22.11",
            "nightly-2026-11-01",
            "bookworm-slim",
            "mainframe",
            "3-test1",
        ] {
            assert!(!tag_moves("example/tool", tag), "{tag}");
        }
        for (image, tag, moves) in [
            ("redis", "alpine", true),
            ("rabbitmq", "management-alpine", true),
            ("nextcloud", "fpm", true),
            ("example/tool", "alpine", true),
            ("node", "bookworm-slim", true),
            ("python", "trixie", true),
            ("debian", "bookworm-slim", false),
            ("buildpack-deps", "jammy", false),
            ("example/base", "jammy", false),
            ("node", "22-alpine", false),
            ("redis", "alpine3.22", false),
            ("docker", "dind", true),
        ] {
            assert_eq!(tag_moves(image, tag), moves, "{image}:{tag}");
        }
    }
}
