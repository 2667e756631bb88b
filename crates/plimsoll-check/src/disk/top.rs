//! The top of a repository: the folder with `.git`.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

/// The way from the top of the repository down to the current folder; absent outside a repository.
pub(super) fn below_top() -> Option<PathBuf> {
    let current = env::current_dir().and_then(fs::canonicalize).ok()?;
    let way = current.strip_prefix(repository(&current)?).ok()?;
    Some(way.to_owned())
}

/// The repository that a folder is in.
pub(super) fn repository(folder: &Path) -> Option<&Path> {
    folder.ancestors().find(|above| is_top(above))
}

/// Whether a folder is the top of a repository.
#[expect(clippy::disallowed_methods, reason = "this module asks the disk")]
pub(super) fn is_top(folder: &Path) -> bool {
    // It is a file in a worktree and in a submodule.
    folder.join(".git").exists()
}
