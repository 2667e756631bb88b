//! The number of findings of each rule.

use std::collections::HashSet;
use std::io::{self, Write};

use plimsoll_lint::{Level, Report};
use plimsoll_syntax::FileId;
use serde::Serialize;

/// The findings of a rule at one level.
#[derive(PartialEq, Eq, Debug, Serialize)]
pub(super) struct Count<'a> {
    pub(super) rule: &'a str,
    pub(super) level: &'a str,
    pub(super) findings: usize,
    /// The number of files that have one.
    pub(super) files: usize,
}

/// The counts, the most frequent rule first.
pub(super) fn counts(report: &Report) -> Vec<Count<'_>> {
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

/// Writes the counts as a table.
pub(super) fn write(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let counts = counts(report);
    if counts.is_empty() {
        return Ok(());
    }
    writeln!(out, "{:>8}  {:>6}  {:7}  rule", "findings", "files", "level")?;
    for count in counts {
        let Count {
            rule,
            level,
            findings,
            files,
        } = count;
        writeln!(out, "{findings:>8}  {files:>6}  {level:7}  {rule}")?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::report::testing;

    #[test]
    fn counts_per_rule_and_level() {
        insta::assert_snapshot!(testing::written(|out| super::write(&testing::report(), out)), @r#"
        findings   files  level    rule
               2       1  warning  untagged
               1       1  info     add-local-file
               1       1  error    privileged-container
        "#);
    }
}
