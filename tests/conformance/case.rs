//! A case, and its outcome.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde::Deserialize;
use serde_json::Value;

/// One line of a source's file.
#[derive(Deserialize)]
pub(super) struct Case {
    pub(super) source: String,
    pub(super) id: String,
    pub(super) kind: String,
    /// The name of the file to be judged.
    #[serde(default)]
    pub(super) file: Option<String>,
    #[serde(default)]
    input: Option<String>,
    #[serde(default)]
    files: BTreeMap<String, String>,
    #[serde(default)]
    pub(super) config: Value,
    /// The only rules that were on.
    #[serde(default)]
    pub(super) enabled: Option<Vec<String>>,
    /// The name of a rule, where the ids are names of folders.
    #[serde(default)]
    pub(super) title: Option<String>,
    pub(super) expect: Expect,
}

/// What the tool's test asserts; nothing else is asserted.
#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct Expect {
    pub(super) catches: Vec<String>,
    pub(super) not: Vec<String>,
    pub(super) exhaustive: bool,
    pub(super) count: BTreeMap<String, usize>,
    pub(super) lines: BTreeMap<String, Vec<usize>>,
    pub(super) services: BTreeMap<String, BTreeMap<String, Value>>,
    pub(super) error: Option<Value>,
    pub(super) ok: bool,
    /// What only some kinds assert.
    #[serde(flatten)]
    pub(super) other: serde_json::Map<String, Value>,
}

impl Case {
    /// The file to judge.
    pub(super) fn path(&self) -> &str {
        let default = if self.kind == "dockerfile" {
            "Dockerfile"
        } else {
            "compose.yaml"
        };
        self.file.as_deref().unwrap_or(default)
    }

    /// The text to judge.
    pub(super) fn input(&self) -> &str {
        let file = || self.files.get(self.path()).map(String::as_str);
        self.input.as_deref().or_else(file).unwrap_or_default()
    }

    /// Every file, including the one to judge.
    pub(super) fn files(&self) -> BTreeMap<String, String> {
        let mut files = self.files.clone();
        files.insert(self.path().to_owned(), self.input().to_owned());
        files
    }

    /// Whether it is about findings of rules, not about what parsers read.
    pub(super) fn is_about_rules(&self) -> bool {
        let is_lint = matches!(self.kind.as_str(), "dockerfile" | "compose");
        is_lint && self.source != "compose-go" && !super::loading::is_about_loading(self)
    }

    /// Whether more than one Compose file is merged.
    pub(super) fn is_merged(&self) -> bool {
        let yaml = self
            .files
            .keys()
            .filter(|n| n.ends_with(".yaml") || n.ends_with(".yml"));
        yaml.count() > 1
    }
}

/// The outcome of a case.
pub(super) enum Outcome {
    Agree,
    /// The same finding, on another line of the same instruction or service.
    AgreeNearby,
    /// The assertion that does not hold.
    Disagree(String),
    /// Our rule reports under one name what the tool distinguishes, so the assertion says nothing
    /// about it.
    SharedId,
    /// No rule corresponds to the tool's id yet, or the kind of case belongs to a later part.
    NotBuilt,
}

impl Outcome {
    /// Agreement if nothing is wrong.
    pub(super) fn of(problems: &[String]) -> Self {
        if problems.is_empty() {
            Self::Agree
        } else {
            Self::Disagree(problems.join("; "))
        }
    }

    /// Compares the actual with the expected findings.
    pub(super) fn equal<T: PartialEq + std::fmt::Debug + ?Sized>(
        what: &str,
        found: &T,
        expected: &T,
    ) -> Option<String> {
        (found != expected).then(|| format!("{what}: found {found:?}, expected {expected:?}"))
    }
}

/// All cases of a folder, the sources in alphabetical order; none if the folder is absent.
pub(super) fn read_all(folder: &Path) -> Vec<Case> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut paths: Vec<_> = entries.map(|e| e.path()).collect();
    paths.retain(|p| p.extension().is_some_and(|e| e == "jsonl"));
    paths.sort();
    let mut cases = Vec::new();
    for path in paths {
        let text = fs::read_to_string(&path).expect("the file can be read");
        cases.extend(text.lines().map(|line| -> Case {
            serde_json::from_str(line).unwrap_or_else(|e| panic!("{}: {e}: {line:.200}", path.display()))
        }));
    }
    cases
}
