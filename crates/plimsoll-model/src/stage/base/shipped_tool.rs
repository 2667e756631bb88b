//! Whether a base image contains a small tool, such as curl or wget.
//!
//! Only Docker's official images, and only tools about which their Dockerfiles leave no doubt.

use plimsoll_syntax::image::ImageReference;

use crate::dockerfile::Base;
use crate::image::{Family, KnownImage, family_of_tag};
use crate::view::Stage;

impl Stage<'_> {
    /// Whether the image below all stages of the chain has a tool; none if that is not known.
    pub fn base_has(self, tool: &str) -> Option<bool> {
        let root = self.ancestors().last()?;
        match root.base() {
            Base::Scratch => Some(false),
            Base::Image(image) => {
                let image = image.as_ref().known()?;
                image_has(image, self.known_image(image), tool)
            }
            Base::Stage(_) => None,
        }
    }
}

/// Whether an image has a tool; none if that is not known.
fn image_has(image: &ImageReference, known: Option<&KnownImage>, tool: &str) -> Option<bool> {
    if !matches!(
        tool,
        "curl" | "wget" | "nc" | "pg_isready" | "mysqladmin" | "redis-cli" | "http"
    ) {
        return None;
    }
    let (name, tag) = (image.familiar_name(), image.tag());
    let family = match known {
        Some(known) => known.family(tag),
        None => tag.and_then(family_of_tag),
    };
    if family == Some(Family::Distroless) {
        let is_debug = tag.is_some_and(|tag| tag.contains("debug"));
        return (!is_debug).then_some(false);
    }
    let tag = tag.unwrap_or("latest");
    let is_slim = tag.contains("slim");
    let is_language = known.is_some_and(|known| known.is_on_buildpack);
    match family {
        // BusyBox contains small versions of both.
        Some(Family::Alpine) if is_language || matches!(name, "alpine") => Some(matches!(tool, "wget" | "nc")),
        Some(Family::Debian | Family::Ubuntu) if matches!(name, "debian" | "ubuntu") => Some(false),
        _ if !is_language || matches!(family, Some(Family::Alpine | Family::Windows)) => None,
        _ if is_slim && matches!(name, "node" | "python" | "ruby" | "rust") => Some(false),
        _ if is_slim => None,
        // buildpack-deps, Dockerfile of the `curl` variant: ca-certificates, curl, gnupg, netbase, wget.
        _ => match tool {
            "curl" | "wget" => Some(true),
            _ => None,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::image::known_image;

    #[test]
    fn what_the_images_bring() {
        let has = |image: &str, tool| {
            let image = ImageReference::parse(image).unwrap();
            image_has(&image, known_image(image.familiar_name(), image.tag()), tool)
        };
        assert_eq!(has("python:3.12-slim", "curl"), Some(false));
        assert_eq!(has("python:3.12", "curl"), Some(true));
        assert_eq!(has("node:20-alpine", "wget"), Some(true));
        assert_eq!(has("node:20-alpine", "curl"), Some(false));
        // Perl/docker-perl keeps the curl that it fetches Perl with.
        assert_eq!(has("perl:5.40-slim", "curl"), None);
        assert_eq!(has("debian:12.7", "wget"), Some(false));
        assert_eq!(has("gcr.io/distroless/static-debian12", "curl"), Some(false));
        assert_eq!(has("example/base:1", "curl"), None);
        assert_eq!(has("nginx:1.27", "curl"), None);
    }
}
