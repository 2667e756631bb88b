//! How far down a stage checks hashes and signatures.

use plimsoll_syntax::dockerfile::Kind;

use crate::command::download::verifications;
use crate::view::Stage;

impl Stage<'_> {
    /// The last RUN of the stage that checks a hash or a signature, by its index among the
    /// instructions of the file.
    pub fn last_verification(self) -> Option<usize> {
        *self.facts().last_verification.get_or_init(|| {
            let verifies = |code: &crate::dockerfile::Code| !verifications(&code.commands).is_empty();
            let mut runs = self.of_kind(Kind::Run).rev();
            let run = runs.find(|run| run.build_code().iter().any(verifies))?;
            Some(run.index())
        })
    }
}
