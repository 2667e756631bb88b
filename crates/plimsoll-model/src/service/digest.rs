//! Where a Compose file has room for the digests of the images that it names.
//!
//! A digest belongs to one image. It is written where the end of the name is written: in the value, or in
//! the default of a variable that gives the whole tag or the whole name.

use std::ops::Range;

use plimsoll_syntax::image::ImageReference;

use crate::compose::Scalar;
use crate::image::{DigestPlace, NoDigestPlace, NoRoom};
use crate::view::Service;

impl Service<'_> {
    /// The places that name an image to pull as it is: its own, those of its hooks and mounts, and those
    /// that its build is given. None for an image that a file of the project builds, and for caches.
    pub fn digest_places(self) -> Vec<Result<DigestPlace, NoDigestPlace>> {
        let words = self.compose().facts().digest_words(self.facts());
        let own = self.facts().image.as_ref().filter(|_| self.is_built_beside());
        let words = words
            .iter()
            .filter(|word| own.is_none_or(|own| own.value.span != word.span));
        words.filter_map(|word| self.digest_place(word)).collect()
    }

    /// None for what is no name of an image.
    fn digest_place(self, word: &Scalar) -> Option<Result<DigestPlace, NoDigestPlace>> {
        let no_room = |reason| {
            let span = word.span;
            Some(Err(NoDigestPlace { span, reason }))
        };
        let Some(name) = word.likely() else {
            return no_room(NoRoom::Unknown);
        };
        let reference = ImageReference::parse(name).ok()?;
        let own_name = name.rfind('/').map_or(0, |slash| slash + 1);
        let tag = reference.tag_range().map(|tag| tag.start..name.len());
        let is_whole = self.is_written(word, own_name..name.len()) && !ends_in_hole(word, own_name);
        let is_tag = tag.is_some_and(|tag| {
            let (before, whole) = (own_name..tag.start, tag.clone());
            is_hole(word, &whole) && self.is_written(word, whole) && is_outside_holes(word, &before)
        });
        if !is_whole && !is_tag {
            return no_room(match word.holes.is_empty() {
                true => NoRoom::Form,
                false => NoRoom::Pieces,
            });
        }
        let end = word.text.span(name.len() - 1..name.len());
        Some(Ok(DigestPlace::ending_at(word.span, reference, end)))
    }

    /// Whether a part of a value stands in its file as it is read.
    fn is_written(self, word: &Scalar, range: Range<usize>) -> bool {
        let span = word.text.span(range.clone());
        let source = self.compose().workspace().source(span.file);
        source.slice(span) == &word.as_str()[range]
    }
}

/// Whether a variable ends with the value that begins behind a place: with another value of it, a digest
/// there would be that of another image.
fn ends_in_hole(word: &Scalar, start: usize) -> bool {
    let end = word.as_str().len();
    let mut holes = word.holes.iter();
    holes.any(|hole| hole.range.end == end && hole.range.start > start)
}

/// Whether a variable is what gives a part of a value.
fn is_hole(word: &Scalar, range: &Range<usize>) -> bool {
    word.holes.iter().any(|hole| hole.range == *range)
}

fn is_outside_holes(word: &Scalar, range: &Range<usize>) -> bool {
    let mut holes = word.holes.iter();
    holes.all(|hole| hole.range.end <= range.start || hole.range.start >= range.end)
}

#[cfg(test)]
mod tests {
    use crate::image::with_digests;
    use crate::view::testing;

    /// The file with a digest at each place, and why there is none.
    fn pinned(text: &str) -> String {
        testing::compose_file(text, |compose| {
            with_digests(text, compose.services().flat_map(|service| service.digest_places()))
        })
    }

    #[test]
    fn digests_have_a_place() {
        let old = format!("redis:7@sha256:{}", "0a".repeat(32));
        for (image, expected) in [
            ("redis:7", "redis:7@D"),
            ("'redis:7'", "'redis:7@D'"),
            ("redis", "redis:latest@D"),
            (&*old, "redis:7@D"),
            ("redis:${V:-7}", "redis:${V:-7@D}"),
            ("${I:-redis:7}", "${I:-redis:7@D}"),
            ("${I:-${J:-redis:7}}", "${I:-${J:-redis:7@D}}"),
            ("${R:-a.example.com}/redis:7", "${R:-a.example.com}/redis:7@D"),
            ("${P:-}redis:7", "${P:-}redis:7@D"),
        ] {
            let file = |image: &str| format!("services:\n  a:\n    image: {image}\n");
            assert_eq!(pinned(&file(image)), file(expected), "{image}");
        }
    }

    #[test]
    fn what_has_no_place_is_left_alone() {
        for (image, reason) in [
            ("redis:${V}", "Unknown"),
            ("${N:-redis}:7", "Pieces"),
            ("${N:-redis}:${V:-7}", "Pieces"),
            ("redis:7${S:--alpine}", "Pieces"),
            ("redis:7${S:-}", "Pieces"),
            ("redis:${V:-7}-alpine", "Pieces"),
            ("\"redis\\u003a7\"", "Form"),
        ] {
            let file = format!("services:\n  a:\n    image: {image}\n");
            assert_eq!(pinned(&file), format!("{file}# {reason}\n"), "{image}");
        }
    }

    #[test]
    fn other_places_of_a_service() {
        let file = "services:\n  a:\n    image: mine\n    build:\n      context: .\n      additional_contexts:\n        base: docker-image://node:22\n        src: ./src\n      cache_from: [redis:7]\n  b:\n    image: mine\n  c:\n    image: &i redis:7\n  d:\n    image: *i\n    volumes:\n      - {type: image, source: nginx:1, target: /x}\n  e:\n    build:\n      context: .\n      additional_contexts: [base=docker-image://node:22]\n";
        let expected = file
            .replace("docker-image://node:22", "docker-image://node:22@D")
            .replace("&i redis:7", "&i redis:7@D")
            .replace("nginx:1", "nginx:1@D");
        assert_eq!(pinned(file), expected);
    }
}
