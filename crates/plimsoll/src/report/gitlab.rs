//! GitLab's report on code quality, which is Code Climate's list of issues.

use std::io::{self, Write};

use plimsoll_lint::{Group, Level, Report};
use serde::Serialize;

use super::fingerprint::fingerprint;
use super::rows::{Row, rows};
use super::{Run, page};

#[derive(Serialize)]
struct Issue<'a> {
    r#type: &'a str,
    check_name: &'a str,
    description: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    content: Option<Content>,
    categories: [&'a str; 1],
    severity: &'a str,
    fingerprint: String,
    location: Location<'a>,
}

/// What is shown to those who want to know more.
#[derive(Serialize)]
struct Content {
    body: String,
}

#[derive(Serialize)]
struct Location<'a> {
    path: &'a str,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: usize,
    end: usize,
}

pub(super) fn write(report: &Report, run: &Run<'_>, out: &mut dyn Write) -> io::Result<()> {
    let rows: Vec<Row<'_>> = rows(report, run).collect();
    let issues: Vec<Issue<'_>> = rows.iter().map(issue).collect();
    serde_json::to_writer(&mut *out, &issues)?;
    writeln!(out)
}

fn issue<'a>(row: &'a Row<'_>) -> Issue<'a> {
    let rule = &row.finding.rule;
    let page = page::url(rule).map(|url| format!("[{}]({url})", rule.id()));
    let help = row.finding.help.as_deref().map(str::to_owned);
    let body: Vec<String> = help.into_iter().chain(page).collect();
    Issue {
        r#type: "issue",
        check_name: row.rule(),
        description: &row.message,
        content: (!body.is_empty()).then(|| Content {
            body: body.join("\n\n"),
        }),
        categories: [category(rule.group)],
        severity: severity(rule.group, row.finding.level),
        fingerprint: format!("{:032x}", fingerprint(row)),
        location: Location {
            path: row.path,
            lines: Lines {
                begin: row.start.line,
                end: row.last_line(),
            },
        },
    }
}

fn severity(group: Group, level: Level) -> &'static str {
    match (level, group) {
        (Level::Error, Group::Secrets) => "blocker",
        (Level::Error, _) => "critical",
        (Level::Warning, _) => "major",
        (Level::Info, _) => "minor",
    }
}

fn category(group: Group) -> &'static str {
    match group {
        Group::Security | Group::Secrets | Group::SupplyChain => "Security",
        Group::Performance => "Performance",
        Group::Maintainability => "Clarity",
        Group::Deprecated => "Compatibility",
        Group::Style => "Style",
        Group::Correctness | Group::Reliability | Group::Reproducibility | Group::Engine | Group::Policy => "Bug Risk",
    }
}
