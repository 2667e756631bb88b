//! Findings of one rule at one level in one file, which people read as one.

use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};
use std::hash::Hash;

use plimsoll_lint::{Finding, Level, Report};

use super::said;
use crate::terminal::printable;

/// From this many on, services are listed by name instead of being shown one by one.
pub(super) const LISTED: usize = 3;

/// Puts those with the same key together, in the order in which the keys come.
pub(super) fn together<T, K: Eq + Hash>(items: impl IntoIterator<Item = T>, key: impl Fn(&T) -> K) -> Vec<Vec<T>> {
    let mut places: HashMap<K, usize> = HashMap::new();
    let mut groups: Vec<Vec<T>> = Vec::new();
    for item in items {
        let at = *places.entry(key(&item)).or_insert(groups.len());
        match groups.get_mut(at) {
            Some(group) => group.push(item),
            None => groups.push(vec![item]),
        }
    }
    groups
}

/// The groups of each rule and level together, the serious ones first.
pub(super) fn by_rule(report: &Report, lowest: Level) -> Vec<Vec<Vec<&Finding>>> {
    together(groups(report, lowest), |group| (group[0].rule.id(), group[0].level))
}

/// The findings of each rule, level and file together, those of `lowest` and above: the serious
/// ones first, then in the order of the files and their first places.
pub(super) fn groups(report: &Report, lowest: Level) -> Vec<Vec<&Finding>> {
    let findings = report.findings.iter().map(Box::as_ref);
    let shown = findings.filter(|finding| finding.level >= lowest);
    let mut groups = together(shown, |finding| (finding.span.file, finding.rule.id(), finding.level));
    groups.sort_by_key(|group| (Reverse(group[0].level), group[0].rule.group.rank()));
    groups
}

/// A service that a finding is about.
pub(super) struct Place {
    pub(super) name: String,
    pub(super) line: usize,
}

/// The services that findings are about. None if they are about anything else, differ in more than
/// the names in their messages, or are too few to be listed.
pub(super) fn services(findings: &[&Finding], report: &Report) -> Option<Vec<Place>> {
    let first = findings[0];
    let shape = shape(&said(first));
    let is_plain = |finding: &&Finding| {
        let span = finding.span;
        // A key: that of a service, or of something similar.
        let is_key = report.source(span.file).text()[span.end as usize..].starts_with(':');
        is_key && !report.holds_secret(span) && finding.notes.is_empty() && self::shape(&said(finding)) == shape
    };
    if findings.len() < LISTED || !findings.iter().all(is_plain) {
        return None;
    }
    let source = report.source(first.span.file);
    let mut names = HashSet::new();
    let mut places = Vec::with_capacity(findings.len());
    for finding in findings {
        // A key that every service has is not the name of one.
        if !names.insert(source.slice(finding.span)) {
            return None;
        }
        places.push(Place {
            name: printable(source.slice(finding.span)).into_owned(),
            line: source.position(finding.span.start).line,
        });
    }
    Some(places)
}

/// A message without the names in it.
fn shape(message: &str) -> String {
    message.split('`').step_by(2).collect::<Vec<_>>().join("`")
}
