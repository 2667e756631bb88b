//! The number of findings of each rule.

use std::collections::HashSet;

use plimsoll_lint::{Level, Report};
use plimsoll_syntax::FileId;
use serde::Serialize;

/// The findings of a rule at one level.
#[derive(PartialEq, Eq, Debug, Serialize)]
pub struct Count<'a> {
    pub rule: &'a str,
    pub level: &'a str,
    pub findings: usize,
    /// The number of files that have one.
    pub files: usize,
}

/// The counts, the most frequent rule first.
pub fn counts(report: &Report) -> Vec<Count<'_>> {
    let mut keys: Vec<_> = report
        .findings
        .iter()
        .map(|f| (f.rule.id(), f.level, f.span.file))
        .collect();
    keys.sort_unstable();
    let mut counts: Vec<_> = keys.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1)).map(of_rule).collect();
    // Stable, so equal counts stay in the order of the rules' names.
    counts.sort_by_key(|c| std::cmp::Reverse(c.findings));
    counts
}

/// The count of the findings of one rule and level.
fn of_rule<'a>(findings: &[(&'a str, Level, FileId)]) -> Count<'a> {
    let files: HashSet<FileId> = findings.iter().map(|key| key.2).collect();
    Count {
        rule: findings[0].0,
        level: findings[0].1.name(),
        findings: findings.len(),
        files: files.len(),
    }
}
