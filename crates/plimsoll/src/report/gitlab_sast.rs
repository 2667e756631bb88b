//! GitLab's report on security: what is about safety and secrets. The rest is in that on code quality.
// gitlab-org/security-products/security-report-schemas 15.0.7.

use std::io::{self, Write};

use plimsoll_lint::{Group, Level, Report};
use serde::Serialize;

use super::fingerprint::{fingerprint, uuid};
use super::rows::{Row, rows};
use super::{Run, page};

#[derive(Serialize)]
struct Root<'a> {
    version: &'a str,
    scan: Scan<'a>,
    vulnerabilities: Vec<Vulnerability<'a>>,
}

#[derive(Serialize)]
struct Scan<'a> {
    r#type: &'a str,
    status: &'a str,
    start_time: &'a str,
    end_time: &'a str,
    analyzer: Tool<'a>,
    scanner: Tool<'a>,
}

#[derive(Serialize)]
struct Tool<'a> {
    id: &'a str,
    name: &'a str,
    url: &'a str,
    version: &'a str,
    vendor: Vendor<'a>,
}

#[derive(Serialize)]
struct Vendor<'a> {
    name: &'a str,
}

#[derive(Serialize)]
struct Vulnerability<'a> {
    id: String,
    name: &'a str,
    description: &'a str,
    severity: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    solution: Option<&'a str>,
    identifiers: [Identifier<'a>; 1],
    location: Location<'a>,
}

#[derive(Serialize)]
struct Identifier<'a> {
    r#type: &'a str,
    name: &'a str,
    value: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
}

#[derive(Serialize)]
struct Location<'a> {
    file: &'a str,
    start_line: usize,
    end_line: usize,
}

pub(super) fn write(report: &Report, run: &Run<'_>, out: &mut dyn Write) -> io::Result<()> {
    let is_told = |row: &Row<'_>| page::is_about_security(&row.finding.rule);
    let rows: Vec<Row<'_>> = rows(report, run).filter(is_told).collect();
    // The format wants a time. That of the day is the same in every run on it.
    let day = run.day.map_or_else(|| "1970-01-01".to_owned(), |day| day.to_string());
    let time = format!("{day}T00:00:00");
    let root = Root {
        version: "15.0.7",
        scan: Scan {
            r#type: "sast",
            status: if run.exit_code == 2 { "failure" } else { "success" },
            start_time: &time,
            end_time: &time,
            analyzer: tool(),
            scanner: tool(),
        },
        vulnerabilities: rows.iter().map(vulnerability).collect(),
    };
    serde_json::to_writer(&mut *out, &root)?;
    writeln!(out)
}

fn tool() -> Tool<'static> {
    Tool {
        id: "plimsoll",
        name: "plimsoll",
        url: env!("CARGO_PKG_REPOSITORY"),
        version: env!("CARGO_PKG_VERSION"),
        vendor: Vendor { name: "plimsoll" },
    }
}

fn vulnerability<'a>(row: &'a Row<'_>) -> Vulnerability<'a> {
    let rule = &row.finding.rule;
    Vulnerability {
        id: uuid(fingerprint(row)),
        name: rule.title(),
        description: &row.message,
        severity: match (row.finding.level, rule.group) {
            (Level::Error, Group::Secrets) => "Critical",
            (Level::Error, _) => "High",
            (Level::Warning, _) => "Medium",
            (Level::Info, _) => "Low",
        },
        solution: row.finding.help.as_deref(),
        identifiers: [Identifier {
            r#type: "plimsoll_rule",
            name: rule.id(),
            value: rule.id(),
            url: page::url(rule),
        }],
        location: Location {
            file: row.path,
            start_line: row.start.line,
            end_line: row.last_line(),
        },
    }
}
