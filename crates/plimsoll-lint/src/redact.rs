//! Keeps secrets out of the output.
//!
//! Rules say where a secret is ([`Finding::redact`](crate::Finding::redact)), and the lines themselves
//! say where they did not see one: in what no parser understood, in a comment. Reporters redact those
//! places in every excerpt; this module redacts secrets in the words of findings.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use plimsoll_model::secret::{
    credentials, known_password, redacted, secret_name, url_passwords, value_kind, without_secrets, written_secrets,
};
use plimsoll_syntax::{FileId, SourceFile, Span};

use crate::identity::holds_secret;
use crate::{Finding, Fix, Report};

/// Shorter secrets are words that messages use for other things.
const SHORTEST: usize = 6;
/// How many secrets of one finding are looked for in its words.
const MOST: usize = 32;

/// Sorts spans, and joins those that touch.
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

/// Those of sorted spans that lie in a file.
pub(crate) fn within(spans: &[Span], file: FileId) -> &[Span] {
    let start = spans.partition_point(|span| span.file < file);
    let end = spans.partition_point(|span| span.file <= file);
    &spans[start..end]
}

/// Where secrets stand by the look of the lines.
pub(crate) fn written(sources: &BTreeMap<FileId, Arc<SourceFile>>) -> Vec<Span> {
    let in_file = |(file, source): (&FileId, &Arc<SourceFile>)| {
        let found = written_secrets(source.text()).into_iter();
        let file = *file;
        found.map(move |range| Span::new(file, range.start, range.end))
    };
    sources.iter().flat_map(in_file).collect()
}

/// Where secrets appear a second time in their files: in the command of a health check, next to an
/// address. Words that could be there for another reason are left out.
pub(crate) fn repeated(spans: &[Span], sources: &BTreeMap<FileId, Arc<SourceFile>>) -> Vec<Span> {
    let mut found = Vec::new();
    for spans in spans.chunk_by(|a, b| a.file == b.file) {
        let file = spans[0].file;
        let Some(source) = sources.get(&file) else { continue };
        let mut secrets: Vec<&str> = Vec::new();
        for span in spans {
            let text = source.slice(*span).trim();
            if secrets.len() < MOST && is_unmistakable(text) && !secrets.contains(&text) {
                secrets.push(text);
            }
        }
        for secret in secrets {
            let places = source.text().match_indices(secret);
            found.extend(places.map(|(at, _)| Span::new(file, at, at + secret.len())));
        }
    }
    found
}

/// Whether a text that equals the secret proves nothing: `wordpress` is an image too.
fn is_unmistakable(text: &str) -> bool {
    let has = |test: fn(&u8) -> bool| usize::from(text.as_bytes().iter().any(test));
    let kinds = has(u8::is_ascii_lowercase) + has(u8::is_ascii_uppercase) + has(u8::is_ascii_digit);
    text.len() >= 8 && kinds >= 2 && !known_password(text)
}

impl Report {
    /// The secrets of a file, in their order.
    pub fn redacted_in(&self, file: FileId) -> &[Span] {
        within(&self.redacted, file)
    }

    /// The secrets of the files that can be told apart from other words wherever they appear, the long
    /// ones first: a short one may be part of a longer one.
    pub fn secrets(&self) -> Vec<&str> {
        let texts = self
            .redacted
            .iter()
            .map(|span| self.source(span.file).slice(*span).trim());
        let mut secrets: Vec<&str> = texts.filter(|text| text.len() >= SHORTEST).collect();
        secrets.sort_by_key(|secret| (std::cmp::Reverse(secret.len()), *secret));
        secrets.dedup();
        secrets
    }

    /// Whether a secret lies in a place or reaches into it.
    pub fn holds_secret(&self, place: Span) -> bool {
        holds_secret(self.redacted_in(place.file), place)
    }

    /// A text that was read at a place, with its secrets redacted; `None` if it holds none. `name` is
    /// that of the variable whose value it is.
    pub fn redact(&self, place: Span, name: Option<&str>, text: &str) -> Option<String> {
        redacted_text(self, place, name, text)
    }

    /// A sentence about a place, with its secrets redacted.
    pub fn redact_sentence(&self, place: Span, sentence: &str) -> String {
        let replace = |sentence: String, secret: &str| sentence.replace(secret, &redacted(secret));
        let sentence = near(self, place).fold(sentence.to_owned(), replace);
        without_secrets(&sentence).into_owned()
    }
}

fn redacted_text(report: &Report, place: Span, name: Option<&str>, text: &str) -> Option<String> {
    let is_secret = |name: &str| secret_name(name).is_some() && value_kind(name, text).is_secret();
    if name.is_some_and(is_secret) {
        return Some(redacted(text));
    }
    let source = report.source(place.file);
    let spans = report.redacted_in(place.file);
    let from = spans.partition_point(|span| span.end <= place.start);
    let here = spans[from..].iter().take_while(|span| span.start < place.end);
    let here: Vec<Span> = here.take(MOST + 1).copied().collect();
    if here.len() > MOST {
        return Some(redacted(text));
    }
    let written = here.into_iter().map(|span| {
        let start = span.start.max(place.start);
        let end = span.end.min(place.end);
        source.slice(Span { start, end, ..span }).trim()
    });
    let mut secrets: Vec<&str> = written.filter(|secret| !secret.is_empty()).collect();
    // Text that is written differently from its value, such as a variable, cannot be told apart
    // from the rest.
    if secrets.iter().any(|secret| !text.contains(secret)) {
        return Some(redacted(text));
    }
    // Text from a variable is nowhere in the file.
    secrets.extend(credentials(text).into_iter().map(|found| &text[found.secret]));
    let urls = url_passwords(text).into_iter().filter(|found| found.kind.is_secret());
    secrets.extend(urls.map(|found| &text[found.range]));
    // A short secret may be part of a longer one.
    secrets.sort_by_key(|secret| std::cmp::Reverse(secret.len()));
    secrets.dedup();
    if secrets.is_empty() {
        return None;
    }
    let redact = |text: String, secret: &&str| text.replace(secret, &redacted(secret));
    Some(secrets.iter().fold(text.to_owned(), redact))
}

/// Removes secrets from the words of findings: a message about a value may quote it. A fix that
/// would write a secret again is dropped, since reports print what a fix writes.
pub(crate) fn findings(report: &mut Report) {
    let mut findings = std::mem::take(&mut report.findings);
    let mut suppressed = std::mem::take(&mut report.suppressed);
    let hidden = suppressed.iter_mut().map(|suppressed| &mut suppressed.finding);
    for finding in findings.iter_mut().chain(hidden) {
        self::finding(finding, report);
    }
    report.findings = findings;
    report.suppressed = suppressed;
}

fn finding(finding: &mut Finding, report: &Report) {
    let edits = finding.fix.iter().flat_map(|fix| &fix.edits).map(|edit| edit.span);
    let places = finding.notes.iter().map(|note| note.span).chain(edits);
    let mut secrets: Vec<&str> = Vec::new();
    for place in std::iter::once(finding.span).chain(places) {
        let near = near(report, place).filter(|secret| !secrets.contains(secret));
        let near: Vec<&str> = near.take(MOST - secrets.len().min(MOST)).collect();
        secrets.extend(near);
    }
    for secret in secrets {
        let shown = redacted(secret);
        for_each_text(finding, &|text| {
            text.contains(secret).then(|| text.replace(secret, &shown))
        });
        if finding
            .fix
            .as_deref()
            .is_some_and(|fix| writes(fix, &|text| text.contains(secret)))
        {
            finding.fix = None;
        }
    }
    for_each_text(finding, &|text| match without_secrets(text) {
        Cow::Owned(shown) => Some(shown),
        Cow::Borrowed(_) => None,
    });
    let holds_one = |text: &str| {
        let mut found = written_secrets(text).into_iter();
        found.any(|range| !known_password(&text[range]))
    };
    if finding.fix.as_deref().is_some_and(|fix| writes(fix, &holds_one)) {
        finding.fix = None;
    }
}

/// Whether any text of a fix is such a one.
fn writes(fix: &Fix, is_one: &dyn Fn(&str) -> bool) -> bool {
    is_one(&fix.title) || fix.edits.iter().any(|edit| is_one(&edit.text))
}

/// Replaces the texts of a finding for which there is another one.
fn for_each_text(finding: &mut Finding, other: &dyn Fn(&str) -> Option<String>) {
    let notes = finding.notes.iter_mut().map(|note| &mut note.text);
    for text in std::iter::once(&mut finding.message).chain(notes) {
        if let Some(shown) = other(text) {
            *text = shown;
        }
    }
    if let Some(shown) = finding.help.as_deref().and_then(other) {
        finding.help = Some(shown.into());
    }
}

/// The secrets on the lines of a place.
fn near(report: &Report, place: Span) -> impl Iterator<Item = &str> {
    let source = report.source(place.file);
    let first = source.line_span(source.line_of(place.start)).start;
    let last = source.line_span(source.line_of(place.end)).end;
    let spans = report.redacted_in(place.file);
    let from = spans.partition_point(|span| span.end <= first);
    let on_lines = spans[from..].iter().take_while(move |span| span.start < last);
    let texts = on_lines.take(MOST).flat_map(|span| source.slice(*span).lines());
    // A message may quote it without the marks around it: `&anchor` for `*anchor`.
    let texts = texts.flat_map(|text| [text.trim(), text.trim_matches(|c: char| !c.is_alphanumeric())]);
    texts.filter(|text| text.len() >= SHORTEST && !known_password(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_are_sorted_and_joined() {
        let span = |file, start, end| Span::new(FileId(file), start, end);
        let spans = vec![
            span(1, 0, 2),
            span(0, 4, 6),
            span(0, 1, 3),
            span(0, 2, 4),
            span(0, 9, 9),
        ];
        assert_eq!(merged(spans), [span(0, 1, 6), span(1, 0, 2)]);
    }

    #[test]
    fn values_are_redacted() {
        let text = "P: Vw3-blue-Harbour x\nQ: ${X}\nR: none\n";
        let span = |start, end| Span::new(FileId(0), start, end);
        let report = Report {
            sources: BTreeMap::from([(FileId(0), Arc::new(SourceFile::new(FileId(0), "f", text.into())))]),
            redacted: vec![span(3, 19), span(25, 29)],
            ..Report::default()
        };
        let redact = |place, name, text| report.redact(place, name, text);
        let whole = Some("Vw3-… x".to_owned());
        assert_eq!(redact(span(3, 21), None, "Vw3-blue-Harbour x"), whole);
        assert_eq!(redact(span(25, 29), None, "hunter2"), Some("…".to_owned()));
        assert_eq!(redact(span(33, 37), None, "none"), None);
        assert_eq!(redact(span(33, 37), Some("PASSWORD"), "hunter2"), Some("…".to_owned()));
        let url = "postgres://u:Vw3-blue-Harbour@db/x";
        let shown = redact(span(33, 37), None, url);
        assert_eq!(shown.as_deref(), Some("postgres://u:Vw3-…@db/x"));
    }

    #[test]
    fn a_secret_is_found_wherever_it_stands() {
        let text = "A=Vw3-blue-Harbour B=wordpress C=wordpress -pVw3-blue-Harbour";
        let file = Arc::new(SourceFile::new(FileId(0), "f", text.into()));
        let sources = BTreeMap::from([(FileId(0), file)]);
        let span = |start, end| Span::new(FileId(0), start, end);
        let found = repeated(&[span(2, 18), span(21, 30)], &sources);
        assert_eq!(found, [span(2, 18), span(45, 61)]);
    }
}
