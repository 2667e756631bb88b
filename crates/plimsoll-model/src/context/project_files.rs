//! The files of package managers in a build context: manifests, lock files, folders of dependencies.
//!
//! They are found by their names, and only where a build takes them: a look at the disk for each name.

use plimsoll_syntax::Span;

use super::BuildContext;
use super::requirements::{OpenPackage, open_packages};
use crate::base::path::{file_name, folder, join, upwards};
use crate::command::package::{DEPENDENCY_FOLDERS, lockfiles_of, manifests};
use crate::files::Files;

const REQUIREMENTS: &str = "requirements.txt";
/// A larger file is not one that a person keeps.
const MOST_BYTES: usize = 1 << 18;

/// A folder of dependencies at the top of a context.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct DependencyFolder {
    pub name: &'static str,
    /// Version control holds it. Otherwise it leaves the folder out, and whoever works on the project has
    /// one, since a manifest lies beside it.
    pub is_kept: bool,
}

/// The manifests that a source of COPY brings, all from one folder, and the lock files that belong to them.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Manifests {
    pub names: Vec<&'static str>,
    pub lockfiles: Vec<Lockfile>,
    /// The source is the whole context, and brings what lies beside the manifests too.
    pub is_all: bool,
}

/// A file of requirements of pip that a source of COPY brings.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Requirements {
    /// The last part of its path.
    pub name: String,
    /// The packages whose versions it leaves open.
    pub open: Vec<OpenPackage>,
}

impl Requirements {
    /// Reads the file that a source is, if it is one; for the whole context, the usual one at its top.
    pub(super) fn find(source: &str, context: &BuildContext, files: &dyn Files) -> Option<Self> {
        let path = if source.is_empty() { REQUIREMENTS } else { source };
        let name = file_name(path);
        let place = join(&context.folder, path);
        let is_one = name.starts_with("requirements") && name.ends_with(".txt");
        if !is_one || context.leaves_out(path).is_some() || files.is_ignored(&place) != Some(false) {
            return None;
        }
        let bytes = files.read(&place).filter(|bytes| bytes.len() <= MOST_BYTES)?;
        Some(Self {
            name: name.to_owned(),
            open: open_packages(&String::from_utf8_lossy(&bytes)),
        })
    }
}

/// A lock file that a manifest may have.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Lockfile {
    pub name: &'static str,
    pub state: LockfileState,
}

/// What is known of a lock file.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum LockfileState {
    /// It lies beside the manifest, and the build can take it.
    There,
    /// It lies there, and a line of the ignore file leaves it out.
    LeftOut(Span),
    /// Version control leaves it out, so that not everybody has one, or the same.
    Ignored,
    /// It is not there, nor in a folder above it, although version control would keep it.
    Missing,
    Unknown,
}

impl Manifests {
    /// The manifests that a source in a context is, or has if it is the whole context.
    pub(super) fn find(source: &str, context: &BuildContext, files: &dyn Files) -> Option<Self> {
        let is_all = source.is_empty();
        let place = if is_all { "" } else { folder(source) };
        let is_brought = |name: &str| match is_all {
            true => context.leaves_out(name).is_none(),
            false => file_name(source) == name,
        };
        let is_there = |name: &str| {
            let path = join(&context.folder, &join(place, name));
            files.has(&path) && files.is_ignored(&path) == Some(false)
        };
        let mut names: Vec<&'static str> = manifests().filter(|name| is_brought(name)).collect();
        names.sort_unstable();
        names.dedup();
        names.retain(|name| is_there(name));
        if names.is_empty() {
            return None;
        }
        let lockfile = |name| Lockfile {
            name,
            state: state(place, name, context, files),
        };
        let mut lockfiles: Vec<&'static str> = names.iter().flat_map(|name| lockfiles_of(name)).collect();
        lockfiles.sort_unstable();
        lockfiles.dedup();
        Some(Self {
            names,
            lockfiles: lockfiles.into_iter().map(lockfile).collect(),
            is_all,
        })
    }

    /// The lock files in a state.
    pub fn of_state(&self, state: LockfileState) -> impl Iterator<Item = &'static str> {
        let found = self.lockfiles.iter().filter(move |lockfile| lockfile.state == state);
        found.map(|lockfile| lockfile.name)
    }
}

/// What is known of a lock file in a folder of the context.
fn state(place: &str, name: &str, context: &BuildContext, files: &dyn Files) -> LockfileState {
    let own = join(place, name);
    let path = join(&context.folder, &own);
    let is_ignored = files.is_ignored(&path);
    if files.has(&path) {
        return match (context.leaves_out(&own), is_ignored) {
            (_, Some(true)) => LockfileState::Ignored,
            (Some(line), _) => LockfileState::LeftOut(line),
            (None, _) => LockfileState::There,
        };
    }
    // That of a workspace lies at its top.
    if upwards(place)
        .skip(1)
        .any(|above| files.has(&join(&context.folder, &join(above, name))))
    {
        return LockfileState::Unknown;
    }
    match is_ignored {
        Some(true) => LockfileState::Ignored,
        Some(false) if files.is_missing(&path) => LockfileState::Missing,
        _ => LockfileState::Unknown,
    }
}

/// The folders of dependencies that version control holds, or leaves out beside a manifest.
pub(super) fn dependency_folders(context: &BuildContext, files: &dyn Files) -> Vec<DependencyFolder> {
    let at = |name: &str| join(&context.folder, name);
    let found = DEPENDENCY_FOLDERS.iter().filter_map(|(name, manifests)| {
        let is_manifest = |manifest: &&&str| files.has(&at(manifest));
        let is_kept = match files.is_ignored_either_way(&at(name))? {
            true => manifests.iter().find(is_manifest).map(|_| false)?,
            false => files.has(&at(name)).then_some(true)?,
        };
        Some(DependencyFolder { name, is_kept })
    });
    found.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::testing::Texts;
    use crate::sources::Sources;

    fn in_context<T>(files: &[(&str, &str)], ask: impl FnOnce(&BuildContext, &dyn Files) -> T) -> T {
        let files = Texts(files);
        let sources = Sources::new(&files);
        let reader = sources.reader();
        ask(&BuildContext::open("Dockerfile", String::new(), &reader), &reader)
    }

    #[test]
    fn lock_files_lie_beside_manifests() {
        let files = [
            (".gitignore", "*.log\n"),
            (".dockerignore", "Gemfile.lock\n"),
            ("web/package.json", "{}"),
            ("web/package-lock.json", "{}"),
            ("yarn.lock", "#"),
            ("Gemfile", "#"),
            ("Gemfile.lock", "#"),
        ];
        let state = |source: &str, name: &str| {
            in_context(&files, |context, files| {
                let found = Manifests::find(source, context, files)?;
                let lockfile = found.lockfiles.iter().find(|lockfile| lockfile.name == name)?;
                Some(lockfile.state)
            })
        };
        assert_eq!(
            state("web/package.json", "package-lock.json"),
            Some(LockfileState::There)
        );
        assert_eq!(state("web/package.json", "yarn.lock"), Some(LockfileState::Unknown));
        assert_eq!(
            state("web/package.json", "pnpm-lock.yaml"),
            Some(LockfileState::Missing)
        );
        assert!(matches!(state("", "Gemfile.lock"), Some(LockfileState::LeftOut(_))));
        assert_eq!(state("web/index.js", "package-lock.json"), None);
        assert_eq!(state("api/package.json", "package-lock.json"), None, "it is not there");
    }

    #[test]
    fn requirements_are_read_where_they_are_brought() {
        let files = [
            (".gitignore", "*.log\n"),
            ("requirements.txt", "flask\n"),
            ("dev/requirements-dev.txt", "pytest==8.3.4\n"),
        ];
        let open = |source: &str| {
            in_context(&files, |context, files| {
                Requirements::find(source, context, files).map(|found| found.open.len())
            })
        };
        assert_eq!(open(""), Some(1));
        assert_eq!(open("dev/requirements-dev.txt"), Some(0));
        assert_eq!(open("constraints.txt"), None);
    }

    #[test]
    fn a_folder_of_dependencies_is_kept_if_it_is_there() {
        let files = [
            (".gitignore", "*.log\n"),
            ("vendor/autoload.php", "<?php"),
            ("package.json", "{}"),
        ];
        let found = in_context(&files, dependency_folders);
        assert_eq!(
            found,
            [DependencyFolder {
                name: "vendor",
                is_kept: true
            }]
        );
    }
}
