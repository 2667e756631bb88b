//! Physical lines to logical ones: continuations joined, comments and blank lines removed.
//!
//! The content of a line is left to others; `heredoc` takes the bodies, and moves the reader.

use std::ops::Range;

use crate::{Span, SyntaxError, SyntaxErrorKind, Text, TextBuilder};

use super::tree::{Comment, Kind, keyword_of_line};

/// The longest line that BuildKit reads, without its line feed.
// BuildKit v0.30, frontend/dockerfile/parser: a `bufio.Scanner` with its default buffer.
const LONGEST_LINE: usize = 65_535;

/// One line of the text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Line {
    pub(super) start: usize,
    /// Without line feed and carriage returns.
    pub(super) end: usize,
    /// Where the next line starts.
    pub(super) next: usize,
}

/// The line that starts at a place; absent at the end of the text.
pub(super) fn line_at(value: &str, start: usize) -> Option<Line> {
    let rest = &value[start..];
    if rest.is_empty() {
        return None;
    }
    let (length, next) = match memchr::memchr(b'\n', rest.as_bytes()) {
        Some(at) => (at, start + at + 1),
        None => (rest.len(), value.len()),
    };
    let kept = rest[..length].trim_end_matches('\r');
    Some(Line {
        start,
        end: start + kept.len(),
        next,
    })
}

/// An instruction's lines, joined.
#[derive(Debug)]
pub(super) struct Logical {
    pub(super) text: Text,
    /// The start of the first line's text, in the outer text.
    pub(super) start: usize,
    /// The end of the last line that belongs to it, in the outer text.
    pub(super) end: usize,
}

/// Reads logical lines one after the other.
#[derive(Debug)]
pub(super) struct Reader<'a> {
    pub(super) text: &'a Text,
    /// Where the next line starts.
    pub(super) at: usize,
    pub(super) escape: char,
    pub(super) comments: Vec<Comment>,
    pub(super) errors: Vec<SyntaxError>,
    /// The pieces of the logical line in progress; kept for its memory.
    pieces: Vec<Range<usize>>,
}

impl<'a> Reader<'a> {
    /// A reader at the start of a text, after its byte order mark.
    pub(super) fn new(text: &'a Text) -> Self {
        let at = if text.as_str().starts_with('\u{feff}') { 3 } else { 0 };
        Self {
            text,
            at,
            escape: '\\',
            comments: Vec::new(),
            errors: Vec::new(),
            pieces: Vec::new(),
        }
    }

    /// The next line, without taking it.
    pub(super) fn peek(&self) -> Option<Line> {
        line_at(self.text.as_str(), self.at)
    }

    /// Takes a line that was peeked at.
    pub(super) fn take(&mut self, line: Line) {
        self.at = line.next;
        self.check_length(line);
    }

    /// Reports a line that BuildKit would not read.
    pub(super) fn check_length(&mut self, line: Line) {
        if line.next - line.start <= LONGEST_LINE {
            return;
        }
        let value = self.text.as_str();
        let length = value[line.start..line.next].trim_end_matches('\n').len();
        if length <= LONGEST_LINE {
            return;
        }
        self.errors.push(
            SyntaxError::new(
                SyntaxErrorKind::Dockerfile,
                self.beginning(line.start, line.end),
                format!("the line has {length} bytes, but Docker reads {LONGEST_LINE} at most"),
            )
            .help("break the line with continuations, or put the text into a file and copy that"),
        );
    }

    /// Takes a comment line; `start` is the place of its `#`.
    pub(super) fn comment(&mut self, start: usize, end: usize, inside_instruction: bool) {
        self.comments.push(Comment {
            span: self.text.span(start..end),
            text: self.text.as_str()[start + 1..end].trim().into(),
            inside_instruction,
        });
    }

    /// The next logical line; also takes the blank lines and comments before it.
    pub(super) fn next_logical(&mut self) -> Option<Logical> {
        let value = self.text.as_str();
        while let Some(line) = self.peek() {
            self.take(line);
            let start = first_visible(value, line);
            if start == line.end {
                continue;
            }
            if value.as_bytes()[start] == b'#' {
                self.comment(start, line.end, false);
                continue;
            }
            return Some(match continuation(&value[start..line.end], self.escape) {
                None => Logical {
                    text: self.text.slice(start..line.end),
                    start,
                    end: trimmed_end(value, start, line.end),
                },
                Some(length) => self.join(start, start + length, line),
            });
        }
        None
    }

    /// Joins the lines that follow a continuation. The first one's text ends at `end`.
    // BuildKit v0.30, frontend/dockerfile/parser: only the first line loses its leading spaces;
    // comments and blank lines vanish wherever they are.
    fn join(&mut self, start: usize, end: usize, first: Line) -> Logical {
        let value = self.text.as_str();
        self.pieces.clear();
        self.pieces.push(start..end);
        let mut last_end = trimmed_end(value, start, first.end);
        let mut blank: Option<(usize, usize)> = None;
        let mut pending = self.comments.len();
        while let Some(line) = self.peek() {
            self.take(line);
            let visible = first_visible(value, line);
            if visible == line.end {
                blank = Some((blank.map_or(line.start, |(from, _)| from), line.next));
                continue;
            }
            let blank_lines = blank.take();
            if !self.swallows(start..end, visible..line.end) {
                self.report_blank(blank_lines);
            }
            if value.as_bytes()[visible] == b'#' {
                self.comment(visible, line.end, false);
                continue;
            }
            for comment in &mut self.comments[pending..] {
                comment.inside_instruction = true;
            }
            pending = self.comments.len();
            last_end = trimmed_end(value, line.start, line.end);
            match continuation(&value[line.start..line.end], self.escape) {
                Some(length) => self.pieces.push(line.start..line.start + length),
                None => {
                    self.pieces.push(line.start..line.end);
                    break;
                }
            }
        }
        // What follows the last line feed of the file is no line.
        self.report_blank(blank.filter(|(from, to)| value[*from..*to].contains('\n')));
        let source = self.text.span(start..start).start as usize;
        let length = self.pieces.iter().map(ExactSizeIterator::len).sum();
        let mut joined = TextBuilder::with_capacity(self.text.file(), length, self.pieces.len());
        for piece in &self.pieces {
            joined.push(self.text, piece.clone());
        }
        Logical {
            text: joined.finish_at(source),
            start,
            end: last_end,
        }
    }

    /// Whether an instruction that begins a continued line becomes a part of this one. Blank lines
    /// above it do no harm compared to that.
    fn swallows(&self, first: Range<usize>, line: Range<usize>) -> bool {
        let value = self.text.as_str();
        let mut words = value[first].split_whitespace();
        let kind = Kind::of(words.next().unwrap_or_default());
        // `ONBUILD` goes on with an instruction.
        let is_begun = kind != Kind::Onbuild || words.next().is_some();
        is_begun && kind.may_swallow() && keyword_of_line(&value[line]).is_some()
    }

    /// One entry for each run of blank lines, with the span that a fix has to remove.
    fn report_blank(&mut self, run: Option<(usize, usize)>) {
        let Some((start, end)) = run else { return };
        self.errors.push(
            SyntaxError::new(
                SyntaxErrorKind::EmptyContinuation,
                self.text.span(start..end),
                "there is a blank line inside a continued instruction",
            )
            .help("remove the blank line; a later version of Docker will end the instruction here"),
        );
    }

    /// The span of the start of a line: it shows which one is meant, and the whole line would fill
    /// the screen.
    pub(super) fn beginning(&self, start: usize, end: usize) -> Span {
        let shown: usize = self.text.as_str()[start..end]
            .chars()
            .take(40)
            .map(char::len_utf8)
            .sum();
        self.text.span(start..start + shown)
    }

    /// The span of a range of the outer text.
    pub(super) fn span(&self, start: usize, end: usize) -> Span {
        self.text.span(start..end)
    }
}

/// The start of a line's text after its leading spaces.
pub(super) fn first_visible(value: &str, line: Line) -> usize {
    line.end - value[line.start..line.end].trim_start().len()
}

fn trimmed_end(value: &str, start: usize, end: usize) -> usize {
    start + value[start..end].trim_end().len()
}

/// The number of bytes before the escape character that continues a line.
// BuildKit v0.30, frontend/dockerfile/parser: the escape character, then only spaces and tabs; a
// doubled escape character does not continue.
fn continuation(line: &str, escape: char) -> Option<usize> {
    let bytes = line.as_bytes();
    let last = bytes.iter().rposition(|b| !matches!(b, b' ' | b'\t'))?;
    // The escape character is ASCII, so bytes are enough.
    let escape = escape as u8;
    let doubled = last > 0 && bytes[last - 1] == escape;
    (bytes[last] == escape && !doubled).then_some(last)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{FileId, SourceFile};

    fn logical(input: &str) -> Vec<String> {
        let file = SourceFile::new(FileId(0), "f", input.into());
        let text = Text::of_file(&file);
        let mut reader = Reader::new(&text);
        std::iter::from_fn(|| reader.next_logical())
            .map(|l| l.text.as_str().to_owned())
            .collect()
    }

    #[test]
    fn joins_lines() {
        assert_eq!(logical("RUN a \\\n  b\\ \t\r\nc\nD"), ["RUN a   bc", "D"]);
        assert_eq!(logical("  RUN a\\\n# x\n\n   # y\\\n b"), ["RUN a b"]);
    }

    #[test]
    fn blank_lines_are_reported_once_and_not_above_a_swallowed_instruction() {
        let blank = |input: &str| {
            let file = SourceFile::new(FileId(0), "f", input.into());
            let text = Text::of_file(&file);
            let mut reader = Reader::new(&text);
            while reader.next_logical().is_some() {}
            reader.errors.len()
        };
        assert_eq!(blank("RUN a && \\\n\n\n b\n"), 1);
        assert_eq!(blank("RUN a && \\\n b && \\\n\n"), 1);
        assert_eq!(blank("RUN a && \\\n"), 0);
        assert_eq!(blank("RUN a && \\\n\nUSER b\n"), 0);
        assert_eq!(blank("RUN a && \\\n "), 0);
        assert_eq!(blank("COPY a \\\n\nUSER b\n"), 1);
        assert_eq!(blank("ONBUILD \\\n\nRUN b\n"), 1);
    }

    #[test]
    fn a_doubled_escape_ends_the_line() {
        assert_eq!(logical("RUN a \\\\\nRUN b"), ["RUN a \\\\", "RUN b"]);
    }

    #[test]
    fn a_lone_escape_goes_on() {
        assert_eq!(logical("\\\nFROM a\nRUN b \\\n\\\nc"), ["FROM a", "RUN b c"]);
    }

    #[test]
    fn comments_know_whether_the_instruction_goes_on() {
        let file = SourceFile::new(FileId(0), "f", b"# a\nRUN x \\\n# b\n y \\\n# c\n".to_vec());
        let text = Text::of_file(&file);
        let mut reader = Reader::new(&text);
        while reader.next_logical().is_some() {}
        let inside: Vec<_> = reader
            .comments
            .iter()
            .map(|c| (&*c.text, c.inside_instruction))
            .collect();
        assert_eq!(inside, [("a", false), ("b", true), ("c", false)]);
    }
}
