//! Whether the publisher of an image on Docker Hub is known.

use plimsoll_syntax::image::ImageReference;

use super::catalogue::known_image;

// `DOCKER_HUB`, sorted: accounts of vendors and projects that publish their own programs there.
include!(concat!(env!("OUT_DIR"), "/publishers.rs"));

/// Whether an image on Docker Hub is an official one, or comes from a known publisher. None for
/// images of other registries.
pub fn is_from_known_publisher(image: &ImageReference) -> Option<bool> {
    if image.domain() != "docker.io" {
        return None;
    }
    let name = image.familiar_name();
    let account = name.split('/').next().unwrap_or_default();
    Some(image.is_official() || DOCKER_HUB.binary_search(&account).is_ok() || known_image(name, image.tag()).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn publishers() {
        for (image, expected) in [
            ("nginx:1.27", Some(true)),
            ("grafana/loki:3", Some(true)),
            ("somebody/nginx:1.27", Some(false)),
            ("ghcr.io/somebody/nginx:1.27", None),
        ] {
            let image = ImageReference::parse(image).unwrap();
            assert_eq!(is_from_known_publisher(&image), expected, "{}", image.as_written());
        }
    }
}
