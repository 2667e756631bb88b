//! The images that a file names, and whether their tags stay what they are.

use plimsoll_syntax::dockerfile::{Kind, Part, Word};
use plimsoll_syntax::image::ImageReference;
use plimsoll_syntax::{Span, Text};

use crate::base::Value;
use crate::compose::Scalar;
use crate::dockerfile::Base;
use crate::files::folder;
use crate::view::{Instruction, Service};

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
    /// What stands behind the last slash, if only what is before it is not known.
    tail: Option<ImageReference>,
    text: Text,
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
    /// The reference as far as it decides the tag: for `${REGISTRY}/debian:12` it is `debian:12`,
    /// whatever the registry is.
    pub fn named(&self) -> Option<&ImageReference> {
        self.reference.as_ref().likely().or(self.tail.as_ref())
    }

    /// The variable that is all of the tag: `VERSION` of `node:${VERSION}`.
    pub fn tag_variable(&self) -> Option<&str> {
        let (_, variable) = self.text.as_str().rsplit_once(":$")?;
        let braced = variable.strip_prefix('{').and_then(|rest| rest.strip_suffix('}'));
        let name = braced.unwrap_or(variable);
        let is_name = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        is_name.then_some(name)
    }

    /// The registry as written; the whole name, if none is, or if a variable brings it.
    pub fn registry_span(&self) -> Span {
        let reference = self.reference.as_ref().likely();
        let literal = reference.filter(|r| r.as_written() == self.text.as_str());
        match literal.and_then(ImageReference::registry_range) {
            Some(range) => self.text.span(range),
            None => self.span,
        }
    }

    /// The tag as written; the whole name, if a variable brings the tag.
    pub fn tag_span(&self) -> Span {
        let reference = self.reference.as_ref().likely();
        let literal = reference.filter(|r| r.as_written() == self.text.as_str());
        match literal.and_then(ImageReference::tag_range) {
            Some(range) => self.text.span(range),
            None => self.span,
        }
    }
}

/// Tags that are given to a new image again and again.
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

/// Whether a tag is known to move: `latest`, `lts-slim`, `stable-alpine`. One that also holds a
/// number (`nightly-2026-11-01`) may be fixed.
pub fn tag_moves(tag: &str) -> bool {
    let tag = tag.to_ascii_lowercase();
    if tag.starts_with("latest") || tag.ends_with("-latest") {
        return true;
    }
    let word = tag.split(['-', '_']).next().unwrap_or_default();
    MOVING.contains(&word) && !tag.bytes().any(|b| b.is_ascii_digit())
}

impl<'a> Instruction<'a> {
    /// The images that FROM, `COPY --from` or `RUN --mount=from=` pull; stages, stage numbers and
    /// build contexts are none.
    pub fn images(self) -> Vec<ImageUse> {
        match self.node().kind {
            Kind::From => self.stage().and_then(|s| from_image(s)).into_iter().collect(),
            Kind::Copy | Kind::Add => {
                let from = self.node().flag("from").and_then(|f| f.value.as_ref());
                from.and_then(|word| self.copied_image(word)).into_iter().collect()
            }
            Kind::Run => {
                let mounts = self.node().flags_named("mount");
                let words = mounts.filter_map(|m| m.option("from")?.value.as_ref());
                words.filter_map(|word| self.copied_image(word)).collect()
            }
            _ => Vec::new(),
        }
    }

    /// The image behind `--from`, unless it is a stage, a number, or a context that Compose passes.
    /// A bare word that is none of these is left to the rule about unknown stages.
    fn copied_image(self, word: &Word) -> Option<ImageUse> {
        let value = self.expand(word);
        let name = value.as_str().likely()?;
        let dockerfile = self.dockerfile();
        let is_stage = dockerfile.target(name).is_some() || name.parse::<u32>().is_ok();
        if is_stage || name == "scratch" || dockerfile.services().any(|s| s.passes_context(name)) {
            return None;
        }
        let reference = ImageReference::parse(name).ok()?;
        let is_image = name.contains([':', '/', '@', '.']) || crate::image::known::known_image(name, None).is_some();
        is_image.then(|| ImageUse {
            span: word.span,
            text: word.text.clone(),
            reference: value.as_ref().map(|_| reference.clone()),
            purpose: ImagePurpose::Source,
            ends_in_default: false,
            tail: None,
        })
    }
}

/// `debian` for `debian${TAG}` where `TAG` has no default: without the argument, which a build need
/// not be given, it is an image without a tag.
fn untagged_default(stage: crate::view::Stage<'_>) -> Option<ImageReference> {
    let word = stage.image_word()?;
    let [Part::Literal(text), Part::Variable(variable)] = word.parts.as_slice() else {
        return None;
    };
    let is_empty = stage.dockerfile().lacks_default(&variable.name.value) && !stage.has_image_arguments_passed();
    let reference = ImageReference::parse(&text.value).ok()?;
    (is_empty && reference.tag().is_none() && reference.digest().is_none()).then_some(reference)
}

fn from_image(stage: crate::view::Stage<'_>) -> Option<ImageUse> {
    let Base::Image(reference) = stage.base() else {
        return None;
    };
    let word = stage.image_word()?;
    Some(ImageUse {
        span: word.span,
        text: word.text.clone(),
        reference: reference.clone(),
        purpose: ImagePurpose::Base,
        ends_in_default: false,
        tail: match word.parts.last() {
            Some(Part::Literal(text)) if word.parts.len() > 1 => tail_of(&text.value),
            Some(Part::Variable(variable)) if variable.modifier.is_none() => untagged_default(stage),
            _ => None,
        },
    })
}

/// The reference behind the last slash of a text.
fn tail_of(text: &str) -> Option<ImageReference> {
    let (_, tail) = text.rsplit_once('/')?;
    ImageReference::parse(tail).ok()
}

impl<'a> Service<'a> {
    /// The image that the service pulls; none if it or another service of the file builds it, since
    /// the name is then only what is produced.
    pub fn pulled_image(self) -> Option<&'a ImageUse> {
        let image = self.answers().image.get_or_init(|| {
            let image = self.facts().image.as_ref().filter(|_| self.facts().build.is_none());
            let image = image.filter(|image| !self.compose.builds_image(image.value.as_str()));
            image.and_then(|image| image_use(&image.value, ImagePurpose::Service))
        });
        image.as_ref()
    }

    /// As [`Service::pulled_image`], for whoever wants to keep it.
    pub fn pulled_images(self) -> Option<ImageUse> {
        self.pulled_image().cloned()
    }

    /// Whether a Compose file of the same folder builds what this one pulls: the image is one of the
    /// project's own.
    pub fn is_built_beside(self) -> bool {
        let mut beside = self.compose.workspace.composes_in(folder(self.compose.source().path()));
        beside.any(|file| {
            file.service(&self.facts().name.value)
                .is_some_and(|twin| twin.facts().build.is_some())
        })
    }

    /// The images that its build takes its cache from.
    pub fn cache_images(self) -> Vec<ImageUse> {
        let build = self.facts().build.as_ref();
        let sources = build
            .into_iter()
            .flat_map(|b| &b.value.cache_from)
            .flat_map(|f| &f.value);
        // `type=registry,ref=…` and its like are no plain names.
        sources
            .filter(|s| !s.text.as_str().contains('='))
            .filter_map(|source| image_use(source, ImagePurpose::Cache))
            .collect()
    }
}

fn image_use(scalar: &Scalar, purpose: ImagePurpose) -> Option<ImageUse> {
    let reference = scalar.value().map(|name| ImageReference::parse(name).ok()).flatten();
    let slash = scalar.as_str().rfind('/').unwrap_or(scalar.as_str().len());
    let end = scalar.as_str().rfind([':', '/']).map_or(0, |sign| sign + 1);
    let tail = scalar.piece(slash..scalar.as_str().len()).likely().and_then(tail_of);
    Some(ImageUse {
        span: scalar.span,
        text: scalar.text.clone(),
        reference,
        purpose,
        ends_in_default: matches!(scalar.piece(end..scalar.as_str().len()), Value::Default(_)),
        tail,
    })
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
