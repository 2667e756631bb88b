//! Keeps secrets out of what is printed.
//!
//! Rules say where a secret stands ([`Finding::hide`](crate::Finding::hide)). Reporters cover those
//! places in every excerpt; what findings say in words is scrubbed here.

use plimsoll_model::secret::{known_password, masked};
use plimsoll_syntax::Span;

use crate::{Finding, Report};

/// Shorter secrets are words that messages use for other things.
const SHORTEST: usize = 6;
/// How many secrets of one finding are looked for in what it says.
const MOST: usize = 32;

/// Spans sorted, those that touch joined.
pub(crate) fn merged(mut spans: Vec<Span>) -> Vec<Span> {
    spans.retain(|span| !span.is_empty());
    spans.sort_by_key(|span| (span.file, span.start, span.end));
    let mut result: Vec<Span> = Vec::with_capacity(spans.len());
    for span in spans {
        match result.last_mut() {
            Some(last) if last.file == span.file && span.start <= last.end => *last = last.to(span),
            _ => result.push(span),
        }
    }
    result
}

/// Takes secrets out of what findings say: a message about a value may quote it. A fix that would
/// write a secret anew is left out, for a report prints what a fix writes.
pub(crate) fn scrub(report: &mut Report) {
    let mut findings = std::mem::take(&mut report.findings);
    for finding in &mut findings {
        scrub_finding(finding, report);
    }
    report.findings = findings;
}

fn scrub_finding(finding: &mut Finding, report: &Report) {
    let edits = finding.fix.iter().flat_map(|fix| &fix.edits).map(|edit| edit.span);
    let places = finding.notes.iter().map(|note| note.span).chain(edits);
    let mut secrets: Vec<&str> = Vec::new();
    for place in std::iter::once(finding.span).chain(places) {
        let near = near(report, place).filter(|secret| !secrets.contains(secret));
        let near: Vec<&str> = near.take(MOST - secrets.len().min(MOST)).collect();
        secrets.extend(near);
    }
    for secret in secrets {
        let covered = masked(secret);
        let texts = std::iter::once(&mut finding.message).chain(&mut finding.help);
        for text in texts.chain(finding.notes.iter_mut().map(|note| &mut note.text)) {
            if text.contains(secret) {
                *text = text.replace(secret, &covered);
            }
        }
        let writes = |fix: &crate::Fix| fix.title.contains(secret) || fix.edits.iter().any(|e| e.text.contains(secret));
        if finding.fix.as_ref().is_some_and(writes) {
            finding.fix = None;
        }
    }
}

/// The secrets on the lines of a place.
fn near(report: &Report, place: Span) -> impl Iterator<Item = &str> {
    let source = report.source(place.file);
    let first = source.line_span(source.line_of(place.start)).start;
    let last = source.line_span(source.line_of(place.end)).end;
    let hidden = report.hidden_in(place.file);
    let from = hidden.partition_point(|span| span.end <= first);
    let on_lines = hidden[from..].iter().take_while(move |span| span.start < last);
    let texts = on_lines.take(MOST).map(|span| source.slice(*span).trim());
    texts.filter(|text| text.len() >= SHORTEST && !known_password(text))
}
