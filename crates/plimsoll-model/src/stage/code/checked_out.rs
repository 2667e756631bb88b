//! Clones that a later step moves to another commit.

use std::collections::HashMap;

use plimsoll_syntax::dockerfile::Kind;

use crate::command::git::checkouts;
use crate::view::Stage;

impl Stage<'_> {
    /// The folders of repositories that its steps move to a tag or a commit, by their own names,
    /// and the index of the last RUN that does it.
    pub fn checked_out_folders(self) -> HashMap<String, usize> {
        let mut found = HashMap::new();
        let mut workdir = String::new();
        for instruction in self.instructions() {
            if instruction.node().kind == Kind::Workdir {
                let path = instruction
                    .node()
                    .words()
                    .first()
                    .and_then(|word| instruction.expand(word).likely());
                let path = path.unwrap_or_default();
                workdir = path
                    .trim_end_matches('/')
                    .rsplit('/')
                    .next()
                    .unwrap_or_default()
                    .to_owned();
            }
            for code in instruction.build_code() {
                for checkout in checkouts(&code.commands) {
                    let folder = checkout.folder.map_or_else(|| workdir.clone(), str::to_owned);
                    found.insert(folder, instruction.index());
                }
            }
        }
        found
    }
}
