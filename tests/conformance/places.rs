//! Where findings are: lines, instructions, services.

use std::ops::RangeInclusive;
use std::sync::Arc;

use plimsoll_lint::{Finding, Report};
use plimsoll_syntax::{FileId, SourceFile, Span, dockerfile, yaml};

use super::case::Case;

/// The lines of a span, from 1.
pub(super) fn lines(source: &SourceFile, span: Span) -> RangeInclusive<usize> {
    let last = if span.is_empty() { span.start } else { span.end - 1 };
    source.line_of(span.start)..=source.line_of(last)
}

/// The lines of a finding.
pub(super) fn lines_of(report: &Report, finding: &Finding) -> RangeInclusive<usize> {
    lines(report.source(finding.span.file), finding.span)
}

/// The lines of each instruction, or of each service, with its name.
pub(super) fn blocks(case: &Case) -> Vec<(String, RangeInclusive<usize>)> {
    let source = Arc::new(SourceFile::new(FileId(0), case.path(), case.input().into()));
    if case.kind == "dockerfile" {
        let tree = dockerfile::parse(&source);
        let block = |i: &dockerfile::Instruction| (i.kind.name().to_owned(), lines(&source, i.full_span));
        return tree.instructions.iter().map(block).collect();
    }
    let tree = yaml::parse(Arc::clone(&source));
    let services = tree.root().and_then(|root| root.get("services"));
    let entries = services.map(|entry| entry.value.entries()).unwrap_or_default();
    let block = |entry: &yaml::EntryRef<'_>| {
        let name = entry.name().unwrap_or_default().to_owned();
        (name, lines(&source, entry.key.span().to(entry.value.span())))
    };
    entries.iter().map(block).collect()
}

/// The lines of the other places that a finding names.
pub(super) fn lines_of_notes(report: &Report, finding: &Finding) -> Vec<RangeInclusive<usize>> {
    let notes = finding.notes.iter();
    notes
        .map(|note| lines(report.source(note.span.file), note.span))
        .collect()
}

pub(super) fn overlap(a: &RangeInclusive<usize>, b: &RangeInclusive<usize>) -> bool {
    a.start() <= b.end() && b.start() <= a.end()
}
