//! Which Compose files of a folder belong together, by their names: the base, the override that
//! Compose adds by itself, and files whose name begins like that of another.
//!
//! Whether a file really needs the one that its name leads to is left to [`super::overlay`].

use std::collections::{HashMap, HashSet};

use crate::base::words;

/// The names that Compose looks for, in its order of preference.
/// compose-go v2, cli/options.go `DefaultFileNames`.
pub(crate) const BASES: [&str; 4] = [
    "compose.yaml",
    "compose.yml",
    "docker-compose.yml",
    "docker-compose.yaml",
];

/// The file that Compose adds to the base by itself.
/// compose-go v2, cli/options.go `DefaultOverrideFileNames`.
pub(crate) const OVERRIDES: [&str; 4] = [
    "compose.override.yml",
    "compose.override.yaml",
    "docker-compose.override.yml",
    "docker-compose.override.yaml",
];

/// Names of files that are a base without being called one.
const UNNAMED_BASES: [&str; 6] = [
    "base",
    "common",
    "docker-compose.base",
    "docker-compose.common",
    "compose.base",
    "compose.common",
];

/// Whether the name of a file says that tests are run with it, which start from nothing every time.
pub(crate) fn is_for_tests(name: &str) -> bool {
    let tests = ["test", "tests", "testing", "ci", "e2e", "cypress", "playwright"];
    words(name).iter().any(|word| tests.contains(&&**word))
}

/// The names of the Compose files of one folder.
pub(super) struct Family<'a> {
    names: HashSet<&'a str>,
    /// The first name of each stem.
    by_stem: HashMap<&'a str, &'a str>,
}

impl<'a> Family<'a> {
    pub(super) fn new(names: impl Iterator<Item = &'a str>) -> Self {
        let names: HashSet<&str> = names.collect();
        let mut sorted: Vec<&str> = names.iter().copied().collect();
        sorted.sort_unstable_by(|a, b| b.cmp(a));
        let by_stem = sorted.into_iter().filter_map(|name| Some((stem(name)?, name)));
        let by_stem = by_stem.collect();
        Self { names, by_stem }
    }

    /// The file that Compose reads by default.
    pub(super) fn base(&self) -> Option<&'a str> {
        BASES.iter().find_map(|base| self.find(base))
    }

    /// The file that it adds to that one.
    pub(super) fn automatic_override(&self) -> Option<&'a str> {
        self.base()?;
        OVERRIDES.iter().find_map(|name| self.find(name))
    }

    /// The file that another one would add to, and whether the names say so: the one that its own
    /// name begins with, else the base. A file that is a base has none.
    pub(super) fn parent(&self, name: &str) -> Option<(&'a str, bool)> {
        let stem = stem(name)?;
        if BASES.contains(&name) || UNNAMED_BASES.contains(&stem) {
            return None;
        }
        if Some(name) == self.automatic_override() {
            return Some((self.base()?, true));
        }
        let mut shorter = stem;
        while let Some(at) = shorter.rfind(['.', '-', '_']) {
            shorter = &shorter[..at];
            // Of two bases, the one that Compose prefers.
            if let Some(&found) = self.by_stem.get(shorter) {
                let found = if BASES.contains(&found) { self.base()? } else { found };
                return Some((found, true));
            }
        }
        let unnamed = || UNNAMED_BASES.iter().find_map(|stem| self.by_stem.get(stem).copied());
        Some((self.base().or_else(unnamed)?, false))
    }

    fn find(&self, name: &str) -> Option<&'a str> {
        self.names.get(name).copied()
    }
}

/// Whether Compose adds a file of this name to the base by itself.
pub(super) fn is_automatic(name: &str) -> bool {
    OVERRIDES.contains(&name)
}

fn stem(name: &str) -> Option<&str> {
    name.strip_suffix(".yml").or_else(|| name.strip_suffix(".yaml"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn family(names: &[&'static str]) -> Family<'static> {
        Family::new(names.to_vec().leak().iter().copied())
    }

    #[test]
    fn the_base_is_the_one_that_compose_prefers() {
        let both = family(&["docker-compose.yml", "compose.yaml", "docker-compose.override.yml"]);
        assert_eq!(both.base(), Some("compose.yaml"));
        assert_eq!(both.automatic_override(), Some("docker-compose.override.yml"));
        assert_eq!(family(&["compose.override.yml", "a.yml"]).automatic_override(), None);
    }

    #[test]
    fn names_lead_to_what_they_add_to() {
        let all = family(&[
            "docker-compose.yml",
            "docker-compose.override.yml",
            "docker-compose.document.yaml",
            "docker-compose.document.ci.yaml",
            "docker-compose-dev.yml",
            "production.yml",
        ]);
        for (name, parent) in [
            ("docker-compose.yml", None),
            ("docker-compose.override.yml", Some(("docker-compose.yml", true))),
            (
                "docker-compose.document.ci.yaml",
                Some(("docker-compose.document.yaml", true)),
            ),
            ("docker-compose.document.yaml", Some(("docker-compose.yml", true))),
            ("docker-compose-dev.yml", Some(("docker-compose.yml", true))),
            ("production.yml", Some(("docker-compose.yml", false))),
        ] {
            assert_eq!(all.parent(name), parent, "{name}");
        }
        assert_eq!(
            family(&["base.yml", "prod.yml"]).parent("prod.yml"),
            Some(("base.yml", false))
        );
        assert_eq!(
            family(&["compose.dev.yml", "compose.prod.yml"]).parent("compose.dev.yml"),
            None
        );
    }
}
