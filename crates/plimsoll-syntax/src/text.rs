//! Texts that remember where each of their bytes came from.
//!
//! What an instruction *says* is often not a slice of the file: continuations are joined, YAML
//! escapes are decoded, a Dockerfile may stand inside a block scalar. [`Text`] holds such a value
//! together with the places its bytes came from, so that every later parser can work on plain text
//! and still report exact spans in the user's file.

use std::ops::{Deref, Range};

use crate::{FileId, SourceFile, Span};

/// A run of a [`Text`] and the bytes of the file that it came from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Segment {
    /// Where the run starts in the text.
    pub at: u32,
    /// Where it starts in the file.
    pub source: u32,
    /// How many bytes of the file it takes. If that is not the length of the run in the text
    /// (an escape sequence that was decoded), the run is one unit that has no places inside.
    pub len: u32,
}

/// A text whose every byte knows where it stands in the user's file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Text {
    file: FileId,
    value: Box<str>,
    segments: Segments,
}

/// The runs of a text. Nearly all texts have one, and need no memory of their own for it.
#[derive(Clone, Debug)]
enum Segments {
    One(Segment),
    Many(Box<[Segment]>),
}

impl PartialEq for Segments {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl Eq for Segments {}

impl Deref for Segments {
    type Target = [Segment];

    fn deref(&self) -> &[Segment] {
        match self {
            Self::One(segment) => std::slice::from_ref(segment),
            Self::Many(segments) => segments,
        }
    }
}

impl Text {
    /// A whole file as a text, with the identity map.
    pub fn of_file(source: &SourceFile) -> Self {
        Self::of_slice(source, 0..source.text().len())
    }

    /// A part of a file as a text. The range must lie on character boundaries.
    pub fn of_slice(source: &SourceFile, range: Range<usize>) -> Self {
        let segment = Segment {
            at: 0,
            source: range.start as u32,
            len: range.len() as u32,
        };
        Self {
            file: source.id(),
            value: source.text()[range].into(),
            segments: Segments::One(segment),
        }
    }

    /// The value.
    pub fn as_str(&self) -> &str {
        &self.value
    }

    /// The file that the text was written in.
    pub fn file(&self) -> FileId {
        self.file
    }

    /// The runs that the text is made of, in order.
    pub fn segments(&self) -> &[Segment] {
        &self.segments
    }

    /// Whether each word of the value has a place of its own. Not so where the way back was lost,
    /// and the whole value stands for all that was written.
    pub fn has_places(&self) -> bool {
        (0..self.segments.len()).all(|index| {
            let begin = self.segments[index].at as usize;
            let end = self.segments.get(index + 1).map_or(self.value.len(), |s| s.at as usize);
            let run = &self.value[begin..end];
            self.is_exact(index) || run.chars().nth(1).is_none() || run.trim().is_empty()
        })
    }

    /// The span in the user's file of a range of the value. It runs from the first to the last
    /// byte of the range, across whatever was dropped between them.
    pub fn span(&self, range: Range<usize>) -> Span {
        if let Some(segment) = self.single(&range) {
            let start = segment.source as usize;
            return Span::new(self.file, start, start + range.len());
        }
        let start = self.source_start(range.start);
        if range.is_empty() {
            return Span::new(self.file, start, start);
        }
        Span::new(self.file, start, self.source_end(range.end).max(start))
    }

    /// The span of the whole value.
    pub fn full_span(&self) -> Span {
        self.span(0..self.value.len())
    }

    /// The part of this text under a range of the value, with its own map.
    pub fn slice(&self, range: Range<usize>) -> Self {
        let segments = match self.single(&range) {
            // Most parts are words on one line, and need no list.
            Some(segment) => Segments::One(segment),
            None if range.is_empty() => Segments::One(Segment {
                at: 0,
                source: self.source_start(range.start) as u32,
                len: 0,
            }),
            None => {
                let first = self.segments.partition_point(|s| s.at as usize <= range.start) - 1;
                let last = self.segments.partition_point(|s| (s.at as usize) < range.end);
                let cut = (first..last).map(|index| self.cut(index, &range));
                Segments::Many(cut.collect())
            }
        };
        Self {
            file: self.file,
            value: self.value[range].into(),
            segments,
        }
    }

    /// What a part of this text has of a segment.
    fn cut(&self, index: usize, range: &Range<usize>) -> Segment {
        let segment = self.segments[index];
        let begin = segment.at as usize;
        let end = self.segments.get(index + 1).map_or(self.value.len(), |s| s.at as usize);
        let from = begin.max(range.start);
        let at = (from - range.start) as u32;
        if !self.is_exact(index) {
            return Segment { at, ..segment };
        }
        Segment {
            at,
            source: segment.source + (from - begin) as u32,
            len: (end.min(range.end) - from) as u32,
        }
    }

    /// The one segment of a part, if the part lies inside a run that was taken as it stands.
    fn single(&self, range: &Range<usize>) -> Option<Segment> {
        if let Segments::One(segment) = &self.segments
            && segment.len as usize == self.value.len()
            && range.end <= self.value.len()
        {
            return Some(Segment {
                at: 0,
                source: segment.source + range.start as u32,
                len: range.len() as u32,
            });
        }
        let index = self
            .segments
            .partition_point(|s| s.at as usize <= range.start)
            .checked_sub(1)?;
        let end = self.segments.get(index + 1).map_or(self.value.len(), |s| s.at as usize);
        if range.is_empty() || range.end > end || !self.is_exact(index) {
            return None;
        }
        let segment = self.segments[index];
        Some(Segment {
            at: 0,
            source: segment.source + (range.start as u32 - segment.at),
            len: range.len() as u32,
        })
    }

    fn source_start(&self, at: usize) -> usize {
        let at = at as u32;
        let index = self.segments.partition_point(|s| s.at <= at);
        let Some(segment) = index.checked_sub(1).map(|i| &self.segments[i]) else {
            return self.segments.first().map_or(0, |s| s.source as usize);
        };
        let into = at - segment.at;
        if into == 0 || self.is_exact(index - 1) {
            (segment.source + into.min(segment.len)) as usize
        } else if at as usize >= self.value.len() {
            (segment.source + segment.len) as usize
        } else {
            segment.source as usize
        }
    }

    fn source_end(&self, end: usize) -> usize {
        let last = end as u32 - 1;
        let index = self.segments.partition_point(|s| s.at <= last);
        let Some(segment) = index.checked_sub(1).map(|i| &self.segments[i]) else {
            return self.source_start(end);
        };
        if self.is_exact(index - 1) {
            (segment.source + last - segment.at + 1) as usize
        } else {
            (segment.source + segment.len) as usize
        }
    }

    /// Whether each byte of a segment has its own byte in the file.
    fn is_exact(&self, index: usize) -> bool {
        let next = self.segments.get(index + 1);
        let end = next.map_or(self.value.len(), |s| s.at as usize);
        end - self.segments[index].at as usize == self.segments[index].len as usize
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

    /// An empty text with room for a value of a length, made of so many pieces.
    pub fn with_capacity(file: FileId, length: usize, pieces: usize) -> Self {
        Self {
            file,
            value: String::with_capacity(length),
            segments: Vec::with_capacity(pieces),
        }
    }

    /// What was put together so far.
    pub fn as_str(&self) -> &str {
        &self.value
    }

    /// Appends a piece of another text of the same file.
    pub fn push(&mut self, text: &Text, range: Range<usize>) {
        if range.is_empty() {
            return;
        }
        let first = text.segments.partition_point(|s| (s.at as usize) <= range.start) - 1;
        for index in first..text.segments.len() {
            let segment = text.segments[index];
            let begin = segment.at as usize;
            if begin >= range.end {
                break;
            }
            let end = text.segments.get(index + 1).map_or(text.value.len(), |s| s.at as usize);
            let from = begin.max(range.start);
            let to = end.min(range.end);
            if text.is_exact(index) {
                let source = segment.source as usize + (from - begin);
                self.push_exact(&text.value[from..to], source);
            } else {
                self.push_decoded(&text.value[from..to], segment.source as usize, segment.len as usize);
            }
        }
    }

    /// Appends a slice of the file that stands at byte `source`.
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

    /// Appends a value that `len` bytes of the file at byte `source` stand for.
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

    /// The finished text. An empty one stands at byte `source`, if nothing was pushed.
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
        Text {
            file: self.file,
            value: self.value.into_boxed_str(),
            segments: match self.segments[..] {
                [segment] => Segments::One(segment),
                _ => Segments::Many(self.segments.into_boxed_slice()),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
