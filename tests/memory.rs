//! Runs the engine on files in memory.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use ignore::gitignore::GitignoreBuilder;
use plimsoll_lint::{Policy, Registry, Report, lint};
use plimsoll_model::files::{FileKind, Files, Input};
use plimsoll_model::sources::Sources;

/// All rules, read once.
pub(crate) static REGISTRY: LazyLock<Registry> = LazyLock::new(|| Registry::new(plimsoll_rules::rules()));

/// Files by path, and those of which the mode is known: whether somebody may execute them.
#[derive(Clone, Default)]
pub(crate) struct Memory(pub(crate) BTreeMap<String, String>, pub(crate) BTreeMap<String, bool>);

impl Files for Memory {
    fn read(&self, path: &str) -> Option<Vec<u8>> {
        self.0.get(path).map(|text| text.clone().into_bytes())
    }

    fn names(&self, folder: &str) -> Vec<String> {
        let inside = |path: &String| {
            let (parent, name) = path.rsplit_once('/').unwrap_or(("", path));
            (parent == folder).then(|| name.to_owned())
        };
        self.0.keys().filter_map(inside).collect()
    }

    fn is_missing(&self, path: &str) -> bool {
        !path.starts_with("..") && !self.has(path)
    }

    fn has(&self, path: &str) -> bool {
        let below = format!("{path}/");
        self.0.keys().any(|own| own == path || own.starts_with(&below))
    }

    fn is_executable(&self, path: &str) -> Option<bool> {
        self.1.get(path).copied()
    }

    fn is_outside(&self, path: &str) -> bool {
        path.starts_with("..")
    }

    fn is_ignored(&self, path: &str) -> Option<bool> {
        let mut patterns = GitignoreBuilder::new("");
        for line in self.0.get(".gitignore")?.lines() {
            patterns.add_line(None, line).expect("a pattern");
        }
        let patterns = patterns.build().expect("patterns");
        Some(patterns.matched_path_or_any_parents(path, false).is_ignore())
    }
}

impl Memory {
    /// Files without modes.
    pub(crate) fn of(files: BTreeMap<String, String>) -> Self {
        Self(files, BTreeMap::new())
    }

    /// The files that plimsoll would judge.
    pub(crate) fn inputs(&self) -> Vec<Input> {
        let input = |(path, text): (&String, &String)| {
            kind(path).map(|kind| Input {
                path: path.clone(),
                kind,
                bytes: text.clone().into_bytes(),
            })
        };
        self.0.iter().filter_map(input).collect()
    }

    /// Judges all files.
    pub(crate) fn lint(&self, policy: &Policy) -> Report {
        lint(self.inputs(), &Sources::new(self), &REGISTRY, policy, &|| ())
    }
}

/// What a path is read as, for the names that examples and fixtures use.
pub(crate) fn kind(path: &str) -> Option<FileKind> {
    let name = path.rsplit('/').next().unwrap_or(path);
    if name.contains("ockerfile") && !name.ends_with(".dockerignore") {
        Some(FileKind::Dockerfile)
    } else if name.ends_with(".yaml") || name.ends_with(".yml") {
        Some(FileKind::Compose)
    } else {
        None
    }
}

/// A policy with one rule.
pub(crate) fn only(rule: &str) -> Policy {
    Policy::new(&REGISTRY, &[rule.to_owned()], &[]).expect("the rule exists")
}

/// Sets an option of a rule: `option=value`, a list with commas, a table with `key=value`.
pub(crate) fn set(policy: &mut Policy, rule: &str, option: &str) {
    let (name, text) = option.split_once('=').expect("there is a value");
    let (_, declared) = REGISTRY.option(rule, name).unwrap_or_else(|error| panic!("{error}"));
    let value = declared
        .read(text)
        .unwrap_or_else(|| panic!("`{option}` takes {}", declared.wanted()));
    let done = policy.set_option(&REGISTRY, rule, name, value);
    done.unwrap_or_else(|error| panic!("{error}"));
}
