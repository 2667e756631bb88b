//! Annotations: GitHub Actions shows what stands in these lines beside the code.

use std::cmp::Reverse;
use std::io::{self, Write};

use plimsoll_lint::{Level, Report};

use super::Run;
use super::rows::{Row, rows};

/// So many of each level does GitHub show of a step.
const SHOWN: usize = 10;

/// Writes the serious ones first, since GitHub shows the first.
pub(super) fn write(report: &Report, run: &Run<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut rows: Vec<Row<'_>> = rows(report, run).collect();
    rows.sort_by_key(|row| Reverse(row.finding.level));
    let infos = rows.partition_point(|row| row.finding.level > Level::Info);
    let (urgent, infos) = rows.split_at(infos);
    urgent.iter().try_for_each(|row| annotation(row, out))?;
    let more = not_shown(report);
    if more > 0 {
        let findings = if more == 1 { "finding is" } else { "findings are" };
        writeln!(
            out,
            "::notice title=plimsoll::{more} more {findings} in the log: GitHub shows {SHOWN} of each level"
        )?;
    }
    infos.iter().try_for_each(|row| annotation(row, out))
}

/// How many findings GitHub leaves out, of the notices one more for the sentence that says so.
fn not_shown(report: &Report) -> usize {
    let over = |level, shown| report.count(level).saturating_sub(shown);
    let urgent = over(Level::Error, SHOWN) + over(Level::Warning, SHOWN);
    match urgent + over(Level::Info, SHOWN) {
        0 => 0,
        _ => urgent + over(Level::Info, SHOWN - 1),
    }
}

fn annotation(row: &Row<'_>, out: &mut dyn Write) -> io::Result<()> {
    let command = match row.finding.level {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Info => "notice",
    };
    let (path, rule, message) = (property(row.path), row.rule(), data(&row.message_and_help()));
    let (line, last) = (row.start.line, row.last_line());
    write!(out, "::{command} file={path},line={line},endLine={last}")?;
    // Columns of several lines say nothing.
    if row.end.line == line {
        write!(out, ",col={},endColumn={}", row.start.column, row.end.column)?;
    }
    writeln!(out, ",title=plimsoll[{rule}]::{message} [{rule}]")
}

// actions/toolkit 2.0, packages/core/src/command.ts: what has to be escaped, in this order.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::testing;

    #[test]
    fn what_is_serious_comes_first() {
        insta::assert_snapshot!(testing::written_for(write), @"
        ::error file=compose.yaml,line=4,endLine=4,title=plimsoll[privileged-container]::`web` may do everything on the host [privileged-container]
        ::warning file=app/Dockerfile,line=1,endLine=1,col=6,endColumn=12,title=plimsoll[untagged]::`debian` has no tag%0Aname a version: `debian:12.7` [untagged]
        ::warning file=app/Dockerfile,line=2,endLine=2,col=6,endColumn=10,title=plimsoll[untagged]::`node` has no tag%0Aname a version: `node:22.11` [untagged]
        ::notice file=app/Dockerfile,line=4,endLine=4,col=1,endColumn=4,title=plimsoll[add-local-file]::`ADD` copies a local file%0A`COPY` does only that [add-local-file]
        ");
    }

    #[test]
    fn what_github_leaves_out_is_counted() {
        let report = testing::report_of("FROM a\n", &vec![5..6; 13], |_| "no tag".to_owned());
        let text = testing::written(|out| write(&report, &testing::run(), out));
        assert_eq!(text.lines().count(), 14);
        assert!(
            text.ends_with("::3 more findings are in the log: GitHub shows 10 of each level\n"),
            "{text}"
        );
        assert_eq!(property("a:b,c%\n"), "a%3Ab%2Cc%25%0A");
    }
}
