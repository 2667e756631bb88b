//! Where an override or an exception applies.

use std::borrow::Cow;

use plimsoll_model::base::{glob, path};
use plimsoll_model::environment::Environment;

use super::written::{Anchor, Reach};

/// A place in the files, as far as a policy distinguishes places.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Place<'a> {
    /// The file, with `/` between folders.
    pub path: &'a str,
    /// The environment that the place is judged as.
    pub environment: Environment,
    /// The service that it is part of.
    pub service: Option<&'a str>,
    /// The name of the stage that it is part of.
    pub stage: Option<&'a str>,
    /// The image that the service or the stage starts from, as written.
    pub image: Option<&'a str>,
}

impl<'a> Place<'a> {
    /// A place in a file that is judged as something, outside services and stages.
    pub fn of_file(path: &'a str, environment: Environment) -> Self {
        Self {
            path,
            environment,
            service: None,
            stage: None,
            image: None,
        }
    }
}

/// The places where something applies.
#[derive(Clone, Default, Debug)]
pub(super) struct Scope {
    pub(super) anchor: Anchor,
    /// The folders that the layer is for.
    pub(super) reach: Option<Reach>,
    pub(super) files: Vec<String>,
    pub(super) services: Vec<String>,
    pub(super) stages: Vec<String>,
    pub(super) images: Vec<String>,
    pub(super) environments: Vec<Environment>,
}

impl Anchor {
    /// Whether a file fits one of some patterns.
    pub fn has_one(&self, patterns: &[String], path: &str) -> bool {
        let path = match self.way_down.is_empty() {
            true => Cow::Borrowed(path),
            false => Cow::Owned(format!("{}{path}", self.way_down)),
        };
        patterns.iter().any(|pattern| fits_path(&self.folder, pattern, &path))
    }

    /// The path of a file that is named from here, as files of a run are called.
    pub fn path_of(&self, named: &str) -> String {
        let up = "../".repeat(self.way_down.matches('/').count());
        let path = path::join("", named);
        match path.strip_prefix(&self.way_down) {
            Some(below) => path::join(&self.folder, below),
            None => format!("{up}{path}"),
        }
    }
}

impl Reach {
    /// Whether a file is in reach.
    pub fn holds_at(&self, path: &str) -> bool {
        path.starts_with(&self.below) && !self.not_below.iter().any(|folder| path.starts_with(folder))
    }
}

impl Scope {
    /// Whether it includes a place: the place matches each list that has entries.
    pub(super) fn holds_at(&self, place: &Place<'_>) -> bool {
        self.holds_in(place.path) && self.holds_inside(place)
    }

    /// Whether it includes a file, apart from what is inside.
    pub(super) fn holds_in(&self, path: &str) -> bool {
        self.reach.as_ref().is_none_or(|reach| reach.holds_at(path))
            && (self.files.is_empty() || self.anchor.has_one(&self.files, path))
    }

    /// Whether it includes a place in a file that it includes.
    pub(super) fn holds_inside(&self, place: &Place<'_>) -> bool {
        let has = |patterns: &[String], name: Option<&str>| {
            patterns.is_empty() || name.is_some_and(|name| glob::matches_any(patterns, name))
        };
        has(&self.services, place.service)
            && has(&self.stages, place.stage)
            && has(&self.images, place.image)
            && (self.environments.is_empty() || self.environments.contains(&place.environment))
    }

    /// Whether it leaves every choice open.
    pub(super) fn is_everywhere(&self) -> bool {
        self.files.is_empty() && self.environments.is_empty() && !self.looks_inside()
    }

    /// Whether more than the file has to be known of a place.
    pub(super) fn looks_inside(&self) -> bool {
        !(self.services.is_empty() && self.stages.is_empty() && self.images.is_empty())
    }
}

/// Whether a pattern matches a path below a folder. `*` stands for a part of a name, `**` for any
/// number of folders. A pattern without `/` matches the name of a file in any folder, and one that
/// ends in `/` everything below it.
fn fits_path(folder: &str, pattern: &str, path: &str) -> bool {
    let Some(path) = path.strip_prefix(folder) else {
        return false;
    };
    if !pattern.contains('/') {
        return glob::matches(pattern, path.rsplit('/').next().unwrap_or(path));
    }
    let relative = pattern.strip_prefix("./").unwrap_or(pattern);
    let mut parts: Vec<&str> = relative.trim_matches('/').split('/').collect();
    if pattern.ends_with('/') {
        parts.push("**");
    }
    let names: Vec<&str> = path.split('/').collect();
    glob::fits(
        &parts,
        &names,
        |part| *part == "**",
        |part, name| glob::matches(part, name),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_mean_paths() {
        for (folder, pattern, path, expected) in [
            ("", "legacy/**", "legacy/a/Dockerfile", true),
            ("", "legacy/**", "other/legacy/Dockerfile", false),
            ("", "legacy/", "legacy/a/Dockerfile", true),
            ("", "legacy/*", "legacy/a/Dockerfile", false),
            ("", "./legacy/*", "legacy/Dockerfile", true),
            ("", "**/legacy/**", "legacy/Dockerfile", true),
            ("", "**/legacy/**", "a/b/legacy/c/Dockerfile", true),
            ("", "**/a/*/c", "a/b/a/b/c", true),
            ("", "compose.prod*.yaml", "deploy/compose.prod-eu.yaml", true),
            ("", "deploy/compose*.yaml", "deploy/compose/a.yaml", false),
            ("shop/", "deploy/*", "shop/deploy/a.yaml", true),
            ("shop/", "deploy/*", "deploy/a.yaml", false),
        ] {
            assert_eq!(fits_path(folder, pattern, path), expected, "{folder} {pattern} {path}");
        }
    }

    #[test]
    fn hostile_patterns_end() {
        let pattern = "**/a/".repeat(2_000);
        assert!(!fits_path("", &format!("{pattern}b"), &"a/".repeat(2_000)));
    }

    #[test]
    fn a_place_fits_every_list() {
        let place = Place {
            path: "compose.yaml",
            environment: Environment::Production,
            service: Some("db-1"),
            stage: None,
            image: Some("postgres:17"),
        };
        let words = |words: &[&str]| words.iter().map(|&word| word.to_owned()).collect::<Vec<_>>();
        let scope = |services: &[&str], stages: &[&str], images: &[&str]| Scope {
            services: words(services),
            stages: words(stages),
            images: words(images),
            ..Scope::default()
        };
        assert!(scope(&[], &[], &[]).holds_at(&place));
        assert!(scope(&["web", "db*"], &[], &["postgres*"]).holds_at(&place));
        assert!(!scope(&["db*"], &[], &["redis*"]).holds_at(&place));
        assert!(!scope(&[], &["*"], &[]).holds_at(&place));
        let development = Scope {
            environments: vec![Environment::Development],
            ..Scope::default()
        };
        assert!(!development.holds_at(&place));
    }
}
