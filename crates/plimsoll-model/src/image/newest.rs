//! The release that a tag without a version stands for. The build script writes the table from
//! `data/newest_releases.toml`, whose head says what the keys mean.

use plimsoll_syntax::image::ImageReference;

/// An official image.
struct Newest {
    name: &'static str,
    /// As tags name it.
    release: &'static str,
    /// Tags without a version that exist behind that of the release too.
    variants: &'static [&'static str],
}

// `NEWEST` in the order of the file.
include!(concat!(env!("OUT_DIR"), "/newest_releases.rs"));

/// The tag that names the newest release known of what an image without a version is: `1.31-alpine` for
/// `nginx:alpine`.
pub fn newest_tag(image: &ImageReference) -> Option<String> {
    let newest = NEWEST.iter().find(|newest| newest.name == image.familiar_name())?;
    match image.tag() {
        None | Some("latest") => Some(newest.release.to_owned()),
        Some(variant) if newest.variants.contains(&variant) => Some(format!("{}-{variant}", newest.release)),
        Some(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::image::tag_moves;

    #[test]
    fn tags_without_a_version_get_one() {
        let tag = |text: &str| newest_tag(&ImageReference::parse(text).unwrap());
        let newest = |name: &str| NEWEST.iter().find(|newest| newest.name == name).unwrap().release;
        for (image, expected) in [
            ("alpine", Some(newest("alpine").to_owned())),
            ("docker.io/library/nginx:latest", Some(newest("nginx").to_owned())),
            ("nginx:alpine", Some(format!("{}-alpine", newest("nginx")))),
            ("nginx:stable", None),
            ("golang:stretch", None),
            ("wordpress:cli", None),
            ("example.com/nginx", None),
            ("postgres", None),
        ] {
            assert_eq!(tag(image), expected, "{image}");
        }
    }

    #[test]
    fn only_tags_that_move_are_replaced_and_none_is_written() {
        for newest in &NEWEST {
            for variant in newest.variants {
                assert!(tag_moves(newest.name, variant), "{}:{variant}", newest.name);
                let tag = format!("{}-{variant}", newest.release);
                assert!(!tag_moves(newest.name, &tag), "{}:{tag}", newest.name);
            }
        }
    }
}
