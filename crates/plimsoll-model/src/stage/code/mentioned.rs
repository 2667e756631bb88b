//! Words that the instructions of a stage contain, wherever they stand.

use crate::view::{Instruction, Stage};

impl Stage<'_> {
    /// Whether an instruction of the stage, or of one that it is built on, speaks of one of these: for
    /// what may be done in many ways that all have one name in them.
    pub fn mentions(self, words: &[&str]) -> bool {
        let mut instructions = self.ancestors().flat_map(Stage::instructions);
        instructions.any(|instruction: Instruction<'_>| {
            let text = self.dockerfile().source().slice(instruction.node().span);
            words.iter().any(|word| text.contains(word))
        })
    }
}
