//! Whether the path of a WORKDIR is whole, and what a relative one goes on from.
//!
//! Where WORKDIR leads is said beside ADD and COPY, which need it.

use plimsoll_syntax::dockerfile::{Kind, Part};

use super::Instruction;
use crate::Value;

impl Instruction<'_> {
    /// Whether the path of a WORKDIR is relative; `None` if a variable at its start may make it
    /// absolute.
    pub fn has_relative_path(self) -> Option<bool> {
        let word = self.node().words().first()?;
        // What a quote without an end makes of it is said by the parser.
        if word.malformed.is_some() {
            return None;
        }
        let start = match (self.expand(word), word.parts.first()) {
            (Value::Known(path) | Value::Default(path), _) => path,
            (Value::Unknown, Some(Part::Literal(text))) => text.value.to_string(),
            (Value::Unknown, _) => return None,
        };
        // A variable without a value leaves no path at all.
        if start.is_empty() {
            return None;
        }
        // As written too: with `\` as escape character, `C:\data` loses it.
        let is_absolute = |path: &str| path.starts_with(['/', '\\']) || has_drive(path);
        Some(!is_absolute(&start) && !is_absolute(word.as_written()))
    }

    /// Whether an earlier WORKDIR of the chain of stages is absolute, or may be.
    pub fn follows_workdir(self) -> bool {
        let Some(stage) = self.stage() else { return false };
        let own = stage.of_kind(Kind::Workdir).filter(|w| w.index() < self.index());
        let inherited = stage.ancestors().skip(1).flat_map(|s| s.of_kind(Kind::Workdir));
        own.chain(inherited).any(|w| w.has_relative_path() != Some(true))
    }
}

/// `C:data` goes on from the folder that the drive is at, so it takes a slash as well.
fn has_drive(path: &str) -> bool {
    matches!(path.as_bytes(), [letter, b':', b'/' | b'\\', ..] if letter.is_ascii_alphabetic())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn drives() {
        assert!(has_drive("C:\\data"));
        assert!(has_drive("c:/"));
        assert!(!has_drive("C:data"));
        assert!(!has_drive("data"));
    }
}
