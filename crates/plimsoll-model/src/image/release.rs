//! How long the release of a tag is patched, and what replaced retired names.
//!
//! The build script writes the tables from `data/releases.toml` and `data/renamed_images.toml`, whose
//! heads say what the keys mean.

use plimsoll_syntax::image::ImageReference;

use crate::base::Date;

/// A release whose last day is known.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Release {
    /// What is released: `debian`, `node`.
    pub product: &'static str,
    /// As the tag names it: `stretch`, `16`.
    pub name: &'static str,
    /// The last day on which it is patched.
    pub end: Date,
}

/// A release of a repository.
struct Row {
    /// As tags name it.
    names: &'static [&'static str],
    end: Date,
}

/// Images whose name was retired.
#[derive(Debug)]
pub struct Retired {
    /// In familiar form; a trailing `*` stands for any rest.
    names: &'static [&'static str],
    /// What to use instead, as it is said in a sentence about any of the names.
    successor: Option<&'static str>,
    /// The image that took its place, and the tags that both have.
    same: Option<&'static str>,
    same_tags: &'static [&'static str],
    /// Words of tags that are still made.
    still: &'static [&'static str],
    /// What comes under the new name is still published under the old one.
    pub is_mirrored: bool,
}

// `RELEASES`: the rows of each repository, the repositories sorted.
include!(concat!(env!("OUT_DIR"), "/releases.rs"));
// `RETIRED` in the order of the file.
include!(concat!(env!("OUT_DIR"), "/renamed_images.rs"));

impl Retired {
    /// What to use instead of an image, as it is said in a sentence.
    pub fn successor(&self, image: &ImageReference) -> Option<String> {
        let mut starts = self.names.iter().filter_map(|name| name.strip_suffix('*'));
        let rest = starts.find_map(|start| image.familiar_name().strip_prefix(start));
        Some(self.successor?.replace('*', rest.unwrap_or("*")))
    }

    /// The image that took the place of one, with its tag or with that of its major version; none if
    /// it has neither.
    pub fn same_image(&self, image: &ImageReference) -> Option<String> {
        let (now, tag) = (self.same?, image.tag()?);
        let major = of_major_version(tag);
        let tag = [tag, &*major].into_iter().find(|tag| self.same_tags.contains(tag))?;
        image.digest().is_none().then(|| format!("{now}:{tag}"))
    }
}

/// The tag of Java's major version that has the same parts: `8-jdk` for `8u342-jdk`, `17` for `17.0.2-slim`.
fn of_major_version(tag: &str) -> String {
    let (version, parts) = tag.split_once('-').unwrap_or((tag, ""));
    let major = version.split(|c: char| !c.is_ascii_digit()).next().unwrap_or_default();
    let parts = parts.split('-').filter(|part| !part.is_empty() && *part != "slim");
    [major].into_iter().chain(parts).collect::<Vec<&str>>().join("-")
}

/// The releases that an image names: its own, and that of its distribution. The one that ends first
/// comes first.
pub fn releases(image: &ImageReference) -> Vec<Release> {
    let Some(tag) = image.tag() else {
        return Vec::new();
    };
    let tag = tag.to_ascii_lowercase();
    let mut segments = tag.split(['-', '_']);
    let mut found: Vec<Release> = Vec::new();
    let repository = image.familiar_name();
    let first = segments.next().unwrap_or_default();
    found.extend(of_repository(repository, first));
    // `node:20-buster` and `python:3.12-alpine3.18` are based on these. A tag of another kind of
    // image may contain the same words for another reason.
    if image.is_official() || repository.starts_with("mcr.microsoft.com/dotnet/") {
        found.extend(segments.filter_map(of_distribution));
    }
    found.sort_by_key(|release| release.end);
    found
}

/// What is known of an image whose name was retired.
pub fn retired(image: &ImageReference) -> Option<&'static Retired> {
    let name = image.familiar_name();
    let is_meant = |retired: &str| match retired.strip_suffix('*') {
        Some(start) => name.starts_with(start),
        None => retired == name,
    };
    let mut tag = image.tag().unwrap_or("latest").split('-');
    let retired = RETIRED
        .iter()
        .find(|retired| retired.names.iter().any(|name| is_meant(name)))?;
    (!tag.any(|word| retired.still.contains(&word))).then_some(retired)
}

fn of_repository(repository: &str, version: &str) -> Option<Release> {
    let first = RELEASES.partition_point(|(name, _)| *name < repository);
    let own = RELEASES[first..].iter().take_while(|(name, _)| *name == repository);
    let named = own.flat_map(|(product, row)| {
        let names = row.names.iter().filter(|name| is_version(version, name));
        names.map(|name| Release {
            product,
            name,
            end: row.end,
        })
    });
    // Of `7` and `7.4`, the latter says more.
    named.max_by_key(|release| release.name.len())
}

/// The distribution in a later part of a tag: `buster`, `alpine3.18`, `focal`.
fn of_distribution(segment: &str) -> Option<Release> {
    if let Some(version) = segment.strip_prefix("alpine") {
        return of_repository("alpine", version);
    }
    // Numbers mean other things there.
    if segment.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    of_repository("debian", segment).or_else(|| of_repository("ubuntu", segment))
}

/// Whether a version belongs to a release: the same, or a longer form of it.
fn is_version(version: &str, release: &str) -> bool {
    let version = version.strip_prefix('v').unwrap_or(version);
    let Some(rest) = version.strip_prefix(release) else {
        return false;
    };
    // `3.10` is not a `3.1`, and the `4` that moves from release to release matches only by itself.
    rest.is_empty() || (rest.starts_with('.') && release.starts_with(|c: char| c.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ends(text: &str) -> String {
        let image = ImageReference::parse(text).unwrap();
        let named = releases(&image)
            .into_iter()
            .map(|r| format!("{} {}", r.product, r.name));
        named.collect::<Vec<_>>().join(", ")
    }

    #[test]
    fn every_end_is_a_day_of_the_calendar() {
        for (repository, row) in &RELEASES {
            assert_eq!(Date::parse(&row.end.to_string()), Some(row.end), "{repository}");
        }
    }

    #[test]
    fn no_release_stands_twice() {
        let mut seen = std::collections::HashSet::new();
        for (repository, row) in &RELEASES {
            for name in row.names {
                assert!(seen.insert((repository, name)), "{repository} {name} stands twice");
            }
        }
    }

    #[test]
    fn releases_are_found_in_tags() {
        for (image, expected) in [
            ("debian:stretch-slim", "debian stretch"),
            ("debian:9.13", "debian 9"),
            ("debian:stretch-20190101-slim", "debian stretch"),
            ("ubuntu:16.04", "ubuntu 16.04"),
            ("alpine:3.1", "alpine 3.1"),
            ("alpine:3.14.2", "alpine 3.14"),
            ("alpine:3", ""),
            ("node:16.20-alpine3.18", "node 16, alpine 3.18"),
            ("node:22-buster", "debian buster, node 22"),
            ("node:160", ""),
            ("python:3.7-slim", "python 3.7"),
            ("python:3", ""),
            ("php:7.4.33-fpm", "php 7.4"),
            ("php:7-fpm", "php 7"),
            ("tomcat:8-jre8", "tomcat 8"),
            ("docker.io/library/debian:jessie", "debian jessie"),
            ("example.com/debian:stretch", ""),
            ("team/tool:1.2-buster", ""),
            (
                "mcr.microsoft.com/dotnet/aspnet:6.0-focal",
                "mcr.microsoft.com/dotnet/aspnet 6.0, ubuntu focal",
            ),
            ("debian", ""),
        ] {
            assert_eq!(ends(image), expected, "{image}");
        }
    }

    #[test]
    fn retired_names_have_successors() {
        let retired = |text: &str| retired(&ImageReference::parse(text).unwrap());
        let successor = |text: &str| {
            let image = ImageReference::parse(text).unwrap();
            super::retired(&image).unwrap().successor(&image)
        };
        assert_eq!(successor("openjdk:17-jdk").as_deref(), Some("eclipse-temurin"));
        assert_eq!(successor("k8s.gcr.io/pause:3.9").as_deref(), Some("registry.k8s.io"));
        assert_eq!(successor("swarm:1.2.9"), None);
        assert!(successor("bitnami/redis:7.2").is_some_and(|text| text.contains("bitnamilegacy/redis keeps")));
        for image in [
            "quay.io/centos/centos:stream9",
            "openjdk:27-ea-slim",
            "debian:12",
            "bitnami/redis",
            "bitnami/redis:latest",
            "bitnamilegacy/redis:7.2",
        ] {
            assert!(retired(image).is_none(), "{image}");
        }
    }
}
