//! Texts that remember where each of their bytes came from.
//!
//! What an instruction *says* is often not a slice of the file: continuations are joined, YAML
//! escapes are decoded, a Dockerfile may be inside a block scalar. [`Text`] holds such a value
//! together with the places that its bytes came from, so that every later parser can work on plain
//! text and still report exact spans in the user's file.

use std::fmt;
use std::ops::{Deref, Range};
use std::sync::Arc;

use crate::{FileId, Span};

/// A run of a [`Text`], and the bytes of the file that it came from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Segment {
    /// Where the run starts in the text.
    pub at: u32,
    /// Where it starts in the file.
    pub source: u32,
    /// How many bytes of the file it takes. If that is not the length of the run in the text (a
    /// decoded escape sequence), the run is one unit without places inside.
    pub len: u32,
}

/// A text whose every byte knows its place in the user's file.
///
/// A part of a text shares the memory of the whole, so that words and scalars need none of their
/// own.
#[derive(Clone)]
pub struct Text {
    line: Arc<Line>,
    /// Where the text starts and ends in the value of its line.
    start: u32,
    end: u32,
}

/// What texts share: a whole file, or a value that was put together from pieces of one.
#[derive(Debug)]
struct Line {
    file: FileId,
    value: Box<str>,
    segments: Segments,
}

/// The runs of a line. Nearly all lines have one, and need no separate memory for it.
#[derive(Debug)]
enum Segments {
    One(Segment),
    Many(Box<[Segment]>),
}

impl Deref for Segments {
    type Target = [Segment];

    fn deref(&self) -> &[Segment] {
        match self {
            Self::One(segment) => std::slice::from_ref(segment),
            Self::Many(segments) => segments,
        }
    }
}

impl PartialEq for Text {
    fn eq(&self, other: &Self) -> bool {
        self.file() == other.file() && self.as_str() == other.as_str() && self.segments() == other.segments()
    }
}

impl Eq for Text {}

impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Text")
            .field("span", &self.full_span())
            .field("value", &self.as_str())
            .finish()
    }
}

impl Text {
    /// The decoded bytes of a whole file.
    pub(crate) fn of_decoded(file: FileId, value: String) -> Self {
        let segment = Segment {
            at: 0,
            source: 0,
            len: value.len() as u32,
        };
        Self::of_line(file, value.into_boxed_str(), Segments::One(segment))
    }

    fn of_line(file: FileId, value: Box<str>, segments: Segments) -> Self {
        Self {
            start: 0,
            end: value.len() as u32,
            line: Arc::new(Line { file, value, segments }),
        }
    }

    /// The value.
    pub fn as_str(&self) -> &str {
        &self.line.value[self.start as usize..self.end as usize]
    }

    /// The file that the text was written in.
    pub fn file(&self) -> FileId {
        self.line.file
    }

    /// The runs that the text is made of, in order.
    pub fn segments(&self) -> Vec<Segment> {
        let (from, to) = (self.start as usize, self.end as usize);
        let first = self.line.segment(from).unwrap_or(0);
        let behind = self.line.segments.partition_point(|s| (s.at as usize) < to);
        (first..behind.max(first + 1).min(self.line.segments.len()))
            .map(|index| self.line.cut(index, from..to))
            .collect()
    }

    /// Whether each word of the value has a place of its own. False if the mapping was lost, and
    /// the whole value stands for the whole written text.
    pub fn has_places(&self) -> bool {
        let segments = self.segments();
        let ends = segments.iter().skip(1).map(|next| next.at as usize);
        let ends = ends.chain([self.as_str().len()]);
        segments.iter().zip(ends).all(|(segment, end)| {
            let run = &self.as_str()[segment.at as usize..end];
            segment.len as usize == run.len() || run.chars().nth(1).is_none() || run.trim().is_empty()
        })
    }

    /// The span in the user's file of a range of the value. It runs from the first to the last byte
    /// of the range, across anything that was dropped between them.
    pub fn span(&self, range: Range<usize>) -> Span {
        let range = self.start as usize + range.start..self.start as usize + range.end;
        if let Some(start) = self.line.exact(&range) {
            return Span::new(self.line.file, start, start + range.len());
        }
        let start = self.source_start(range.start);
        if range.is_empty() {
            return Span::new(self.line.file, start, start);
        }
        Span::new(self.line.file, start, self.line.source_end(range.end).max(start))
    }

    /// The span of the whole value.
    pub fn full_span(&self) -> Span {
        self.span(0..(self.end - self.start) as usize)
    }

    /// The part of this text in a range of the value, with its own map.
    pub fn slice(&self, range: Range<usize>) -> Self {
        let length = (self.end - self.start) as usize;
        assert!(
            range.start <= range.end && range.end <= length,
            "a part lies in its text"
        );
        let range = self.start as usize + range.start..self.start as usize + range.end;
        if range.is_empty() && self.line.exact(&range).is_none() {
            // Between two runs, the place alone does not say which of them it belongs to.
            let segment = Segment {
                at: 0,
                source: self.source_start(range.start) as u32,
                len: 0,
            };
            return Self::of_line(self.line.file, Box::default(), Segments::One(segment));
        }
        Self {
            line: Arc::clone(&self.line),
            start: range.start as u32,
            end: range.end as u32,
        }
    }

    /// The place in the file of a place in the line.
    fn source_start(&self, at: usize) -> usize {
        if at == self.end as usize && self.start < self.end {
            return self.line.source_end(at);
        }
        self.line.source_start(at)
    }
}

impl Line {
    /// The run that contains a place.
    fn segment(&self, at: usize) -> Option<usize> {
        self.segments.partition_point(|s| s.at as usize <= at).checked_sub(1)
    }

    /// Where a run ends in the value.
    fn end_of(&self, index: usize) -> usize {
        self.segments.get(index + 1).map_or(self.value.len(), |s| s.at as usize)
    }

    /// Whether each byte of a run has its own byte in the file.
    fn is_exact(&self, index: usize) -> bool {
        let segment = self.segments[index];
        self.end_of(index) - segment.at as usize == segment.len as usize
    }

    /// The place of a range in the file, if it is inside a run that was taken unchanged.
    fn exact(&self, range: &Range<usize>) -> Option<usize> {
        if let Segments::One(segment) = &self.segments
            && segment.len as usize == self.value.len()
            && range.end <= self.value.len()
        {
            return Some(segment.source as usize + range.start);
        }
        let index = self.segment(range.start)?;
        if range.is_empty() || range.end > self.end_of(index) || !self.is_exact(index) {
            return None;
        }
        let segment = self.segments[index];
        Some(segment.source as usize + range.start - segment.at as usize)
    }

    /// The part of a run in a range of the value, with places relative to the range.
    fn cut(&self, index: usize, range: Range<usize>) -> Segment {
        let segment = self.segments[index];
        let begin = segment.at as usize;
        let from = begin.max(range.start);
        let at = (from - range.start) as u32;
        if !self.is_exact(index) {
            return Segment { at, ..segment };
        }
        Segment {
            at,
            source: segment.source + (from - begin) as u32,
            len: (self.end_of(index).min(range.end) - from) as u32,
        }
    }

    fn source_start(&self, at: usize) -> usize {
        let Some(index) = self.segment(at) else {
            return self.segments.first().map_or(0, |s| s.source as usize);
        };
        let segment = self.segments[index];
        let into = at - segment.at as usize;
        match into == 0 || self.is_exact(index) {
            true => segment.source as usize + into.min(segment.len as usize),
            false => segment.source as usize,
        }
    }

    fn source_end(&self, end: usize) -> usize {
        let Some(index) = self.segment(end - 1) else {
            return self.source_start(end);
        };
        let segment = self.segments[index];
        match self.is_exact(index) {
            true => segment.source as usize + end - segment.at as usize,
            false => (segment.source + segment.len) as usize,
        }
    }
}

/// Makes a [`Text`] from pieces of others.
#[derive(Debug)]
pub struct TextBuilder {
    file: FileId,
    value: String,
    segments: Vec<Segment>,
}

impl TextBuilder {
    /// An empty text of a file.
    pub fn new(file: FileId) -> Self {
        Self {
            file,
            value: String::new(),
            segments: Vec::new(),
        }
    }

    /// An empty text with room for a value of a given length, made of a given number of pieces.
    pub fn with_capacity(file: FileId, length: usize, pieces: usize) -> Self {
        Self {
            file,
            value: String::with_capacity(length),
            segments: Vec::with_capacity(pieces),
        }
    }

    /// The text so far.
    pub fn as_str(&self) -> &str {
        &self.value
    }

    /// Appends a piece of another text of the same file.
    pub fn push(&mut self, text: &Text, range: Range<usize>) {
        if range.is_empty() {
            return;
        }
        let line = &*text.line;
        let range = text.start as usize + range.start..text.start as usize + range.end;
        let first = line.segment(range.start).unwrap_or(0);
        for index in first..line.segments.len() {
            let segment = line.segments[index];
            let begin = segment.at as usize;
            if begin >= range.end {
                break;
            }
            let from = begin.max(range.start);
            let to = line.end_of(index).min(range.end);
            if line.is_exact(index) {
                let source = segment.source as usize + (from - begin);
                self.push_exact(&line.value[from..to], source);
            } else {
                self.push_decoded(&line.value[from..to], segment.source as usize, segment.len as usize);
            }
        }
    }

    /// Appends a slice of the file, from byte `source` on.
    pub fn push_exact(&mut self, slice: &str, source: usize) {
        if slice.is_empty() {
            return;
        }
        let at = self.value.len();
        if let Some(last) = self.segments.last_mut() {
            let exact = at - last.at as usize == last.len as usize;
            if exact && (last.source + last.len) as usize == source {
                last.len += slice.len() as u32;
                self.value.push_str(slice);
                return;
            }
        }
        self.segments.push(Segment {
            at: at as u32,
            source: source as u32,
            len: slice.len() as u32,
        });
        self.value.push_str(slice);
    }

    /// Appends a value that represents the `len` bytes of the file at byte `source`.
    pub fn push_decoded(&mut self, value: &str, source: usize, len: usize) {
        if value.is_empty() {
            return;
        }
        self.segments.push(Segment {
            at: self.value.len() as u32,
            source: source as u32,
            len: len as u32,
        });
        self.value.push_str(value);
    }

    /// The finished text. If nothing was pushed, it is empty, with its place at byte `source`.
    pub fn finish_at(mut self, source: usize) -> Text {
        if self.segments.is_empty() {
            self.segments.push(Segment {
                at: 0,
                source: source as u32,
                len: 0,
            });
        }
        self.finish()
    }

    /// The finished text.
    pub fn finish(self) -> Text {
        let segments = match self.segments[..] {
            [segment] => Segments::One(segment),
            _ => Segments::Many(self.segments.into_boxed_slice()),
        };
        Text::of_line(self.file, self.value.into_boxed_str(), segments)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::SourceFile;

    #[test]
    fn joined_text_maps_back() {
        let file = SourceFile::new(FileId(0), "f", b"RUN a \\\n  b".to_vec());
        let whole = Text::of_file(&file);
        let mut joined = TextBuilder::new(FileId(0));
        joined.push(&whole, 0..6);
        joined.push(&whole, 8..11);
        let joined = joined.finish();
        assert_eq!(joined.as_str(), "RUN a   b");
        assert_eq!(joined.span(4..5).range(), 4..5);
        assert_eq!(joined.span(8..9).range(), 10..11);
        assert_eq!(joined.span(4..9).range(), 4..11);
        assert_eq!(joined.span(0..6).range(), 0..6);
    }

    #[test]
    fn a_value_whose_way_back_was_lost_has_no_places() {
        let mut text = TextBuilder::new(FileId(0));
        text.push_exact("FROM", 10);
        text.push_decoded("  ", 14, 9);
        text.push_decoded("é", 23, 4);
        assert!(text.finish_at(10).has_places());
        let mut text = TextBuilder::new(FileId(0));
        text.push_decoded("FROM a", 10, 40);
        assert!(!text.finish_at(10).has_places());
    }

    #[test]
    fn decoded_escape_is_one_unit() {
        let mut text = TextBuilder::new(FileId(0));
        text.push_exact("ab", 1);
        text.push_decoded("\n", 3, 2);
        text.push_exact("cd", 5);
        let text = text.finish();
        assert_eq!(text.span(0..3).range(), 1..5);
        assert_eq!(text.span(2..3).range(), 3..5);
        assert_eq!(text.span(3..5).range(), 5..7);
        assert_eq!(text.slice(1..4).span(1..2).range(), 3..5);
    }

    #[test]
    fn a_decoded_byte_does_not_merge_with_its_neighbour() {
        let mut text = TextBuilder::new(FileId(0));
        text.push_exact("a", 0);
        text.push_decoded("\"", 1, 2);
        text.push_exact("b", 3);
        let text = text.finish();
        assert_eq!(text.segments().len(), 3);
        assert_eq!(text.span(2..3).range(), 3..4);
    }

    #[test]
    fn an_empty_slice_keeps_its_place() {
        let file = SourceFile::new(FileId(0), "f", b"ENV A=".to_vec());
        let value = Text::of_file(&file).slice(6..6);
        assert_eq!(value.full_span().range(), 6..6);
    }
}
