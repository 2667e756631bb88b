//! One line per rule and file, for a glance and for `grep`: `path:line:col: level[rule] message`.
//! The format of the line is stable; what comes in brackets behind the message is for people.

use std::io::{self, Write};

use plimsoll_lint::{Finding, Report};

use super::groups::{self, groups};
use super::position::Positions;
use super::{Style, said, statistics};
use crate::terminal::printable;

/// How many further places are named on a line.
const MOST_NAMED: usize = 8;

/// Writes the findings, one line for those of a rule in a file.
pub(super) fn write(report: &Report, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    if style.statistics {
        return statistics::write(report, out);
    }
    let mut positions = Positions::default();
    for findings in groups(report, style.lowest) {
        let first = findings[0];
        let source = report.source(first.span.file);
        let place = positions.at(source, first.span.start);
        let said = said(first);
        let (path, message) = (printable(source.shown()), printable(&said));
        let (level, rule) = (first.level, first.rule.id());
        write!(out, "{path}:{}:{}: {level}[{rule}] {message}", place.line, place.column)?;
        writeln!(out, "{}", others(&findings, report))?;
    }
    Ok(())
}

/// The places of all findings but the first, in brackets.
fn others(findings: &[&Finding], report: &Report) -> String {
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
    use crate::report::testing;

    #[test]
    fn one_line_each() {
        insta::assert_snapshot!(testing::written(|out| super::write(&testing::report(), &testing::PLAIN, out)), @r#"
        compose.yaml:4:7: error[privileged-container] `web` may do everything on the host
        app/Dockerfile:1:6: warning[untagged] `debian` has no tag (and 1 more: line 2)
        app/Dockerfile:4:1: info[add-local-file] `ADD` copies a local file
        "#);
    }
}
