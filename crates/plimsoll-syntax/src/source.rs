//! A file of a run, decoded, with its lines.

use std::ops::Range;
use std::sync::OnceLock;

use crate::{FileId, Span, Text};

/// A line and a column, both from 1; the column counts characters, not bytes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Position {
    pub line: usize,
    pub column: usize,
}

/// One file of a run, decoded.
///
/// Bytes that are not UTF-8 are each replaced by the one-byte control character U+001A
/// (SUBSTITUTE), so that every offset into the text is also an offset into the user's bytes.
#[derive(Debug)]
pub struct SourceFile {
    id: FileId,
    path: Box<str>,
    /// Only if it differs from the path.
    shown: Option<Box<str>>,
    whole: Text,
    /// The bytes as they were read, only if they differ from the text.
    original: Option<Box<[u8]>>,
    invalid: Vec<Span>,
    lines: OnceLock<Vec<u32>>,
}

impl SourceFile {
    /// The character that replaces a byte that is not UTF-8.
    pub const SUBSTITUTE: char = '\u{1a}';

    /// Decodes a file. `path` says which file it is, with `/` between its parts.
    pub fn new(id: FileId, path: impl Into<Box<str>>, bytes: Vec<u8>) -> Self {
        let (text, original) = decode(bytes);
        let invalid = original
            .as_deref()
            .map_or_else(Vec::new, |bytes| invalid_runs(id, bytes));
        Self {
            id,
            path: path.into(),
            shown: None,
            whole: Text::of_decoded(id, text),
            original,
            invalid,
            lines: OnceLock::new(),
        }
    }

    /// The same file, under another name for the user.
    #[must_use]
    pub fn shown_as(mut self, shown: impl Into<Box<str>>) -> Self {
        self.shown = Some(shown.into()).filter(|shown| *shown != self.path);
        self
    }

    /// The rest of a file whose text nobody needs: number, path, and the name for the user.
    #[must_use]
    pub fn without_text(&self) -> Self {
        Self {
            path: self.path.clone(),
            shown: self.shown.clone(),
            ..Self::new(self.id, "", Vec::new())
        }
    }

    /// The number of this file in its run.
    pub fn id(&self) -> FileId {
        self.id
    }

    /// Which file it is: other files are found from it, and files are compared and sorted by it.
    /// Two files of a run never share it.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The path as the user should read it. Two files may look the same.
    pub fn shown(&self) -> &str {
        self.shown.as_deref().unwrap_or(&self.path)
    }

    /// The bytes as they were read. Offsets into the text are also offsets into these.
    pub fn bytes(&self) -> &[u8] {
        self.original.as_deref().unwrap_or(self.text().as_bytes())
    }

    /// The whole decoded text, including a byte order mark.
    pub fn text(&self) -> &str {
        self.whole.as_str()
    }

    /// Runs of bytes that are not UTF-8.
    pub fn invalid(&self) -> &[Span] {
        &self.invalid
    }

    /// The span of the whole file.
    pub fn span(&self) -> Span {
        Span::new(self.id, 0, self.text().len())
    }

    /// The text in a span of this file; empty for a span that does not fit.
    pub fn slice(&self, span: Span) -> &str {
        self.text().get(span.range()).unwrap_or_default()
    }

    /// The number of lines; a final newline does not open another.
    pub fn line_count(&self) -> usize {
        let starts = self.line_starts();
        match starts.last() {
            Some(&last) if last as usize == self.text().len() && starts.len() > 1 => starts.len() - 1,
            _ => starts.len(),
        }
    }

    /// Line and column of a byte offset.
    pub fn position(&self, offset: u32) -> Position {
        let line = self.line_of(offset);
        let start = self.line_starts()[line - 1] as usize;
        let end = (offset as usize).min(self.text().len());
        let column = self.text().get(start..end).map_or(0, |s| s.chars().count()) + 1;
        Position { line, column }
    }

    /// The line (from 1) that contains a byte offset.
    pub fn line_of(&self, offset: u32) -> usize {
        self.line_starts().partition_point(|&start| start <= offset)
    }

    /// The span of a line (from 1) without its line end. Lines past the end are empty.
    pub fn line_span(&self, line: usize) -> Span {
        let starts = self.line_starts();
        let end_of_text = self.text().len();
        let start = starts.get(line - 1).map_or(end_of_text, |&s| s as usize);
        let next = starts.get(line).map_or(end_of_text, |&s| s as usize);
        let line = &self.text()[start..next];
        let kept = line.strip_suffix('\n').unwrap_or(line);
        let kept = kept.strip_suffix('\r').unwrap_or(kept);
        Span::new(self.id, start, start + kept.len())
    }

    fn line_starts(&self) -> &[u32] {
        self.lines.get_or_init(|| {
            let ends = || memchr::memchr_iter(b'\n', self.text().as_bytes());
            // Reports keep the lines of all files, so none is to have room for more.
            let mut starts = Vec::with_capacity(1 + ends().count());
            starts.push(0);
            starts.extend(ends().map(|at| at as u32 + 1));
            starts
        })
    }
}

impl Text {
    /// A whole file as a text, with the identity map.
    pub fn of_file(source: &SourceFile) -> Self {
        source.whole.clone()
    }

    /// A part of a file as a text. The range must lie on character boundaries.
    pub(crate) fn of_slice(source: &SourceFile, range: Range<usize>) -> Self {
        source.whole.slice(range)
    }
}

/// The text, and the bytes if these are not the same.
fn decode(bytes: Vec<u8>) -> (String, Option<Box<[u8]>>) {
    let bytes = match String::from_utf8(bytes) {
        Ok(text) => return (text, None),
        Err(error) => error.into_bytes(),
    };
    let mut text = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        text.extend(chunk.invalid().iter().map(|_| SourceFile::SUBSTITUTE));
    }
    (text, Some(bytes.into_boxed_slice()))
}

fn invalid_runs(id: FileId, bytes: &[u8]) -> Vec<Span> {
    let mut runs: Vec<Span> = Vec::new();
    let mut at = 0;
    for chunk in bytes.utf8_chunks() {
        let start = at + chunk.valid().len();
        at = start + chunk.invalid().len();
        match runs.last_mut() {
            _ if start == at => {}
            Some(last) if last.end as usize == start => last.end = at as u32,
            _ => runs.push(Span::new(id, start, at)),
        }
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn invalid_bytes_keep_offsets() {
        let file = SourceFile::new(FileId(0), "f", b"a\xff\xfeb\xc3".to_vec());
        assert_eq!(file.text().len(), 5);
        let spans: Vec<_> = file.invalid().iter().map(|s| s.range()).collect();
        assert_eq!(spans, [1..3, 4..5]);
        assert_eq!(file.bytes(), b"a\xff\xfeb\xc3");
    }

    #[test]
    fn a_file_may_be_shown_as_something_else() {
        let file = SourceFile::new(FileId(0), "a", Vec::new());
        assert_eq!((file.path(), file.shown()), ("a", "a"));
        let file = file.shown_as("./a");
        assert_eq!((file.path(), file.shown()), ("a", "./a"));
    }

    #[test]
    fn positions_count_characters() {
        let file = SourceFile::new(FileId(0), "f", "é\r\nb\n".into());
        assert_eq!(file.position(2), Position { line: 1, column: 2 });
        assert_eq!(file.position(4), Position { line: 2, column: 1 });
        assert_eq!(file.line_span(1).range(), 0..2);
        assert_eq!(file.line_count(), 2);
    }
}
