//! The list of deliberate differences.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use super::case::{Case, Outcome};

/// `case-id: reason`, one line each.
pub(super) struct Differences {
    listed: BTreeMap<String, Listed>,
    problems: Vec<String>,
}

#[derive(Default)]
struct Listed {
    /// A case disagrees, as the list says.
    met: bool,
}

impl Differences {
    pub(super) fn read(path: &Path) -> Self {
        let text = fs::read_to_string(path).expect("the list of differences is there");
        let mut listed = BTreeMap::new();
        let mut problems = Vec::new();
        let mut last = "";
        for line in text.lines().filter(|l| !l.starts_with('#') && !l.is_empty()) {
            let Some((id, _)) = line.split_once(": ").filter(|(_, reason)| !reason.trim().is_empty()) else {
                problems.push(format!("differences.txt: no reason: {line}"));
                continue;
            };
            if id <= last {
                problems.push(format!("differences.txt: not sorted, or twice: {id}"));
            }
            last = id;
            listed.insert(id.to_owned(), Listed::default());
        }
        Self { listed, problems }
    }

    /// Records the outcome of a case; returns whether its disagreement is listed.
    pub(super) fn meet(&mut self, case: &Case, outcome: &Outcome) -> bool {
        match (outcome, self.listed.get_mut(&case.id)) {
            (Outcome::Disagree(_), Some(listed)) => {
                listed.met = true;
                true
            }
            (Outcome::Disagree(why), None) => {
                self.problems.push(format!("{}: {why}", case.id));
                false
            }
            _ => false,
        }
    }

    /// Disagreements that are not listed, and lines of the list that are not needed.
    pub(super) fn problems(self) -> Vec<String> {
        let mut problems = self.problems;
        let stale = self.listed.into_iter().filter(|(_, listed)| !listed.met);
        problems.extend(stale.map(|(id, _)| format!("differences.txt: {id} does not disagree any more")));
        problems
    }
}
