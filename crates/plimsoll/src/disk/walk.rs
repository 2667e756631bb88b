//! The walk over a folder, as ripgrep does it: `.gitignore` and its like hold, hidden files are
//! left out, links are not followed.

use std::path::{Path, PathBuf};

use ignore::{DirEntry, WalkBuilder};

use super::kind::{self, Guess};
use super::{Problem, read, shown};

/// The files under a folder that are Dockerfiles or Compose files by their name, sorted, and what
/// could not be looked into.
pub(super) fn walk(folder: &Path) -> (Vec<(PathBuf, Guess)>, Vec<Problem>) {
    let mut found = Vec::new();
    let mut problems = Vec::new();
    let mut walk = WalkBuilder::new(folder);
    for entry in walk.sort_by_file_name(Ord::cmp).build() {
        match entry {
            Ok(entry) => found.extend(recognised(entry)),
            Err(error) => problems.push(problem(folder, &error)),
        }
    }
    (found, problems)
}

fn recognised(entry: DirEntry) -> Option<(PathBuf, Guess)> {
    // A folder called `Dockerfile` is a folder; pipes and links are left alone.
    if !entry.file_type().is_some_and(|t| t.is_file()) {
        return None;
    }
    let guess = kind::by_path(entry.path())?;
    Some((entry.into_path(), guess))
}

fn problem(folder: &Path, error: &ignore::Error) -> Problem {
    let (path, depth, inner) = unwrap(error);
    let what = match inner.io_error() {
        Some(error) => read::describe(error),
        None => inner.to_string(),
    };
    Problem {
        path: shown(path.unwrap_or(folder)),
        what,
        named: depth == Some(0),
    }
}

/// The place of an error, how deep below the named folder it is, and the error itself.
fn unwrap(error: &ignore::Error) -> (Option<&Path>, Option<usize>, &ignore::Error) {
    let (mut path, mut depth, mut error) = (None, None, error);
    loop {
        error = match error {
            ignore::Error::WithPath { path: p, err } => {
                path = Some(p.as_path());
                err
            }
            ignore::Error::WithDepth { depth: d, err } => {
                depth = Some(*d);
                err
            }
            ignore::Error::WithLineNumber { err, .. } => err,
            error => return (path, depth, error),
        }
    }
}
