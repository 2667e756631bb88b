//! reviewdog's format, as one object or one a line. Lines and columns count from 1, columns in bytes.
// reviewdog 0.20, proto/rdf/reviewdog.proto.

use std::io::{self, Write};

use plimsoll_lint::{Fix, Level, Report};
use plimsoll_syntax::{FileId, Span};
use serde::Serialize;

use super::rows::{Row, rows};
use super::{Run, page};
use crate::terminal::printable;

/// What several edits change is one suggestion if it lies on at most so many lines.
const MOST_LINES: usize = 8;

#[derive(Serialize)]
struct Root<'a> {
    source: Source<'a>,
    diagnostics: Vec<Diagnostic<'a>>,
}

#[derive(Serialize)]
struct Source<'a> {
    name: &'a str,
    url: &'a str,
}

#[derive(Serialize)]
struct Diagnostic<'a> {
    message: String,
    location: Location<'a>,
    severity: &'a str,
    /// Beside each diagnostic only where no object holds them all.
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<Source<'a>>,
    code: Code<'a>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    suggestions: Vec<Suggestion>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_locations: Vec<Related<'a>>,
}

#[derive(Serialize)]
struct Location<'a> {
    path: &'a str,
    range: Range,
}

#[derive(Serialize)]
struct Range {
    start: Place,
    end: Place,
}

#[derive(Serialize)]
struct Place {
    line: usize,
    column: usize,
}

#[derive(Serialize)]
struct Code<'a> {
    value: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
}

#[derive(Serialize)]
struct Suggestion {
    range: Range,
    text: String,
}

#[derive(Serialize)]
struct Related<'a> {
    message: String,
    location: Location<'a>,
}

const SOURCE: Source<'static> = Source {
    name: "plimsoll",
    url: env!("CARGO_PKG_REPOSITORY"),
};

/// Writes all findings as one object.
pub(super) fn write(report: &Report, run: &Run<'_>, out: &mut dyn Write) -> io::Result<()> {
    let root = Root {
        source: SOURCE,
        diagnostics: rows(report, run)
            .map(|row| diagnostic(&row, report, run, None))
            .collect(),
    };
    serde_json::to_writer(&mut *out, &root)?;
    writeln!(out)
}

/// Writes each finding as an object on its line.
pub(super) fn write_lines(report: &Report, run: &Run<'_>, out: &mut dyn Write) -> io::Result<()> {
    for row in rows(report, run) {
        serde_json::to_writer(&mut *out, &diagnostic(&row, report, run, Some(SOURCE)))?;
        writeln!(out)?;
    }
    Ok(())
}

fn diagnostic<'a>(row: &Row<'a>, report: &'a Report, run: &'a Run<'_>, source: Option<Source<'a>>) -> Diagnostic<'a> {
    let finding = row.finding;
    let related = finding.notes.iter().map(|note| Related {
        message: printable(&note.text).into_owned(),
        location: location(note.span, report, run),
    });
    let suggestion = finding
        .fix
        .as_deref()
        .and_then(|fix| suggestion(fix, finding.span.file, report));
    Diagnostic {
        message: row.message_and_help(),
        location: location(finding.span, report, run),
        severity: match finding.level {
            Level::Error => "ERROR",
            Level::Warning => "WARNING",
            Level::Info => "INFO",
        },
        source,
        code: Code {
            value: finding.rule.id(),
            url: page::url(&finding.rule),
        },
        suggestions: suggestion.into_iter().collect(),
        related_locations: related.collect(),
    }
}

fn location<'a>(span: Span, report: &'a Report, run: &'a Run<'_>) -> Location<'a> {
    Location {
        path: run.paths.for_services(report.source(span.file)),
        range: range(span, report),
    }
}

fn range(span: Span, report: &Report) -> Range {
    let source = report.source(span.file);
    let place = |offset: u32| {
        let line = source.line_of(offset);
        let column = (offset - source.line_span(line).start) as usize + 1;
        Place { line, column }
    };
    Range {
        start: place(span.start),
        end: place(span.end),
    }
}

/// A fix as one change, since each suggestion is taken by itself: of several edits also what is between
/// them. Nothing if they are far apart, in another file, or have a secret between them.
fn suggestion(fix: &Fix, file: FileId, report: &Report) -> Option<Suggestion> {
    let mut edits: Vec<_> = fix.edits.iter().collect();
    edits.sort();
    let (first, last) = (edits.first()?.span, edits.last()?.span);
    let whole = Span::new(file, first.start as usize, last.end as usize);
    let source = report.source(file);
    let lines = source.line_of(whole.end) - source.line_of(whole.start);
    let is_one = edits.len() == 1 || lines < MOST_LINES && !report.holds_secret(whole);
    if !is_one || edits.iter().any(|edit| edit.span.file != file) {
        return None;
    }
    let mut text = String::new();
    let mut at = whole.start;
    for edit in edits {
        text.push_str(source.text().get(at as usize..edit.span.start as usize)?);
        text.push_str(&edit.text);
        at = edit.span.end;
    }
    Some(Suggestion {
        range: range(whole, report),
        text,
    })
}

#[cfg(test)]
mod tests {
    use plimsoll_lint::Fix;

    use super::*;
    use crate::report::testing;

    #[test]
    fn columns_are_bytes() {
        insta::assert_snapshot!(testing::written_for(write_lines), @r#"
        {"message":"`debian` has no tag\nname a version: `debian:12.7`","location":{"path":"app/Dockerfile","range":{"start":{"line":1,"column":6},"end":{"line":1,"column":12}}},"severity":"WARNING","source":{"name":"plimsoll","url":"https://github.com/plimsoll-lint/plimsoll"},"code":{"value":"untagged"}}
        {"message":"`node` has no tag\nname a version: `node:22.11`","location":{"path":"app/Dockerfile","range":{"start":{"line":2,"column":6},"end":{"line":2,"column":10}}},"severity":"WARNING","source":{"name":"plimsoll","url":"https://github.com/plimsoll-lint/plimsoll"},"code":{"value":"untagged"}}
        {"message":"`ADD` copies a local file\n`COPY` does only that","location":{"path":"app/Dockerfile","range":{"start":{"line":4,"column":1},"end":{"line":4,"column":4}}},"severity":"INFO","source":{"name":"plimsoll","url":"https://github.com/plimsoll-lint/plimsoll"},"code":{"value":"add-local-file","url":"https://github.com/plimsoll-lint/plimsoll/blob/main/rules/dockerfile/add_local_file.md"},"suggestions":[{"range":{"start":{"line":4,"column":1},"end":{"line":4,"column":4}},"text":"COPY"}],"related_locations":[{"message":"this is a local file","location":{"path":"app/Dockerfile","range":{"start":{"line":4,"column":5},"end":{"line":4,"column":12}}}}]}
        {"message":"`web` may do everything on the host","location":{"path":"compose.yaml","range":{"start":{"line":4,"column":7},"end":{"line":5,"column":2}}},"severity":"ERROR","source":{"name":"plimsoll","url":"https://github.com/plimsoll-lint/plimsoll"},"code":{"value":"privileged-container","url":"https://github.com/plimsoll-lint/plimsoll/blob/main/rules/compose/privileged_container.md"},"related_locations":[{"message":"the image is built here","location":{"path":"app/Dockerfile","range":{"start":{"line":2,"column":1},"end":{"line":2,"column":5}}}}]}
        "#);
    }

    #[test]
    fn a_fix_of_several_edits_is_one_change() {
        let mut report = testing::report_of("ADD é a\n", std::slice::from_ref(&(0..3)), |_| "x".to_owned());
        let edit = |start, end, text: &str| Span::new(FileId(0), start, end).replace(text);
        let edits = [edit(7, 8, "b"), edit(0, 3, "COPY")];
        let changed = suggestion(&Fix::safe("x", edits.clone()), FileId(0), &report);
        assert_eq!(changed.expect("there is one").text, "COPY é b");
        report.redacted.push(Span::new(FileId(0), 4, 6));
        assert!(suggestion(&Fix::safe("x", edits), FileId(0), &report).is_none());
    }
}
