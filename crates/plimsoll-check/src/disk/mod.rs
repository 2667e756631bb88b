//! The only module that touches the disk: finds the files to check and reads them.
//!
//! Named paths are always taken; files found by walking are taken if their name or content says
//! what they are. Nothing here fails as a whole: a path that cannot be read is a [`Problem`], and
//! the rest is checked.

mod context;
mod foreign;
mod kind;
mod links;
mod name;
mod pattern;
mod project;
mod read;
mod revision;
mod seen_from;
mod stamps;
mod top;
mod version_control;
mod walk;
mod write;

use std::collections::HashSet;
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

use plimsoll_model::files::{FileKind, Input};
use plimsoll_model::sources::Sources;
use rayon::prelude::*;

use kind::Guess;
pub use name::{identity, name_by_top};
pub use project::Project;
pub use revision::Revision;
pub use seen_from::seen_from;
pub use stamps::Stamps;
pub use write::{put, replace};

/// The name of standard input if it was given none.
const STDIN_NAME: &str = "<stdin>";

/// What the paths of the command line lead to.
pub struct Gathered {
    pub files: Found,
    pub problems: Vec<Problem>,
    /// Path and bytes of standard input if it stands for a file: they lie over what the disk has.
    pub unsaved: Option<(String, Vec<u8>)>,
    /// Access to other files, for the model.
    pub project: Project,
}

/// The files that were found.
pub struct Found {
    /// In the order of the command line, and sorted by name inside a folder.
    pub inputs: Vec<Input>,
    /// Compose files around files that were named alone, which may build, include or complete them.
    pub context: Vec<Input>,
    /// The folders of the command line, and those in them that have a configuration of their own, which may
    /// lead to more files.
    pub folders: Vec<String>,
}

/// The table for the files of a run, over which lie texts that are not saved yet.
pub fn sources<'p, 'u>(project: &'p Project, unsaved: impl IntoIterator<Item = &'u (String, Vec<u8>)>) -> Sources<'p> {
    let sources = Sources::new(project);
    for (path, bytes) in unsaved {
        sources.add(path, bytes.clone());
    }
    sources
}

/// A path that could not be checked.
pub struct Problem {
    pub path: String,
    pub what: String,
    /// Whether the command line names it, so that skipping it means that the job is not done.
    pub named: bool,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.path, self.what)
    }
}

/// A file that may have to be checked.
enum Candidate {
    /// Standard input, which is read at once.
    Read(Input),
    File {
        path: PathBuf,
        /// The kind by its name; a named file is taken even without one.
        guess: Option<Guess>,
        named: bool,
    },
}

/// Finds and reads the files that the paths stand for, files, folders, and `-` for standard input, and
/// those around them.
pub fn gather(paths: &[PathBuf], stdin_name: Option<&Path>) -> Gathered {
    let (mut gathered, read) = gather_named(paths, stdin_name);
    let named = read.into_iter().filter_map(|path| match is_stdin(path) {
        true => stdin_name,
        false => Some(path.as_path()),
    });
    gathered.files.context = context::around(named, &gathered.files.inputs, &gathered.project);
    gathered
}

/// The same without those around, if the files that somebody chose are the whole project.
pub fn gather_chosen(paths: &[PathBuf], stdin_name: Option<&Path>) -> Gathered {
    gather_named(paths, stdin_name).0
}

/// The same, with those of the paths that lead out of no repository.
fn gather_named<'p>(paths: &'p [PathBuf], stdin_name: Option<&Path>) -> (Gathered, Vec<&'p PathBuf>) {
    let mut candidates = Vec::new();
    let mut problems = Vec::new();
    let mut folders = Vec::new();
    let mut seen = Seen::new(paths.len() > 1);
    let mut unsaved = None;
    let mut stdin_is_taken = false;
    let (paths, outside): (Vec<&PathBuf>, Vec<&PathBuf>) =
        paths.iter().partition(|path| is_stdin(path) || !links::lead_out(path));
    problems.extend(outside.into_iter().map(|path| leads_out(path, true)));
    // What an editor has not saved yet stands for the file, which may come along with its folder.
    if let Some(name) = stdin_name {
        seen.insert(seen.canonical(name));
    }
    for &path in &paths {
        if is_stdin(path) {
            if !std::mem::replace(&mut stdin_is_taken, true) {
                match stdin(stdin_name) {
                    Ok(input) => {
                        unsaved = stdin_name.map(|_| (input.path.clone(), input.bytes.clone()));
                        candidates.push(Candidate::Read(input));
                    }
                    Err(problem) => problems.push(problem),
                }
            }
        } else {
            folders.extend(named(path, &mut seen, &mut candidates, &mut problems));
        }
    }
    // In parallel, since most of the time is spent waiting for the disk.
    let read: Vec<_> = candidates.into_par_iter().map(read_candidate).collect();
    let mut inputs = Vec::with_capacity(read.len());
    for result in read {
        match result {
            Ok(input) => inputs.extend(input),
            Err(problem) => problems.push(problem),
        }
    }
    let project = Project::around(&paths, stdin_name);
    let gathered = Gathered {
        files: Found {
            inputs,
            context: Vec::new(),
            folders: folders.iter().map(|folder| identity(folder)).collect(),
        },
        problems,
        unsaved,
        project,
    };
    (gathered, paths)
}

/// The bytes of a file that the command line names in addition to those to check.
pub fn read(path: &Path) -> Result<Vec<u8>, String> {
    read::file(path)
}

/// The paths that a file lists, each ended by a byte; `-` is standard input.
pub fn read_list(path: &Path, end: u8) -> Result<Vec<PathBuf>, String> {
    let bytes = if is_stdin(path) {
        read::stdin()?
    } else {
        read::file(path)?
    };
    let entries = bytes.split(|byte| *byte == end).map(|entry| match end {
        b'\n' => entry.strip_suffix(b"\r").unwrap_or(entry),
        _ => entry,
    });
    Ok(entries.filter(|entry| !entry.is_empty()).map(name::of_bytes).collect())
}

/// Writes a file of the project.
#[expect(clippy::disallowed_methods, reason = "this module writes")]
pub fn write(path: &str, text: &str) -> Result<(), String> {
    fs::write(name::on_disk(path), text).map_err(|error| read::describe(&error))
}

/// The names of the current folder and of those above it, up to the top of the repository: the first
/// is that of the current one, the last that of the folder in the top. None outside a repository.
pub fn folders_above_current() -> Option<Vec<String>> {
    let names: Vec<String> = top::below_top()?
        .components()
        .map(|part| part.as_os_str().to_string_lossy().into_owned())
        .collect();
    Some(names.into_iter().rev().collect())
}

/// The kind of a text that an editor has open: by its name, by its content where the name only hints, or
/// by what the editor takes it for. None if it is nobody's but the user's.
pub fn kind_of_text(path: &str, bytes: &[u8], is_dockerfile: bool) -> Option<FileKind> {
    match kind::of_named(Path::new(path)) {
        Some(Guess::Is(kind)) => Some(kind),
        Some(Guess::PerhapsCompose) => kind::has_services(bytes).then_some(FileKind::Compose),
        None if is_dockerfile => Some(FileKind::Dockerfile),
        None => {
            let is_yaml = [".yml", ".yaml"].iter().any(|end| path.ends_with(end));
            (is_yaml && kind::has_services(bytes)).then_some(FileKind::Compose)
        }
    }
}

/// The kind of a file that somebody names, or why it is none of ours.
pub fn kind_of_named(path: &str, bytes: &[u8]) -> Result<FileKind, &'static str> {
    let guess = kind::of_named(Path::new(path));
    match foreign::what(Path::new(path), guess, bytes) {
        Some(what) => Err(what),
        None => Ok(kind_of(guess, path, bytes)),
    }
}

/// The kind of a file among others; none if a walk passes over it.
pub fn kind_of_found(path: &str, bytes: &[u8]) -> Option<FileKind> {
    match kind::by_path(Path::new(path))? {
        Guess::Is(kind) => Some(kind),
        Guess::PerhapsCompose => kind::has_services(bytes).then_some(FileKind::Compose),
    }
}

/// Makes a folder the current one: paths are relative to it from now on.
pub fn enter(folder: &Path) -> Result<(), String> {
    std::env::set_current_dir(folder).map_err(|error| read::describe(&error))
}

/// Whether there is anything at a path.
#[expect(clippy::disallowed_methods, reason = "this module asks the disk")]
pub fn exists(path: &Path) -> bool {
    path.exists()
}

/// Whether a path is a folder.
#[expect(clippy::disallowed_methods, reason = "this module asks the disk")]
pub fn is_folder(path: &Path) -> bool {
    path.is_dir()
}

/// What lies in a folder.
pub struct Entry {
    pub name: String,
    /// In bytes; absent for a folder. A link is not followed.
    pub size: Option<u64>,
}

/// What lies in a folder, in any order. Names that are not UTF-8 are left out.
#[expect(clippy::disallowed_methods, reason = "this module lists folders")]
pub fn entries(folder: &str) -> Result<Vec<Entry>, String> {
    let entries = fs::read_dir(name::to_ask(&name::on_disk(folder))).map_err(|error| read::describe(&error))?;
    let entry = |entry: fs::DirEntry| {
        let metadata = entry.metadata().ok()?;
        let size = (!metadata.is_dir()).then(|| if metadata.is_file() { metadata.len() } else { 0 });
        let name = entry.file_name().into_string().ok()?;
        Some(Entry { name, size })
    };
    Ok(entries.flatten().filter_map(entry).collect())
}

/// A path that is not read because a link on it leads somewhere else.
fn leads_out(path: &Path, named: bool) -> Problem {
    Problem {
        path: shown(path),
        what: "is not read: a link on its path leads out of the repository".to_owned(),
        named,
    }
}

/// The path of standard input, which may stand for a file.
pub fn name_of_stdin(unsaved: Option<&(String, Vec<u8>)>) -> &str {
    unsaved.map_or(STDIN_NAME, |(path, _)| path)
}

/// Whether a path of the command line means standard input.
pub fn is_stdin(path: &Path) -> bool {
    path.as_os_str() == "-"
}

fn stdin(name: Option<&Path>) -> Result<Input, Problem> {
    let path = name.map_or_else(|| STDIN_NAME.to_owned(), identity);
    let guess = name.and_then(kind::of_named);
    let read = read::stdin().and_then(|bytes| match name.and_then(|name| foreign::what(name, guess, &bytes)) {
        Some(what) => Err(what.to_owned()),
        None => Ok(bytes),
    });
    match read {
        Ok(bytes) => Ok(Input {
            kind: kind_of(guess, &path, &bytes),
            path,
            bytes,
        }),
        Err(what) => Err(Problem {
            path: name.map_or(path, shown),
            what,
            named: true,
        }),
    }
}

/// A path of the command line: a file, or the files in a folder. Returns the folders that may have a
/// configuration.
#[expect(clippy::disallowed_methods, reason = "this module asks the disk")]
fn named(path: &Path, seen: &mut Seen, candidates: &mut Vec<Candidate>, problems: &mut Vec<Problem>) -> Vec<PathBuf> {
    let metadata = match fs::metadata(path) {
        Ok(metadata) => metadata,
        Err(error) => {
            problems.push(Problem {
                path: shown(path),
                what: read::describe(&error),
                named: true,
            });
            return Vec::new();
        }
    };
    let canonical = seen.canonical(path);
    if !metadata.is_dir() {
        if seen.insert(canonical) {
            let guess = kind::of_named(path);
            let (path, named) = (path.to_owned(), true);
            candidates.push(Candidate::File { path, guess, named });
        }
        return Vec::new();
    }
    let walked = walk::walk(path);
    problems.extend(walked.problems);
    for (found, guess) in walked.files {
        // Links are not followed on the way, so only the start needs to be resolved.
        let rest = found.strip_prefix(path).unwrap_or(&found);
        if seen.insert(canonical.as_ref().map(|start| start.join(rest))) {
            candidates.push(Candidate::File {
                path: found,
                guess: Some(guess),
                named: false,
            });
        }
    }
    [vec![path.to_owned()], walked.configured].concat()
}

/// The files in some folders that a configuration leads to although no walk looks at them. `kind` gives
/// the kind of a file that is meant, by its path and whether its name says what it is; in a folder of a
/// tool with one of `names` too.
pub fn gather_more(
    folders: &[PathBuf],
    names: &[String],
    is_meant: &dyn Fn(&str, bool) -> bool,
    is_compose: &dyn Fn(&str) -> bool,
) -> (Vec<Input>, Vec<Problem>) {
    let files = folders.iter().flat_map(|folder| walk::all_in(folder, names.to_vec()));
    let candidates = files.filter_map(|path| {
        let (guess, identity) = (kind::by_path(&path), identity(&path));
        let guess = match is_compose(&identity) {
            true => Some(Guess::Is(FileKind::Compose)),
            false => guess,
        };
        let named = false;
        is_meant(&identity, guess.is_some()).then_some(Candidate::File { path, guess, named })
    });
    let (mut inputs, mut problems) = (Vec::new(), Vec::new());
    for candidate in candidates {
        match read_candidate(candidate) {
            Ok(input) => inputs.extend(input),
            Err(problem) => problems.push(problem),
        }
    }
    (inputs, problems)
}

/// Reads a candidate; `None` if its content shows that it is neither kind.
fn read_candidate(candidate: Candidate) -> Result<Option<Input>, Problem> {
    let (path, guess, named) = match candidate {
        Candidate::Read(input) => return Ok(Some(input)),
        Candidate::File { path, guess, named } => (path, guess, named),
    };
    // A walk follows no links, but the `.env` of a folder may name one.
    if !named && links::lead_out(&path) {
        return Err(leads_out(&path, false));
    }
    let bytes = match read::file(&path) {
        Ok(bytes) => bytes,
        Err(what) => {
            return Err(Problem {
                path: shown(&path),
                what,
                named,
            });
        }
    };
    let foreign = match named || guess.is_none() {
        true => foreign::what(&path, guess, &bytes),
        false => None,
    };
    // A pattern of a configuration may fit more than is meant.
    if foreign.is_some() && !named {
        return Ok(None);
    }
    if let Some(what) = foreign {
        return Err(Problem {
            path: shown(&path),
            what: what.to_owned(),
            named,
        });
    }
    if !named && guess == Some(Guess::PerhapsCompose) && !kind::has_services(&bytes) {
        return Ok(None);
    }
    let path = identity(&path);
    Ok(Some(Input {
        kind: kind_of(guess, &path, &bytes),
        path,
        bytes,
    }))
}

fn kind_of(guess: Option<Guess>, path: &str, bytes: &[u8]) -> FileKind {
    match guess {
        Some(Guess::Is(kind)) => kind,
        Some(Guess::PerhapsCompose) | None => kind::by_content(path, bytes),
    }
}

/// The files that were already taken, so that one named twice is judged once.
struct Seen {
    /// With one path on the command line nothing can come twice, which saves resolving.
    needed: bool,
    files: HashSet<PathBuf>,
}

impl Seen {
    fn new(needed: bool) -> Self {
        let files = HashSet::new();
        Self { needed, files }
    }

    fn canonical(&self, path: &Path) -> Option<PathBuf> {
        if self.needed { fs::canonicalize(path).ok() } else { None }
    }

    fn insert(&mut self, canonical: Option<PathBuf>) -> bool {
        canonical.is_none_or(|path| self.files.insert(path))
    }
}

/// A path as the user should read it.
fn shown(path: &Path) -> String {
    shown_of(&identity(path))
}

/// What a file is called, as the user should read it.
pub fn shown_of(identity: &str) -> String {
    name::shown(identity).unwrap_or_else(|| identity.to_owned())
}
