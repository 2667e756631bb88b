//! Official images that come in a smaller variant with the same program.

use plimsoll_syntax::image::ImageReference;

use super::catalogue::known_image;

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
    let has_slim = known_image(name, image.tag()).is_some_and(|known| known.has_slim_variant);
    if has_slim && !says(&["slim", "alpine", "windows", "nanoserver", "onbuild"]) {
        let tag = if tag == "latest" {
            "slim".to_owned()
        } else {
            format!("{tag}-slim")
        };
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn smaller_variants() {
        for (image, expected) in [
            ("python:3.12", Some("python:3.12-slim")),
            ("python:3.12-bookworm", Some("python:3.12-bookworm-slim")),
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
