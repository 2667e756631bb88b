//! The list of well-known images, and finding an image in it.
//!
//! The build script writes the tables from `data/images.toml`, whose head says what the keys mean.

use super::family::{Family, SystemShell, family_of_tag};
use super::known::{KnownImage, Role, SlimTags};

// `IMAGES` in the order of the file, `NAMES` sorted, and `GROUPS`: the names that end in `*`, without it, the longest
// first.
include!(concat!(env!("OUT_DIR"), "/images.rs"));

/// What is known about the images of a repository in familiar form (`postgres`,
/// `bitnami/postgresql`, `gcr.io/distroless/static-debian12`). An exact name beats a wildcard, and
/// the longest wildcard beats the others. Mirrors of Docker's official images are known as these.
///
/// A tag that names Windows gives nothing for an image that is otherwise for Linux: users, paths
/// and shells are different there. `None` stands for no tag, and for an unknown one.
pub fn known_image(repository: &str, tag: Option<&str>) -> Option<&'static KnownImage> {
    known_index(repository, tag).map(at)
}

/// How many images the list has.
pub(super) const COUNT: usize = IMAGES.len();

/// An image of the list.
pub(super) fn at(index: usize) -> &'static KnownImage {
    &IMAGES[index]
}

/// The place of [`known_image`] in the list.
pub(super) fn known_index(repository: &str, tag: Option<&str>) -> Option<usize> {
    let index = find(familiar(repository))?;
    let is_for_windows = at(index).family == Some(Family::Windows);
    let is_other_system = !is_for_windows && tag.and_then(family_of_tag) == Some(Family::Windows);
    (!is_other_system).then_some(index)
}

/// The image that a repository in familiar form belongs to.
fn find(repository: &str) -> Option<usize> {
    let exact = NAMES.binary_search_by_key(&repository, |(name, _)| name).ok();
    let exact = exact.map(|at| NAMES[at].1);
    let group = || GROUPS.iter().find(|(prefix, _)| repository.starts_with(prefix));
    exact.or_else(|| group().map(|&(_, index)| index))
}

/// The repository without a registry that only mirrors Docker Hub, and without an architecture
/// prefix, under which Docker publishes the official images too.
fn familiar(repository: &str) -> &str {
    const MIRRORS: [&str; 5] = [
        "docker.io/",
        "index.docker.io/",
        "registry.hub.docker.com/",
        "mirror.gcr.io/",
        "public.ecr.aws/docker/",
    ];
    const ARCHITECTURES: [&str; 7] = ["amd64", "arm32v6", "arm32v7", "arm64v8", "i386", "ppc64le", "s390x"];
    // Most names are those of official images.
    if !repository.contains('/') {
        return repository;
    }
    let hub = MIRRORS
        .iter()
        .find_map(|mirror| repository.strip_prefix(mirror))
        .unwrap_or(repository);
    let hub = match hub.strip_prefix("public.ecr.aws/") {
        Some(rest) if rest.starts_with("bitnami/") => rest,
        _ => hub,
    };
    match hub.split_once('/') {
        Some((prefix, name)) if prefix == "library" || ARCHITECTURES.contains(&prefix) => name,
        _ => hub,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_entry_has_what_all_need() {
        for image in &IMAGES {
            assert!(!image.names.is_empty() && !image.source.is_empty(), "{image:?}");
            let names_are_familiar = image.names.iter().all(|name| {
                let stem = name.strip_suffix('*').unwrap_or(name);
                !stem.contains(['*', ':', '@', ' ']) && !stem.starts_with("docker.io/") && !stem.starts_with("library/")
            });
            assert!(names_are_familiar, "{:?}", image.names);
            let paths = image.data.iter().chain(image.tmpfs);
            assert!(
                paths.clone().all(|path| path.starts_with('/') && !path.ends_with('/')),
                "{:?}",
                image.names
            );
            assert!(
                image.tmpfs.is_empty() || image.works_read_only == Some(true),
                "{:?}",
                image.names
            );
            assert!(
                image.stateful != Some(true) || !image.data.is_empty(),
                "{:?}",
                image.names
            );
            assert!(
                image.persists_with.is_empty() || image.stateful == Some(false),
                "{:?}",
                image.names
            );
            let capability = |name: &&str| name.bytes().all(|b| b.is_ascii_uppercase() || b == b'_');
            assert!(
                image.capabilities.iter().copied().flatten().all(capability),
                "{:?}",
                image.names
            );
        }
    }

    #[test]
    fn patterns_have_stars_at_their_ends_only() {
        for image in &IMAGES {
            let lists = [
                image.root_tags,
                image.unprivileged_tags,
                image.shell_tags,
                image.shell_less_tags,
            ];
            for pattern in lists.into_iter().flatten() {
                assert!(!pattern.trim_matches('*').is_empty(), "{pattern}");
                assert!(!pattern.trim_matches('*').contains('*'), "{pattern}");
            }
        }
    }

    #[test]
    fn no_name_stands_twice() {
        let mut seen = HashSet::new();
        for image in &IMAGES {
            for name in image.names {
                assert!(seen.insert(name), "{name} stands twice");
            }
        }
    }

    #[test]
    fn entries_are_sorted_by_role_and_name() {
        for pair in IMAGES.windows(2) {
            let order = (pair[0].role, pair[0].names[0]) < (pair[1].role, pair[1].names[0]);
            assert!(order, "{} stands before {}", pair[0].names[0], pair[1].names[0]);
        }
    }
}
