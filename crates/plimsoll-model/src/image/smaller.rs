//! Official images that come in a smaller variant with the same program.

use plimsoll_syntax::image::ImageReference;

use super::catalogue::known_image;
use super::family::family_of_tag;
use super::known::SlimTags;

/// The smaller variant of an image.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SmallerImage {
    /// As it would be written: `python:3.12-slim`.
    pub name: String,
    /// What the larger one contains in addition.
    pub left_out: &'static str,
    /// The omitted part exists to compile things.
    pub has_compilers: bool,
}

/// What images on `buildpack-deps` have in addition: docker-library/docs, "Image Variants" of each.
const COMPILERS: &str = "compilers and the headers of many libraries";

/// The smaller variant of an image, if it has one.
pub fn smaller_image(image: &ImageReference) -> Option<SmallerImage> {
    let tag = image.tag().unwrap_or("latest");
    let words: Vec<&str> = tag.split('-').collect();
    let says = |wanted: &[&str]| words.iter().any(|word| wanted.iter().any(|w| word.starts_with(w)));
    // A digest belongs to one variant.
    if image.digest().is_some() || tag.contains(['$', '{']) {
        return None;
    }
    let name = image.familiar_name();
    let slim_tags = known_image(name, image.tag()).and_then(|known| known.slim_tags);
    if let Some(slim_tags) = slim_tags
        && !says(&["slim", "alpine", "windows", "nanoserver", "onbuild"])
    {
        let tag = slim_tag(&words, slim_tags)?;
        return Some(SmallerImage {
            name: format!("{name}:{tag}"),
            left_out: COMPILERS,
            has_compilers: true,
        });
    }
    // adoptium/containers: `21-jdk-jammy` and `21-jre-jammy` are made from the same release.
    if name == "eclipse-temurin" && says(&["jdk"]) && !says(&["windows", "nanoserver"]) {
        let words: Vec<&str> = words
            .iter()
            .map(|word| if *word == "jdk" { "jre" } else { word })
            .collect();
        return Some(SmallerImage {
            name: format!("{name}:{}", words.join("-")),
            left_out: "the compiler and the tools of the JDK",
            has_compilers: true,
        });
    }
    None
}

/// The tag of the variant without compilers.
fn slim_tag(words: &[&str], slim_tags: SlimTags) -> Option<String> {
    if words == ["latest"] {
        return Some("slim".to_owned());
    }
    // Perl's `threaded` stands where a distribution does: `5.40-slim-threaded-bookworm`.
    let is_variant = |word: &&str| *word == "threaded" || family_of_tag(word).is_some();
    let variant = words.iter().position(is_variant);
    let place = match slim_tags {
        SlimTags::Last => words.len(),
        SlimTags::Version => variant.unwrap_or(words.len()),
        SlimTags::Plain if variant.is_some() => return None,
        SlimTags::Plain => words.len(),
    };
    let (before, after) = words.split_at(place);
    Some([before, &["slim"], after].concat().join("-"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn smaller_variants() {
        for (image, expected) in [
            ("python:3.12", Some("python:3.12-slim")),
            ("python:3.12-bookworm", Some("python:3.12-slim-bookworm")),
            ("ruby:trixie", Some("ruby:slim-trixie")),
            ("perl:5.40-threaded-bookworm", Some("perl:5.40-slim-threaded-bookworm")),
            ("node:22-bookworm", Some("node:22-bookworm-slim")),
            ("erlang:27", Some("erlang:27-slim")),
            ("elixir:1.18-otp-27", Some("elixir:1.18-otp-27-slim")),
            ("docker.io/library/node", Some("node:slim")),
            ("node:20-alpine3.20", None),
            ("python:3.12-slim-bookworm", None),
            ("example.com/python:3.12", None),
            ("eclipse-temurin:21-jdk-jammy", Some("eclipse-temurin:21-jre-jammy")),
            ("eclipse-temurin:21-jre", None),
            ("golang:1.23", None),
        ] {
            let found = smaller_image(&ImageReference::parse(image).unwrap());
            assert_eq!(found.map(|s| s.name).as_deref(), expected, "{image}");
        }
    }
}
