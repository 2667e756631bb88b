//! Findings as most formats for machines take them: one by one, with path, lines and columns.

use std::borrow::Cow;

use plimsoll_lint::{Finding, Report};
use plimsoll_syntax::{Position, SourceFile, Span};

use super::{Run, said};
use crate::terminal::printable;
use plimsoll_check::report::Positions;

/// A finding and where it is.
pub(super) struct Row<'a> {
    pub(super) finding: &'a Finding,
    /// From the top of the repository.
    pub(super) path: &'a str,
    /// As it was named.
    pub(super) named: &'a str,
    pub(super) start: Position,
    /// Behind the last character.
    pub(super) end: Position,
    /// One line, safe to print.
    pub(super) message: Cow<'a, str>,
}

/// All findings, in their order.
pub(super) fn rows<'a>(report: &'a Report, run: &'a Run<'_>) -> impl Iterator<Item = Row<'a>> {
    let mut positions = Positions::default();
    report
        .findings
        .iter()
        .map(move |finding| row(finding, report, run, &mut positions))
}

/// One finding. Cheap if findings come in the order of their files.
pub(super) fn row<'a>(
    finding: &'a Finding,
    report: &'a Report,
    run: &'a Run<'_>,
    positions: &mut Positions,
) -> Row<'a> {
    let source = report.source(finding.span.file);
    let start = positions.at(source, finding.span.start);
    Row {
        finding,
        path: run.paths.for_services(source),
        named: run.paths.named(source),
        start,
        end: end_of(source, finding.span, start),
        message: printable_message(finding),
    }
}

/// The end of a span that starts at a place.
pub(super) fn end_of(source: &SourceFile, span: Span, start: Position) -> Position {
    if source.line_of(span.end) == start.line {
        let column = start.column + source.slice(span).chars().count();
        return Position { column, ..start };
    }
    source.position(span.end)
}

fn printable_message(finding: &Finding) -> Cow<'_, str> {
    match said(finding) {
        Cow::Borrowed(message) => printable(message),
        Cow::Owned(message) => Cow::Owned(printable(&message).into_owned()),
    }
}

impl<'a> Row<'a> {
    pub(super) fn rule(&self) -> &'a str {
        self.finding.rule.id()
    }

    pub(super) fn level(&self) -> &'static str {
        self.finding.level.name()
    }

    /// The last line that has some of it.
    pub(super) fn last_line(&self) -> usize {
        match self.end.column {
            1 => (self.end.line - 1).max(self.start.line),
            _ => self.end.line,
        }
    }

    /// The message and what to do, on two lines if there is something to do.
    pub(super) fn message_and_help(&self) -> String {
        let help = self.finding.help.iter().flat_map(|help| help.lines());
        let lines = std::iter::once(self.message.as_ref().into()).chain(help.map(printable));
        lines.collect::<Vec<Cow<'_, str>>>().join("\n")
    }
}
