//! Lines and columns of many places, in one pass.

use plimsoll_syntax::{FileId, Position, SourceFile};

/// Remembers the last place, so that a file of one long line with many findings is not counted
/// from its start for each of them.
#[derive(Clone, Default)]
pub struct Positions {
    last: Option<(FileId, u32, Position)>,
}

impl Positions {
    /// Line and column of a byte offset. Cheap if places come in the order of the file.
    pub fn at(&mut self, source: &SourceFile, offset: u32) -> Position {
        let position = match self.last {
            Some((file, before, last)) if file == source.id() && before <= offset => {
                let skipped = source.text().get(before as usize..offset as usize);
                match skipped.filter(|_| source.line_of(offset) == last.line) {
                    Some(skipped) => Position {
                        line: last.line,
                        column: last.column + skipped.chars().count(),
                    },
                    None => source.position(offset),
                }
            }
            _ => source.position(offset),
        };
        self.last = Some((source.id(), offset, position));
        position
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agrees_with_counting_from_the_start() {
        let source = SourceFile::new(FileId(0), "f", "é b\ncd é\n".into());
        let mut positions = Positions::default();
        for offset in [0, 2, 3, 5, 7, 8, 4, 10, 11, 3] {
            assert_eq!(positions.at(&source, offset), source.position(offset), "{offset}");
        }
    }
}
