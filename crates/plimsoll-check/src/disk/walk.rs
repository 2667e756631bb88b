//! The walk over a folder, like ripgrep's: it respects `.gitignore` and the like, and does not follow
//! links. It enters hidden folders, which may hold a project's own files (`.devcontainer`, `.ci`), and
//! leaves out what the project did not write, or wrote to try its own programs on.

use std::path::{Component, Path, PathBuf};

use ignore::{DirEntry, WalkBuilder};
use plimsoll_config::NAMES;
use plimsoll_model::files::FileKind;
use plimsoll_model::project::chosen_files;

use super::kind::{self, Guess};
use super::{Problem, read, shown};

/// Folders of tools, and copies of the code of others, which are mended elsewhere. Go builds nothing in
/// `testdata` either: what lies there is read by tests, and often wrong on purpose, as in the `testfiles` of a
/// parser.
const LEFT_OUT: [&str; 16] = [
    ".cache",
    ".git",
    ".hg",
    ".npm",
    ".svn",
    ".terraform",
    ".tox",
    ".venv",
    ".yarn",
    "bower_components",
    "node_modules",
    "testdata",
    "testfiles",
    "testfiles-negative",
    "third_party",
    "vendor",
];

/// What a walk finds under a folder.
#[derive(Default)]
pub(super) struct Walked {
    /// The files that are Dockerfiles or Compose files by name, sorted.
    pub(super) files: Vec<(PathBuf, Guess)>,
    /// The folders with a configuration of their own.
    pub(super) configured: Vec<PathBuf>,
    /// The folders that could not be read.
    pub(super) problems: Vec<Problem>,
}

/// Looks through a folder.
pub(super) fn walk(folder: &Path) -> Walked {
    let mut walked = Walked::default();
    let mut folders = Vec::new();
    let mut walk = WalkBuilder::new(folder);
    walk.hidden(false).filter_entry(is_of_project);
    for entry in walk.sort_by_file_name(Ord::cmp).build() {
        match entry {
            Ok(entry) if entry.file_type().is_some_and(|t| t.is_dir()) => folders.push(entry.into_path()),
            Ok(entry) => {
                walked.configured.extend(configured(entry.path()));
                walked.files.extend(recognised(entry));
            }
            Err(error) => walked.problems.push(problem(folder, &error)),
        }
    }
    add_chosen(folder, &folders, &mut walked.files);
    walked
}

/// The files under a folder, sorted, also hidden ones, and those in folders that are left out unless they
/// have one of some names.
pub(super) fn all_in(folder: &Path, names: Vec<String>) -> Vec<PathBuf> {
    let mut walk = WalkBuilder::new(folder);
    walk.hidden(false).filter_entry(move |entry| {
        let name = entry.file_name().to_string_lossy();
        let is_left_out = LEFT_OUT.contains(&&*name) && entry.file_type().is_some_and(|t| t.is_dir());
        entry.depth() == 0 || !is_left_out || names.iter().any(|own| **own == *name)
    });
    let entries = walk.sort_by_file_name(Ord::cmp).build().flatten();
    let files = entries.filter(|entry| entry.file_type().is_some_and(|t| t.is_file()));
    files.map(DirEntry::into_path).collect()
}

/// The folder that a file is the configuration of.
fn configured(file: &Path) -> Option<PathBuf> {
    let name = NAMES.iter().rev().find(|name| file.ends_with(name))?;
    let depth = Path::new(name).components().count();
    file.ancestors().nth(depth).map(Path::to_owned)
}

/// Adds the files that `COMPOSE_FILE` in the `.env` of a folder names, if they are below the top:
/// they are Compose files whatever they are called.
#[expect(clippy::disallowed_methods, reason = "this module asks the disk")]
fn add_chosen(top: &Path, folders: &[PathBuf], found: &mut Vec<(PathBuf, Guess)>) {
    let mut chosen = Vec::new();
    for folder in folders {
        let Ok(dotenv) = read::file(&folder.join(".env")) else {
            continue;
        };
        for name in chosen_files(&String::from_utf8_lossy(&dotenv)) {
            let Some(path) = below(top, &folder.join(name)) else {
                continue;
            };
            let is_known = found.binary_search_by(|(found, _)| found.cmp(&path)).is_ok();
            if !is_known && path.is_file() {
                chosen.push((path, Guess::Is(FileKind::Compose)));
            }
        }
    }
    if !chosen.is_empty() {
        found.extend(chosen);
        found.sort_by(|(a, _), (b, _)| a.cmp(b));
        found.dedup_by(|(a, _), (b, _)| a == b);
    }
}

/// A path without needless parts, if it stays below the top.
fn below(top: &Path, path: &Path) -> Option<PathBuf> {
    let mut plain = top.to_owned();
    let depth = top.components().count();
    for part in path.strip_prefix(top).ok()?.components() {
        match part {
            Component::Normal(part) => plain.push(part),
            Component::CurDir => {}
            Component::ParentDir if plain.components().count() > depth => {
                plain.pop();
            }
            _ => return None,
        }
    }
    Some(plain)
}

/// Whether a walk comes to a file at a path below its top.
pub(super) fn enters(path: &str) -> bool {
    let (folders, name) = path.rsplit_once('/').unwrap_or(("", path));
    !name.starts_with('.') && !folders.split('/').any(|folder| LEFT_OUT.contains(&folder))
}

/// Whether an entry is worth a look: the folder that was named, a visible file or a configuration, a
/// folder that is not left out.
fn is_of_project(entry: &DirEntry) -> bool {
    let name = entry.file_name().to_string_lossy();
    let is_folder = entry.file_type().is_some_and(|t| t.is_dir());
    let is_left_out = match is_folder {
        true => LEFT_OUT.contains(&&*name),
        false => name.starts_with('.') && !NAMES.contains(&&*name),
    };
    entry.depth() == 0 || !is_left_out
}

fn recognised(entry: DirEntry) -> Option<(PathBuf, Guess)> {
    // A folder called `Dockerfile` is a folder; pipes and links are not read.
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

/// The path of an error, its depth below the named folder, and the error itself.
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
