//! As hadolint writes, for what reads hadolint: `FILE:LINE CODE LEVEL: message`, and a list of objects.

use std::io::{self, Write};

use plimsoll_lint::{Finding, Report};
use serde::Serialize;

use super::Run;
use super::rows::{Row, rows};
use crate::terminal::printable;

#[derive(Serialize)]
struct Entry<'a> {
    line: usize,
    code: String,
    message: &'a str,
    column: usize,
    file: &'a str,
    level: &'a str,
}

/// Writes a line for each finding.
pub(super) fn write(report: &Report, run: &Run<'_>, out: &mut dyn Write) -> io::Result<()> {
    for row in rows(report, run) {
        let (path, line, code) = (printable(row.named), row.start.line, code(row.finding));
        writeln!(out, "{path}:{line} {code} {}: {}", row.level(), row.message)?;
    }
    Ok(())
}

/// Writes all findings as one list.
pub(super) fn write_json(report: &Report, run: &Run<'_>, out: &mut dyn Write) -> io::Result<()> {
    let rows: Vec<Row<'_>> = rows(report, run).collect();
    let entries = rows.iter().map(|row| Entry {
        line: row.start.line,
        code: code(row.finding),
        message: &row.message,
        column: row.start.column,
        file: row.named,
        level: row.finding.level.name(),
    });
    let entries: Vec<Entry<'_>> = entries.collect();
    serde_json::to_writer(&mut *out, &entries)?;
    writeln!(out)
}

/// hadolint's code for a fault, or the id of the rule.
fn code(finding: &Finding) -> String {
    if let Some(code) = finding.code {
        return code.to_string();
    }
    let mut peers = finding.rule.also();
    let peer = peers.find(|peer| matches!(peer.tool, "hadolint" | "shellcheck"));
    peer.map_or(finding.rule.id(), |peer| peer.id).to_owned()
}
