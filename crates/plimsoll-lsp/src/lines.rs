//! Places in a text as the protocol counts them: lines from 0, and columns in the units that were agreed
//! on. A line ends with `\n`, `\r\n` or `\r`.

use lsp_types::{Position, Range};

/// What columns count.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Encoding {
    Utf8,
    Utf16,
}

/// Where the lines of a text begin.
#[derive(Clone, Debug)]
pub(crate) struct Lines(Vec<usize>);

impl Lines {
    pub(crate) fn of(text: &str) -> Self {
        let bytes = text.as_bytes();
        let ends = bytes.iter().enumerate().filter(|&(at, byte)| match byte {
            b'\n' => true,
            b'\r' => bytes.get(at + 1) != Some(&b'\n'),
            _ => false,
        });
        Self(std::iter::once(0).chain(ends.map(|(at, _)| at + 1)).collect())
    }

    /// The offset of a position. One behind the end of a line or of the text means that end.
    pub(crate) fn offset(&self, text: &str, position: Position, encoding: Encoding) -> usize {
        let Some(&start) = self.0.get(position.line as usize) else {
            return text.len();
        };
        let end = self.0.get(position.line as usize + 1).map_or(text.len(), |&next| next);
        let line = text[start..end].trim_end_matches(['\r', '\n']);
        let wanted = position.character as usize;
        if line.is_ascii() {
            return start + wanted.min(line.len());
        }
        let mut column = 0;
        for (at, c) in line.char_indices() {
            let width = width(c, encoding);
            // Inside a character is before it.
            if column + width > wanted {
                return start + at;
            }
            column += width;
        }
        start + line.len()
    }

    /// The position of an offset.
    pub(crate) fn position(&self, text: &str, offset: usize, encoding: Encoding) -> Position {
        let offset = offset.min(text.len());
        let line = self.0.partition_point(|&start| start <= offset) - 1;
        let before = text.get(self.0[line]..offset).unwrap_or_default();
        let column = match before.is_ascii() || encoding == Encoding::Utf8 {
            true => before.len(),
            false => before.chars().map(|c| width(c, encoding)).sum(),
        };
        Position::new(line as u32, column as u32)
    }

    /// The range between two offsets.
    pub(crate) fn range(&self, text: &str, start: usize, end: usize, encoding: Encoding) -> Range {
        Range::new(self.position(text, start, encoding), self.position(text, end, encoding))
    }

    /// The offsets of a range, in order.
    pub(crate) fn offsets(&self, text: &str, range: Range, encoding: Encoding) -> std::ops::Range<usize> {
        let (one, other) = (
            self.offset(text, range.start, encoding),
            self.offset(text, range.end, encoding),
        );
        one.min(other)..one.max(other)
    }
}

fn width(c: char, encoding: Encoding) -> usize {
    match encoding {
        Encoding::Utf8 => c.len_utf8(),
        Encoding::Utf16 => c.len_utf16(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets_and_positions_are_inverse() {
        let text = "a\u{1f433}b\r\né\rc\n";
        let lines = Lines::of(text);
        for encoding in [Encoding::Utf8, Encoding::Utf16] {
            for (offset, c) in text.char_indices() {
                // Between `\r` and `\n` is no place.
                if c == '\n' && text[..offset].ends_with('\r') {
                    continue;
                }
                let position = lines.position(text, offset, encoding);
                assert_eq!(lines.offset(text, position, encoding), offset, "{encoding:?} {offset}");
            }
        }
        assert_eq!(lines.position(text, 5, Encoding::Utf16), Position::new(0, 3));
        assert_eq!(lines.position(text, 5, Encoding::Utf8), Position::new(0, 5));
    }

    #[test]
    fn what_is_too_far_means_the_end() {
        let text = "ab\ncd";
        let lines = Lines::of(text);
        let offset = |line, column| lines.offset(text, Position::new(line, column), Encoding::Utf16);
        assert_eq!((offset(0, 9), offset(1, 9), offset(7, 0)), (2, 5, 5));
        let whale = "\u{1f433}";
        assert_eq!(Lines::of(whale).offset(whale, Position::new(0, 1), Encoding::Utf16), 0);
    }
}
