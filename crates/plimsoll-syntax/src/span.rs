//! Places in files, values with their places, and edits of places.

use std::fmt;
use std::ops::Range;

/// The file of a run that a span is in. Assigned by the table of files. A number only says whether
/// two files are the same: what users see is sorted by path.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct FileId(pub u32);

/// A range of bytes of one file. `end` is exclusive.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Span {
    pub file: FileId,
    pub start: u32,
    pub end: u32,
}

impl Span {
    /// The bytes `start..end` of `file`.
    pub fn new(file: FileId, start: usize, end: usize) -> Self {
        debug_assert!(start <= end);
        Self {
            file,
            start: start as u32,
            end: end as u32,
        }
    }

    /// Length in bytes.
    pub fn len(self) -> usize {
        (self.end - self.start) as usize
    }

    /// Whether the span marks a place between two bytes rather than any text.
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// The smallest span that contains both. Spans of different files do not join: `self` is kept.
    pub fn to(self, other: Self) -> Self {
        if self.file != other.file {
            return self;
        }
        Self {
            file: self.file,
            start: self.start.min(other.start),
            end: self.end.max(other.end),
        }
    }

    /// Whether `other` is inside, ends included.
    pub fn contains(self, other: Self) -> bool {
        self.file == other.file && self.start <= other.start && other.end <= self.end
    }

    /// The empty span at the start.
    pub fn at_start(self) -> Self {
        Self {
            end: self.start,
            ..self
        }
    }

    /// The empty span at the end.
    pub fn at_end(self) -> Self {
        Self {
            start: self.end,
            ..self
        }
    }

    /// The edit that replaces this place with a text.
    pub fn replace(self, text: impl Into<String>) -> Edit {
        Edit {
            span: self,
            text: text.into(),
        }
    }

    /// The edit that inserts a text before this place.
    pub fn insert_before(self, text: impl Into<String>) -> Edit {
        self.at_start().replace(text)
    }

    /// The edit that inserts a text after this place.
    pub fn insert_after(self, text: impl Into<String>) -> Edit {
        self.at_end().replace(text)
    }

    /// The span as a range for slicing.
    pub fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

impl fmt::Debug for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}..{}", self.start, self.end)
    }
}

/// A change of the user's text: `text` replaces what is at `span`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Edit {
    pub span: Span,
    pub text: String,
}

/// A value and its place.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Spanned<T> {
    pub value: T,
    pub span: Span,
}

impl<T> Spanned<T> {
    /// Joins a value with its place.
    pub fn new(value: T, span: Span) -> Self {
        Self { value, span }
    }
}
