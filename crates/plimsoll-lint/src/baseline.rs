//! Findings that a project has already, and that are left for later.

use std::collections::HashMap;

use crate::{Finding, Report, Suppressed, Suppression};

/// A finding that is known: never by its line or its words, which change.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct KnownFinding {
    /// The path, as people read it.
    pub path: String,
    /// The id of the rule.
    pub rule: String,
    /// Where it is in the structure of its file, for whoever reads the list.
    pub place: String,
    /// As [`Identity`](crate::Identity) writes it.
    pub identity: String,
}

impl Report {
    /// The findings as a baseline has them, in order.
    pub fn known_findings(&self) -> Vec<KnownFinding> {
        let mut known: Vec<KnownFinding> = self
            .findings
            .iter()
            .map(|finding| self.known_finding(finding))
            .collect();
        known.sort();
        known
    }

    /// Takes out the findings that are known, and gives those of the known ones that are mended. A file
    /// may have been renamed: what is left over matches the same finding under another path.
    /// Only those stay hidden that `may_hide` lets; `by` says what hides them.
    pub fn leave_known(
        &mut self,
        baseline: &[KnownFinding],
        by: &Suppression,
        may_hide: impl Fn(&Finding) -> bool,
    ) -> Vec<KnownFinding> {
        if baseline.is_empty() {
            return Vec::new();
        }
        let here: Vec<KnownFinding> = self
            .findings
            .iter()
            .map(|finding| self.known_finding(finding))
            .collect();
        let mut is_known = vec![false; here.len()];
        let mut is_met = vec![false; baseline.len()];
        for key in [
            |known| (&*known.path, &*known.identity),
            |known| (&*known.rule, &*known.identity),
        ] as [Key; 2]
        {
            pair(&here, &mut is_known, baseline, &mut is_met, key);
        }
        let mut is_known = is_known.into_iter();
        let findings = std::mem::take(&mut self.findings).into_iter();
        let (known, new): (Vec<_>, Vec<_>) = findings.partition(|finding| {
            let is_known = is_known.next() == Some(true);
            is_known && may_hide(finding)
        });
        self.findings = new;
        self.suppressed.extend(known.into_iter().map(|finding| Suppressed {
            finding,
            by: by.clone(),
        }));
        let mended = baseline.iter().zip(&is_met).filter(|(_, is_met)| !**is_met);
        mended.map(|(known, _)| known.clone()).collect()
    }

    fn known_finding(&self, finding: &Finding) -> KnownFinding {
        KnownFinding {
            path: self.source(finding.span.file).shown().to_owned(),
            rule: finding.rule.id().to_owned(),
            place: finding.identity.place.to_string(),
            identity: finding.identity.to_string(),
        }
    }
}

/// What two findings have to have in common.
type Key = fn(&KnownFinding) -> (&str, &str);

/// Pairs what is left of two lists by a key, each at most once.
fn pair(here: &[KnownFinding], is_known: &mut [bool], baseline: &[KnownFinding], is_met: &mut [bool], key: Key) {
    let mut left: HashMap<(&str, &str), Vec<usize>> = HashMap::new();
    let open = baseline.iter().enumerate().rev().filter(|(index, _)| !is_met[*index]);
    for (index, known) in open {
        left.entry(key(known)).or_default().push(index);
    }
    for (finding, is_known) in here.iter().zip(is_known).filter(|(_, is_known)| !**is_known) {
        if let Some(index) = left.get_mut(&key(finding)).and_then(Vec::pop) {
            *is_known = true;
            is_met[index] = true;
        }
    }
}
