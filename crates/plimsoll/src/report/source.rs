//! The text of a file as the full report shows it.
//!
//! miette's own sources scan the text from its start for each label. This one asks the line index
//! of the file, so a report costs what it prints (docs/decisions has the figures). It also keeps
//! control characters from the terminal, and shows only a part of lines that are too long to print.

use std::borrow::Cow;

use miette::{MietteError, MietteSpanContents, SourceSpan, SpanContents};
use plimsoll_syntax::{SourceFile, Span};

use crate::terminal::{printable, steers};

/// Lines longer than this, in bytes, are shown in part.
pub(super) const LONG: usize = 400;
/// How much of a long line is shown before a label, and how much of the label and after it.
const BEFORE: usize = 60;
const BEHIND: usize = 120;
/// A label over more lines than this marks only its first line.
const MOST_LINES: usize = 6;

/// A file with labels in it.
pub(super) struct Shown<'a> {
    source: &'a SourceFile,
    name: String,
    /// As long as the file's text, byte by byte.
    text: Cow<'a, str>,
}

impl<'a> Shown<'a> {
    /// Redacts some places, which are in order.
    pub(super) fn new(source: &'a SourceFile, redacted: &[Span]) -> Self {
        Self {
            source,
            name: printable(source.shown()).into_owned(),
            text: harmless(source, redacted),
        }
    }

    /// Where the label of a span goes: offset and length. Moved to visible text, and cut to a
    /// useful length.
    pub(super) fn label(&self, span: Span) -> (usize, usize) {
        let (start, end) = (span.start as usize, (span.end as usize).min(self.text.len()));
        if start >= self.text.len() {
            return self.last_place();
        }
        let first = self.source.line_of(span.start);
        let last = self.source.line_of(end.saturating_sub(1).max(start) as u32);
        let end_of_first = self.source.line_span(first).end as usize;
        let mut end = end.max(start);
        if last - first >= MOST_LINES || (first..=last).any(|line| self.is_long(line)) {
            end = end.min(end_of_first.max(start));
        }
        if self.is_long(first) {
            end = end.min(self.text.floor_char_boundary(start + BEHIND));
        }
        (start, end - start)
    }

    /// A part of the text.
    pub(super) fn slice(&self, part: std::ops::Range<usize>) -> &str {
        self.text.get(part).unwrap_or_default()
    }

    /// The nearest place at or before a byte where a character starts.
    pub(super) fn boundary(&self, at: usize) -> usize {
        self.text.floor_char_boundary(at)
    }

    /// The end of the file, where "something is missing" is shown.
    fn last_place(&self) -> (usize, usize) {
        if self.text.ends_with('\n') {
            let line = self.source.line_span(self.source.line_count());
            return (line.end as usize, 0);
        }
        let last = self.text.chars().next_back().map_or(0, char::len_utf8);
        (self.text.len() - last, last)
    }

    fn is_long(&self, line: usize) -> bool {
        self.source.line_span(line).len() > LONG
    }
}

impl miette::SourceCode for Shown<'_> {
    fn read_span<'b>(
        &'b self,
        span: &SourceSpan,
        before: usize,
        after: usize,
    ) -> Result<Box<dyn SpanContents<'b> + 'b>, MietteError> {
        let (start, end) = (span.offset(), span.offset() + span.len());
        if end > self.text.len() {
            return Err(MietteError::OutOfBounds);
        }
        let mut first = self.source.line_of(start as u32);
        let mut last = self.source.line_of(end.saturating_sub(1).max(start) as u32);
        // Without lines before, miette asks where the label itself is.
        let column = if before == 0 {
            self.source.position(start as u32).column - 1
        } else {
            0
        };
        let (from, to);
        if (first..=last).any(|line| self.is_long(line)) {
            // A refusal makes miette show labels that are far apart in separate snippets.
            if span.len() > LONG {
                return Err(MietteError::OutOfBounds);
            }
            let line = self.source.line_span(first).range();
            from = self
                .text
                .floor_char_boundary(start.saturating_sub(BEFORE))
                .max(line.start);
            to = self
                .text
                .ceil_char_boundary((end + BEHIND).min(self.text.len()))
                .min(line.end.max(end));
            last = first;
        } else {
            let above = (first.saturating_sub(before).max(1)..first).rev();
            first = above.take_while(|line| !self.is_long(*line)).last().unwrap_or(first);
            let below = last + 1..=(last + after).min(self.source.line_count());
            last = below.take_while(|line| !self.is_long(*line)).last().unwrap_or(last);
            from = self.source.line_span(first).start as usize;
            to = self.source.line_span(last + 1).start as usize;
        }
        let contents = MietteSpanContents::new_named(
            self.name.clone(),
            &self.text.as_bytes()[from..to],
            (from, to - from).into(),
            first - 1,
            column,
            last - first + 1,
        );
        Ok(Box::new(contents))
    }
}

/// The text of a file without its secrets and without what controls a terminal.
pub(super) fn harmless<'a>(source: &'a SourceFile, redacted: &[Span]) -> Cow<'a, str> {
    redact(cleaned(source.text()), redacted)
}

/// The text with a harmless character of the same length for each one that controls a terminal.
fn cleaned(text: &str) -> Cow<'_, str> {
    let mut result = String::new();
    let mut copied = 0;
    for (at, c) in text.char_indices() {
        let is_line_end = c == '\n' || (c == '\r' && text.as_bytes().get(at + 1) == Some(&b'\n'));
        if c == '\t' || is_line_end || !steers(c) {
            continue;
        }
        result.push_str(&text[copied..at]);
        result.push_str(match c.len_utf8() {
            1 => "?",
            2 => "·",
            _ => "\u{fffd}",
        });
        copied = at + c.len_utf8();
    }
    if copied == 0 {
        return Cow::Borrowed(text);
    }
    result.push_str(&text[copied..]);
    Cow::Owned(result)
}

/// The text with a star for each redacted byte. Line ends stay, so that the lines do.
fn redact<'a>(text: Cow<'a, str>, redacted: &[Span]) -> Cow<'a, str> {
    if redacted.is_empty() {
        return text;
    }
    let mut result = String::with_capacity(text.len());
    let mut copied = 0;
    for span in redacted {
        // Rules give places on character boundaries; anything else is redacted to be safe.
        let start = text.floor_char_boundary(span.start as usize).max(copied);
        let end = text.ceil_char_boundary(span.end as usize).max(start);
        result.push_str(&text[copied..start]);
        for c in text[start..end].chars() {
            match c {
                '\n' | '\r' => result.push(c),
                c => result.extend(std::iter::repeat_n('*', c.len_utf8())),
            }
        }
        copied = end;
    }
    result.push_str(&text[copied..]);
    Cow::Owned(result)
}

#[cfg(test)]
mod tests {
    use miette::SourceCode;
    use plimsoll_syntax::FileId;

    use super::*;

    fn file(text: &str) -> SourceFile {
        SourceFile::new(FileId(0), "f", text.into())
    }

    fn read(shown: &Shown<'_>, (start, len): (usize, usize), context: usize) -> (String, usize, usize, usize) {
        let contents = shown
            .read_span(&(start, len).into(), context, context)
            .expect("in bounds");
        let data = String::from_utf8(contents.data().to_vec()).expect("on character boundaries");
        (data, contents.line(), contents.column(), contents.line_count())
    }

    #[test]
    fn reads_whole_lines() {
        let source = file("one\ntwo\r\nthree\nfour");
        let shown = Shown::new(&source, &[]);
        assert_eq!(read(&shown, (5, 1), 0), ("two\r\n".to_owned(), 1, 1, 1));
        assert_eq!(read(&shown, (5, 1), 1), ("one\ntwo\r\nthree\n".to_owned(), 0, 0, 3));
        assert_eq!(read(&shown, (15, 4), 1), ("three\nfour".to_owned(), 2, 0, 2));
        assert_eq!(read(&shown, (5, 6), 0), ("two\r\nthree\n".to_owned(), 1, 1, 2));
        assert!(shown.read_span(&(15, 5).into(), 0, 0).is_err());
    }

    #[test]
    fn labels_stand_where_there_is_text() {
        let at = |text: &str, start, end| {
            let source = file(text);
            Shown::new(&source, &[]).label(Span::new(FileId(0), start, end))
        };
        assert_eq!(at("ab\n", 3, 3), (2, 0));
        assert_eq!(at("aé", 3, 3), (1, 2));
        assert_eq!(at("", 0, 0), (0, 0));
        assert_eq!(at("ab\n\n", 1, 3), (1, 2));
        assert_eq!(at("ab\nc\nd\ne\nf\ng\nh\n", 1, 14), (1, 1));
    }

    #[test]
    fn long_lines_are_shown_in_part() {
        let source = file(&format!(
            "{}\n{}x{}\nlast\n",
            "l".repeat(500),
            "é".repeat(500),
            "é".repeat(500)
        ));
        let shown = Shown::new(&source, &[]);
        let label = shown.label(Span::new(FileId(0), 1501, 2400));
        assert_eq!(label, (1501, 119));
        let (data, line, _, count) = read(&shown, label, 1);
        assert_eq!((data.len(), line, count), (299, 1, 1));
        assert_eq!(read(&shown, (2503, 4), 1), ("last\n".to_owned(), 2, 0, 1));
        assert!(shown.read_span(&(1501, 900).into(), 0, 0).is_err());
    }

    #[test]
    fn cleaning_keeps_offsets() {
        let text = "a\u{1a}\x1b[m\t\r\n\rb\u{9b}\u{202e}c";
        let clean = cleaned(text);
        assert_eq!(clean, "a??[m\t\r\n?b·\u{fffd}c");
        assert_eq!(clean.len(), text.len());
    }

    #[test]
    fn secrets_are_redacted_byte_for_byte() {
        let source = file("PASSWORD=hüx\nKEY=a\r\nb\n");
        let span = |start, end| Span::new(FileId(0), start, end);
        let shown = Shown::new(&source, &[span(9, 13), span(18, 22)]);
        assert_eq!(shown.text, "PASSWORD=****\nKEY=*\r\n*\n");
        assert_eq!(shown.text.len(), source.text().len());
    }
}
