//! Compose files that nothing but the `.env` of their project says to be such: `COMPOSE_FILE` names
//! them.

use std::collections::{BTreeSet, HashSet};
use std::fs;
use std::path::{Path, PathBuf};

use plimsoll_model::FileKind;
use plimsoll_model::project::chosen_files;

use super::kind::Guess;
use super::read;

/// The files that are named in the folder that was walked, or beside a Compose file in it, and that
/// their own names do not give away.
pub(super) fn chosen(folder: &Path, found: &[(PathBuf, Guess)]) -> Vec<PathBuf> {
    let composes = found
        .iter()
        .filter(|(_, guess)| *guess != Guess::Is(FileKind::Dockerfile));
    let mut folders: BTreeSet<&Path> = composes.filter_map(|(path, _)| path.parent()).collect();
    folders.insert(folder);
    let mut chosen: BTreeSet<PathBuf> = BTreeSet::new();
    for place in folders {
        let Ok(bytes) = read::file(&place.join(".env")) else {
            continue;
        };
        let names = chosen_files(&String::from_utf8_lossy(&bytes));
        chosen.extend(names.into_iter().map(|name| place.join(name)));
    }
    if chosen.is_empty() {
        return Vec::new();
    }
    let known: HashSet<&PathBuf> = found.iter().map(|(path, _)| path).collect();
    let new = chosen.into_iter().filter(|path| !known.contains(path));
    new.filter(|path| lies_in(path, folder)).collect()
}

/// Whether it is a file below the folder; what lies elsewhere belongs to another project.
#[expect(clippy::disallowed_methods, reason = "this module asks the disk")]
fn lies_in(path: &Path, folder: &Path) -> bool {
    let (Ok(real), Ok(folder)) = (fs::canonicalize(path), fs::canonicalize(folder)) else {
        return false;
    };
    real.starts_with(folder) && real.is_file()
}
