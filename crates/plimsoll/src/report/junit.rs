//! JUnit's XML: each file is a suite, and each finding a test of it that failed. What is only worth
//! knowing was skipped, unless it fails the run, so that a run that passes is green everywhere.

use std::collections::BTreeMap;
use std::io::{self, Write};

use plimsoll_lint::{Level, Report};

use super::Run;
use super::rows::{Row, rows};
use super::xml::Escaped;

/// How a test ended.
#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    Failure,
    /// A rule stopped in the middle of its work.
    Error,
    Skipped,
}

pub(super) fn write(report: &Report, run: &Run<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut suites: BTreeMap<&str, Vec<Row<'_>>> = BTreeMap::new();
    for file in &report.files {
        suites
            .entry(run.paths.for_services(report.source(file.file)))
            .or_default();
    }
    for row in rows(report, run) {
        suites.entry(row.path).or_default().push(row);
    }
    writeln!(out, "<?xml version=\"1.0\" encoding=\"utf-8\"?>")?;
    let all = || suites.values().flatten();
    let clean = suites.values().filter(|rows| rows.is_empty()).count();
    writeln!(out, "<testsuites name=\"plimsoll\" {}>", counts(all(), clean))?;
    for (path, rows) in &suites {
        let path = Escaped(path);
        let clean = usize::from(rows.is_empty());
        writeln!(out, "  <testsuite name=\"{path}\" {}>", counts(rows.iter(), clean))?;
        if rows.is_empty() {
            writeln!(
                out,
                "    <testcase name=\"no findings\" classname=\"{path}\" time=\"0\"/>"
            )?;
        }
        rows.iter().try_for_each(|row| case(row, out))?;
        writeln!(out, "  </testsuite>")?;
    }
    writeln!(out, "</testsuites>")
}

fn end_of(row: &Row<'_>) -> End {
    let finding = row.finding;
    if finding.rule.id() == "internal-error" {
        End::Error
    } else if finding.level > Level::Info || finding.fails {
        End::Failure
    } else {
        End::Skipped
    }
}

fn counts<'r>(rows: impl Iterator<Item = &'r Row<'r>>, clean: usize) -> String {
    let ends: Vec<End> = rows.map(end_of).collect();
    let of = |end| ends.iter().filter(|own| **own == end).count();
    format!(
        "tests=\"{}\" failures=\"{}\" errors=\"{}\" skipped=\"{}\" time=\"0\"",
        ends.len() + clean,
        of(End::Failure),
        of(End::Error),
        of(End::Skipped)
    )
}

fn case(row: &Row<'_>, out: &mut dyn Write) -> io::Result<()> {
    let (path, place, rule) = (Escaped(row.path), row.start, row.rule());
    let (line, column) = (place.line, place.column);
    let message = Escaped(&row.message);
    writeln!(
        out,
        "    <testcase name=\"{rule} @ {line}:{column}\" classname=\"{path}\" file=\"{path}\" line=\"{line}\" time=\"0\">"
    )?;
    let said = row.message_and_help();
    let text = Escaped(&said);
    let level = row.level();
    match end_of(row) {
        End::Failure => writeln!(
            out,
            "      <failure type=\"{level}\" message=\"{message}\">{path}:{line}:{column}: {text}</failure>"
        )?,
        End::Error => writeln!(
            out,
            "      <error type=\"{level}\" message=\"{message}\">{path}:{line}:{column}: {text}</error>"
        )?,
        End::Skipped => writeln!(out, "      <skipped message=\"{level}: {message}\"/>")?,
    }
    writeln!(out, "    </testcase>")
}

#[cfg(test)]
mod tests {
    use crate::report::testing;

    #[test]
    fn a_suite_for_each_file() {
        insta::assert_snapshot!(testing::written_for(super::write), @r#"
        <?xml version="1.0" encoding="utf-8"?>
        <testsuites name="plimsoll" tests="4" failures="3" errors="0" skipped="1" time="0">
          <testsuite name="app/Dockerfile" tests="3" failures="2" errors="0" skipped="1" time="0">
            <testcase name="untagged @ 1:6" classname="app/Dockerfile" file="app/Dockerfile" line="1" time="0">
              <failure type="warning" message="`debian` has no tag">app/Dockerfile:1:6: `debian` has no tag&#10;name a version: `debian:12.7`</failure>
            </testcase>
            <testcase name="untagged @ 2:6" classname="app/Dockerfile" file="app/Dockerfile" line="2" time="0">
              <failure type="warning" message="`node` has no tag">app/Dockerfile:2:6: `node` has no tag&#10;name a version: `node:22.11`</failure>
            </testcase>
            <testcase name="add-local-file @ 4:1" classname="app/Dockerfile" file="app/Dockerfile" line="4" time="0">
              <skipped message="info: `ADD` copies a local file"/>
            </testcase>
          </testsuite>
          <testsuite name="compose.yaml" tests="1" failures="1" errors="0" skipped="0" time="0">
            <testcase name="privileged-container @ 4:7" classname="compose.yaml" file="compose.yaml" line="4" time="0">
              <failure type="error" message="`web` may do everything on the host">compose.yaml:4:7: `web` may do everything on the host</failure>
            </testcase>
          </testsuite>
        </testsuites>
        "#);
    }
}
