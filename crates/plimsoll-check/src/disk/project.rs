//! From a checked file to others: the Dockerfile that a service builds, the names beside a Compose
//! file.
//!
//! A checked file may come from anyone, and its paths may lead anywhere. They are followed only
//! inside the project: the nearest parent folder with `.git`, or else the current folder.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use plimsoll_model::files::Files;
use plimsoll_model::secret::without_secrets;

use super::top::{is_top, repository};
use super::version_control::IgnoreFiles;
use super::{is_stdin, name, read};

/// A folder with more entries is not one in which a person looks for siblings.
const MOST_NAMES: usize = 10_000;

/// How many folders are remembered with their links resolved.
const MOST_FOLDERS: usize = 1_000;

/// The projects that the paths of the command line are in.
pub struct Project {
    /// Resolved folders; a file in any of them may be read.
    roots: HashSet<PathBuf>,
    ignore_files: IgnoreFiles,
    /// Folders with their links resolved. A run asks for the same ones again and again, and each part of a
    /// path is a question to the system.
    resolved: Mutex<HashMap<PathBuf, Option<PathBuf>>>,
    /// There is no disk to ask.
    is_nowhere: bool,
}

impl Project {
    /// No project: nothing can be read, and nobody asks the disk.
    pub fn nowhere() -> Self {
        Self {
            roots: HashSet::new(),
            ignore_files: IgnoreFiles::default(),
            resolved: Mutex::default(),
            is_nowhere: true,
        }
    }

    /// The projects around paths; for `-`, the name of standard input counts.
    #[expect(clippy::disallowed_methods, reason = "this module asks the disk")]
    pub fn around(paths: &[&PathBuf], stdin_name: Option<&Path>) -> Self {
        let current = env::current_dir().and_then(fs::canonicalize).ok();
        let mut folders = BTreeSet::new();
        for &path in paths {
            let path = if is_stdin(path) {
                stdin_name.unwrap_or(path)
            } else {
                path
            };
            // The folder that the path is or is in, without following the file itself: a link
            // belongs to the project that contains it.
            let folder = match path.is_dir() {
                true => path,
                false => path.parent().unwrap_or(Path::new("")),
            };
            folders.extend(fs::canonicalize(name::to_ask(folder)));
        }
        let roots = folders.iter().map(|f| root(f, current.as_deref())).collect();
        Self {
            roots,
            ignore_files: IgnoreFiles::default(),
            resolved: Mutex::default(),
            is_nowhere: false,
        }
    }

    /// Whether there is a file at a path, wherever links lead.
    #[expect(clippy::disallowed_methods, reason = "this module asks the disk")]
    pub fn has(&self, path: &str) -> bool {
        !self.is_nowhere && name::on_disk(path).is_file()
    }

    /// Whether a folder is the top of a repository.
    pub fn is_root(&self, folder: &str) -> bool {
        is_top(&name::on_disk(folder))
    }

    /// Whether the nearest folder above a path is inside, which tells whose the place is.
    #[expect(clippy::disallowed_methods, reason = "this module asks the disk")]
    fn is_place_inside(&self, path: &str) -> Option<bool> {
        let on_disk = name::on_disk(path);
        let mut above = on_disk.ancestors().skip(1).filter_map(Path::to_str);
        let folder = above.find(|folder| name::to_ask(Path::new(folder)).exists())?;
        Some(self.inside(folder).is_some())
    }

    /// The path with all links resolved, if it is inside.
    pub(super) fn inside(&self, path: &str) -> Option<PathBuf> {
        if self.is_nowhere {
            return None;
        }
        let real = self.resolve(name::to_ask(&name::on_disk(path)))?;
        let inside = real.ancestors().any(|above| self.roots.contains(above));
        inside.then_some(real)
    }

    /// What a path leads to.
    fn resolve(&self, path: &Path) -> Option<PathBuf> {
        let (Some(folder), Some(name)) = (path.parent(), path.file_name()) else {
            return fs::canonicalize(path).ok();
        };
        if fs::symlink_metadata(path).ok()?.is_symlink() {
            return fs::canonicalize(path).ok();
        }
        Some(self.resolve_folder(folder)?.join(name))
    }

    fn resolve_folder(&self, folder: &Path) -> Option<PathBuf> {
        let known = || self.resolved.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(real) = known().get(folder) {
            return real.clone();
        }
        let real = fs::canonicalize(name::to_ask(folder)).ok();
        let mut known = known();
        if known.len() >= MOST_FOLDERS {
            known.clear();
        }
        known.insert(folder.to_owned(), real.clone());
        real
    }
}

/// The project of a folder.
fn root(folder: &Path, current: Option<&Path>) -> PathBuf {
    let current = current.filter(|current| folder.starts_with(current));
    repository(folder).or(current).unwrap_or(folder).to_owned()
}

impl Files for Project {
    fn read(&self, path: &str) -> Option<Vec<u8>> {
        read::file(&self.inside(path)?).ok()
    }

    #[expect(clippy::disallowed_methods, reason = "this module lists folders")]
    fn names(&self, folder: &str) -> Vec<String> {
        let Some(folder) = self.inside(folder) else {
            return Vec::new();
        };
        let Ok(entries) = fs::read_dir(folder) else {
            return Vec::new();
        };
        let is_file = |entry: &fs::DirEntry| match entry.file_type() {
            Ok(kind) if kind.is_symlink() => entry.path().is_file(),
            Ok(kind) => kind.is_file(),
            Err(_) => false,
        };
        let files = entries.take(MOST_NAMES).flatten().filter(is_file);
        files.filter_map(|entry| entry.file_name().into_string().ok()).collect()
    }

    fn is_missing(&self, path: &str) -> bool {
        fs::symlink_metadata(name::on_disk(path)).is_err() && self.is_place_inside(path) == Some(true)
    }

    fn has(&self, path: &str) -> bool {
        fs::symlink_metadata(name::on_disk(path)).is_ok() && self.is_place_inside(path) == Some(true)
    }

    #[cfg(unix)]
    #[expect(clippy::disallowed_methods, reason = "this module asks the disk")]
    fn is_executable(&self, path: &str) -> Option<bool> {
        use std::os::unix::fs::PermissionsExt;

        let metadata = fs::metadata(self.inside(path)?).ok()?;
        metadata.is_file().then(|| metadata.permissions().mode() & 0o111 != 0)
    }

    fn is_outside(&self, path: &str) -> bool {
        self.is_place_inside(path) == Some(false)
    }

    fn shown(&self, path: &str) -> Option<String> {
        let shown = name::shown(path);
        match without_secrets(shown.as_deref().unwrap_or(path)) {
            Cow::Owned(redacted) => Some(redacted),
            Cow::Borrowed(_) => shown,
        }
    }

    fn is_ignored(&self, path: &str) -> Option<bool> {
        self.ignore_files.is_ignored(path, |file| self.read(file))
    }
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "the tests make the folders that they read")]
mod tests {
    use super::*;

    #[test]
    fn paths_are_followed_inside_the_project_only() {
        let top = env::temp_dir().join(format!("plimsoll-project-{}", std::process::id()));
        for folder in ["shop/.git", "shop/deploy/Dockerfile", "shop/api", "other"] {
            fs::create_dir_all(top.join(folder)).expect("the folder for temporary files can be written");
        }
        for file in ["shop/api/Dockerfile", "shop/deploy/compose.yaml", "other/secret"] {
            fs::write(top.join(file), file).expect("files can be written");
        }
        #[cfg(unix)]
        std::os::unix::fs::symlink("../../other/secret", top.join("shop/api/link")).expect("links can be made");

        let project = Project::around(&[&top.join("shop/deploy/compose.yaml")], None);
        let at = |path: &str| top.join(path).to_string_lossy().replace('\\', "/");
        assert_eq!(
            project.read(&at("shop/deploy/../api/Dockerfile")),
            Some(b"shop/api/Dockerfile".to_vec())
        );
        assert_eq!(project.read(&at("shop/deploy/Dockerfile")), None, "it is a folder");
        assert_eq!(project.read(&at("other/secret")), None);
        assert_eq!(project.read(&at("shop/../other/secret")), None);
        assert_eq!(project.read(&at("shop/api/link")), None);
        assert_eq!(project.names(&at("shop/deploy")), ["compose.yaml"]);
        #[cfg(unix)]
        assert_eq!(project.is_executable(&at("shop/api/Dockerfile")), Some(false));
        assert_eq!(project.is_executable(&at("other/secret")), None);
        assert!(project.is_missing(&at("shop/none/compose.yaml")));
        assert!(!project.is_missing(&at("shop/deploy/compose.yaml")));
        assert!(!project.is_missing(&at("other/none.yaml")), "it is not ours to say");
        assert_eq!(project.names(&at("other")), [""; 0]);

        let stdin = Project::around(&[&PathBuf::from("-")], Some(&top.join("shop/compose.yaml")));
        assert!(stdin.read(&at("shop/api/Dockerfile")).is_some());
        fs::remove_dir_all(top).expect("the folder is ours");
    }
}
