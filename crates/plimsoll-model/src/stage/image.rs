//! The images that the instructions of a Dockerfile pull.

use plimsoll_syntax::dockerfile::{Kind, Part, Word};
use plimsoll_syntax::image::ImageReference;

use crate::dockerfile::Base;
use crate::image::{ImagePurpose, ImageUse, known_image, tail_of};
use crate::view::{Instruction, Stage};

impl<'a> Instruction<'a> {
    /// The images that FROM, `COPY --from` or `RUN --mount=from=` pull, without stages, stage
    /// numbers and build contexts.
    pub fn images(self) -> Vec<ImageUse> {
        self.named_images().into_iter().map(|(_, image)| image).collect()
    }

    /// The images that it pulls, each with the word that names it.
    pub(super) fn named_images(self) -> Vec<(&'a Word, ImageUse)> {
        let node = self.node();
        match node.kind {
            Kind::From => self.stage().and_then(|s| from_image(s)).into_iter().collect(),
            Kind::Copy | Kind::Add => {
                let from = node.flag("from").and_then(|f| f.value.as_ref());
                from.and_then(|word| self.copied_image(word)).into_iter().collect()
            }
            Kind::Run => {
                let mounts = node.flags_named("mount");
                let words = mounts.filter_map(|m| m.option("from")?.value.as_ref());
                words.filter_map(|word| self.copied_image(word)).collect()
            }
            _ => Vec::new(),
        }
    }

    /// The image after `--from`, unless it is a stage, a number, or a context that Compose passes.
    /// A bare word that is none of these is left to the rule about unknown stages.
    fn copied_image(self, word: &'a Word) -> Option<(&'a Word, ImageUse)> {
        let value = self.expand(word);
        let name = value.as_str().likely()?;
        let dockerfile = self.dockerfile();
        let is_stage = dockerfile.target(name).is_some() || name.parse::<u32>().is_ok();
        if is_stage || name == "scratch" || dockerfile.takes_context(name) {
            return None;
        }
        let reference = ImageReference::parse(name).ok()?;
        let is_image = name.contains([':', '/', '@', '.']) || known_image(name, None).is_some();
        let image = ImageUse {
            span: word.span,
            text: word.text.clone(),
            reference: value.as_ref().map(|_| reference.clone()),
            purpose: ImagePurpose::Source,
            ends_in_default: false,
            tail: None,
        };
        is_image.then_some((word, image))
    }
}

/// `debian` for `debian${TAG}` where `TAG` has no default: without the argument, which a build need
/// not pass, it is an image without a tag.
fn untagged_default(stage: Stage<'_>) -> Option<ImageReference> {
    let word = stage.image_word()?;
    let [Part::Literal(text), Part::Variable(variable)] = word.parts.as_slice() else {
        return None;
    };
    let is_empty = stage.dockerfile().lacks_default(&variable.name.value) && !stage.has_image_arguments_passed();
    let reference = ImageReference::parse(&text.value).ok()?;
    (is_empty && reference.tag().is_none() && reference.digest().is_none()).then_some(reference)
}

fn from_image(stage: Stage<'_>) -> Option<(&Word, ImageUse)> {
    let Base::Image(reference) = stage.base() else {
        return None;
    };
    let word = stage.image_word()?;
    let image = ImageUse {
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
    };
    Some((word, image))
}
