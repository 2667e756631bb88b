//! Whether the path of a WORKDIR is absolute, and what a relative one continues from.
//!
//! Where WORKDIR leads is covered beside ADD and COPY, which need it.

use plimsoll_syntax::dockerfile::Kind;

use super::copy::{Absolute, absolute};
use crate::view::Instruction;

impl Instruction<'_> {
    /// Whether the path of a WORKDIR is relative; `None` if a variable at its start may make it
    /// absolute.
    pub fn has_relative_path(self) -> Option<bool> {
        let word = self.node().words().first()?;
        match absolute(word, &self.expand(word)) {
            Absolute::Yes => Some(false),
            Absolute::No => Some(true),
            Absolute::Unknown => None,
        }
    }

    /// Whether an earlier WORKDIR of the chain of stages is absolute, or may be.
    pub fn follows_workdir(self) -> bool {
        let Some(stage) = self.stage() else { return false };
        let own = stage.of_kind(Kind::Workdir).filter(|w| w.index() < self.index());
        let inherited = stage.ancestors().skip(1).flat_map(|s| s.of_kind(Kind::Workdir));
        own.chain(inherited).any(|w| w.has_relative_path() != Some(true))
    }
}
