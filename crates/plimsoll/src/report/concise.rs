//! One line per rule and file, for a glance and for `grep`: `path:line:col: level[rule] message`. What
//! many files have from one decision is one line.
//! The format of the line is stable; what comes in brackets behind the message is for people.

use std::io::{self, Write};

use plimsoll_lint::{Finding, Level, Report};
use plimsoll_syntax::FileId;

use super::groups::{self, groups, together};
use super::{Style, said, statistics};
use crate::terminal::printable;
use plimsoll_check::report::Positions;

/// How many further places, and how many further files, are named on a line.
const MOST_NAMED: usize = 8;

/// Writes the findings, one line for those of a rule in a file.
pub(super) fn write(report: &Report, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    if style.statistics {
        return statistics::write(report, out);
    }
    let mut positions = Positions::default();
    for files in together(groups(report, style.lowest), |group| line_of(group)) {
        let findings = &files[0];
        let first = findings[0];
        let source = report.source(first.span.file);
        let place = positions.at(source, first.span.start);
        let said = said(first);
        let (path, message) = (printable(source.shown()), printable(&said));
        let (level, rule) = (first.level, first.rule.id());
        write!(out, "{path}:{}:{}: {level}[{rule}] {message}", place.line, place.column)?;
        writeln!(out, "{}{}", others(findings, report), other_files(&files[1..], report))?;
    }
    Ok(())
}

/// What the findings of one line have in common: their message, if they are one decision, or their
/// file.
pub(super) fn line_of<'f>(group: &[&'f Finding]) -> (&'f str, Level, Result<&'f str, FileId>) {
    let first = group[0];
    let is_one = group
        .iter()
        .all(|finding| finding.is_shared && finding.message == first.message);
    let place = if is_one {
        Ok(&*first.message)
    } else {
        Err(first.span.file)
    };
    (first.rule.id(), first.level, place)
}

/// The other files that have the same, in brackets.
pub(super) fn other_files(files: &[Vec<&Finding>], report: &Report) -> String {
    if files.is_empty() {
        return String::new();
    }
    let named = files.iter().take(MOST_NAMED);
    let named: Vec<_> = named
        .map(|group| printable(report.source(group[0].span.file).shown()))
        .collect();
    let more = if files.len() > MOST_NAMED { " …" } else { "" };
    let word = if files.len() == 1 { "file" } else { "files" };
    format!(" (and so in {} more {word}: {}{more})", files.len(), named.join(", "))
}

/// The places of all findings but the first, in brackets.
pub(super) fn others(findings: &[&Finding], report: &Report) -> String {
    let source = report.source(findings[0].span.file);
    let names: Vec<String> = match groups::services(findings, report) {
        Some(places) => places[1..].iter().map(|place| format!("`{}`", place.name)).collect(),
        None => {
            let lines = findings[1..].iter();
            let mut lines: Vec<usize> = lines.map(|f| source.position(f.span.start).line).collect();
            lines.dedup();
            lines.iter().map(ToString::to_string).collect()
        }
    };
    let mut shown = names[..names.len().min(MOST_NAMED)].join(", ");
    if names.len() > MOST_NAMED {
        shown.push_str(" …");
    }
    let lead = match names.first() {
        None => return String::new(),
        Some(name) if name.starts_with('`') => "",
        Some(_) if names.len() == 1 => "line ",
        Some(_) => "lines ",
    };
    format!(" (and {} more: {lead}{shown})", findings.len() - 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::testing;

    #[test]
    fn one_decision_of_many_files_is_one_line() {
        let mut report = testing::report();
        report.findings.truncate(1);
        let mut other = testing::finding(testing::rule("untagged"), 0..4, &report.findings[0].message);
        other.span.file = FileId(1);
        report.findings.push(Box::new(other));
        let lines = |report: &Report| testing::written(|out| write(report, &testing::PLAIN, out));
        assert_eq!(lines(&report).lines().count(), 2);
        for finding in &mut report.findings {
            finding.shared();
        }
        insta::assert_snapshot!(lines(&report), @"app/Dockerfile:1:6: warning[untagged] `debian` has no tag (and so in 1 more file: compose.yaml)");
    }

    #[test]
    fn one_line_each() {
        insta::assert_snapshot!(testing::written(|out| super::write(&testing::report(), &testing::PLAIN, out)), @r#"
        compose.yaml:4:7: error[privileged-container] `web` may do everything on the host
        app/Dockerfile:1:6: warning[untagged] `debian` has no tag (and 1 more: line 2)
        app/Dockerfile:4:1: info[add-local-file] `ADD` copies a local file
        "#);
    }
}
