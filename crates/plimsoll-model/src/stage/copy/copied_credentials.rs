//! Variables that name a file with credentials which was copied from the build context.

use plimsoll_syntax::Span;
use plimsoll_syntax::dockerfile::Kind;

use super::copy_target::Placed;
use crate::base::path;
use crate::dockerfile::CopySource;
use crate::secret::{names_secret_file, secret_file};
use crate::view::Stage;

/// A file that sets such variables more often than this is a test of linters.
const MOST: usize = 8;

/// A file with credentials from the build context.
#[derive(Clone, Debug)]
pub struct CopiedCredentials {
    /// The value of the variable that names it.
    pub value: Span,
    pub path: String,
    /// What was copied.
    pub copied: Span,
}

impl Stage<'_> {
    /// The files that its variables mark as credentials and that it copied without naming them.
    pub fn copied_credentials(self) -> Vec<CopiedCredentials> {
        let pairs = self.of_kind(Kind::Env).chain(self.of_kind(Kind::Arg));
        let pairs =
            pairs.flat_map(|instruction| instruction.node().pairs().iter().map(move |pair| (instruction, pair)));
        let mut pairs = pairs
            .filter(|(_, pair)| names_secret_file(pair.key.as_written()))
            .peekable();
        // Most stages have none.
        if pairs.peek().is_none() {
            return Vec::new();
        }
        let Some(folder) = self.final_workdir() else {
            return Vec::new();
        };
        let found = pairs.take(MOST).filter_map(|(instruction, pair)| {
            let word = pair.value.as_ref()?;
            let path = instruction.expand(word).likely()?;
            // If the whole file system was copied over, only a relative path shows that the file is
            // meant.
            let is_absolute = path.starts_with('/');
            let path = path::absolute(&path, &folder);
            let mut copies = self.placed().filter(|placed| !is_absolute || placed.path != "/");
            let copy = copies.find(|placed| brings(placed, &path))?;
            Some(CopiedCredentials {
                value: word.span,
                path,
                copied: copy.source.span,
            })
        });
        found.collect()
    }
}

fn brings(placed: &Placed<'_>, path: &str) -> bool {
    let is_local = placed.kind == CopySource::Local && placed.instruction.node().flag("from").is_none();
    // A file whose own name tells is a different matter.
    if !is_local || secret_file(placed.name).is_some() {
        return false;
    }
    if placed.is_file {
        return placed.path == path;
    }
    path::inside(path, placed.path).is_some_and(|inside| !inside.is_empty())
}
