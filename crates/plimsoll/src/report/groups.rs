//! Findings of one rule at one level in one file, which people read as one.

use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};

use plimsoll_lint::{Finding, Group, Level, Report};
use plimsoll_syntax::FileId;

use super::said;
use crate::terminal::printable;

/// From this many on, services are listed by name instead of being shown one by one.
pub(super) const LISTED: usize = 3;

/// The groups of each rule and level together, the serious ones first.
pub(super) fn by_rule(report: &Report, lowest: Level) -> Vec<Vec<Vec<&Finding>>> {
    let mut index: HashMap<(&str, Level), usize> = HashMap::new();
    let mut rules: Vec<Vec<Vec<&Finding>>> = Vec::new();
    for group in groups(report, lowest) {
        let at = *index.entry((group[0].rule.id(), group[0].level)).or_insert_with(|| {
            rules.push(Vec::new());
            rules.len() - 1
        });
        rules[at].push(group);
    }
    rules
}

/// The findings of each rule, level and file together, those of `lowest` and above: the serious
/// ones first, then in the order of the files and their first places.
pub(super) fn groups(report: &Report, lowest: Level) -> Vec<Vec<&Finding>> {
    let mut index: HashMap<(FileId, &str, Level), usize> = HashMap::new();
    let mut groups: Vec<Vec<&Finding>> = Vec::new();
    for finding in report.findings.iter().filter(|finding| finding.level >= lowest) {
        let key = (finding.span.file, finding.rule.id(), finding.level);
        let at = *index.entry(key).or_insert_with(|| {
            groups.push(Vec::new());
            groups.len() - 1
        });
        groups[at].push(finding);
    }
    groups.sort_by_key(|group| (Reverse(group[0].level), danger(group[0].rule.group)));
    groups
}

/// What comes first among findings of one level: the door that stands open before the step that may
/// fail, and that before what only costs.
fn danger(group: Group) -> usize {
    const ORDER: [Group; 6] = [
        Group::Secrets,
        Group::Security,
        Group::Correctness,
        Group::Reliability,
        Group::SupplyChain,
        Group::Reproducibility,
    ];
    ORDER.iter().position(|own| *own == group).unwrap_or(ORDER.len())
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
    let redacted = report.redacted_in(first.span.file);
    let is_plain = |finding: &&Finding| {
        let span = finding.span;
        // A key: that of a service, or of something similar.
        let is_key = report.source(span.file).text()[span.end as usize..].starts_with(':');
        let next = redacted.partition_point(|secret| secret.end <= span.start);
        let is_secret = redacted.get(next).is_some_and(|secret| secret.start < span.end);
        is_key && !is_secret && finding.notes.is_empty() && self::shape(&said(finding)) == shape
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
