//! The number of findings of each rule, as a table.

use std::io::{self, Write};

use plimsoll_check::report::{Count, counts};
use plimsoll_lint::Report;

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
