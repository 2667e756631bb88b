//! One line per finding, for editors and for `grep`: `path:line:col: level[rule] message`. The
//! format of the line is stable.

use std::io::{self, Write};

use plimsoll_lint::Report;

use super::position::Positions;
use super::{Style, said, statistics};
use crate::terminal::printable;

/// Writes the findings, one line each.
pub(super) fn write(report: &Report, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    if style.statistics {
        return statistics::write(report, out);
    }
    let mut positions = Positions::default();
    for finding in &report.findings {
        let source = report.source(finding.span.file);
        let place = positions.at(source, finding.span.start);
        let said = said(finding);
        let (path, message) = (printable(source.shown()), printable(&said));
        let (level, rule) = (finding.level, finding.rule.id());
        writeln!(out, "{path}:{}:{}: {level}[{rule}] {message}", place.line, place.column)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::report::testing;

    #[test]
    fn one_line_each() {
        insta::assert_snapshot!(testing::written(|out| super::write(&testing::report(), &testing::PLAIN, out)), @r#"
        app/Dockerfile:1:6: warning[untagged] `debian` has no tag
        app/Dockerfile:2:6: warning[untagged] `node` has no tag
        app/Dockerfile:4:1: info[add-local-file] `ADD` copies a local file
        compose.yaml:4:7: error[privileged-container] `web` may do everything on the host
        "#);
    }
}
