//! The door to other files.

use crate::base::path::join;

/// What a file is read as.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum FileKind {
    Dockerfile,
    Compose,
    /// A file that sets variables, such as `.env`.
    EnvFile,
}

impl FileKind {
    /// The kind in lower case, as reports show it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Dockerfile => "dockerfile",
            Self::Compose => "compose",
            Self::EnvFile => "env-file",
        }
    }
}

/// A file to be judged.
#[derive(Clone, Debug)]
pub struct Input {
    /// Which file it is, with `/` between its parts; relative paths are relative to the working
    /// directory.
    pub path: String,
    pub kind: FileKind,
    pub bytes: Vec<u8>,
}

/// How the model reaches files that it was not given: a Dockerfile that a service builds, the
/// names beside a Compose file. The program answers from disk, the editor from unsaved text, the
/// tests from memory.
pub trait Files: Sync {
    /// The bytes of a file; `None` if it does not exist, or cannot or may not be read.
    fn read(&self, path: &str) -> Option<Vec<u8>>;

    /// The names of the files directly in a folder (`""` is the current one), in any order.
    fn names(&self, folder: &str) -> Vec<String>;

    /// Whether surely nothing is at a path: it may be read, and is not there.
    fn is_missing(&self, _path: &str) -> bool {
        false
    }

    /// Whether surely something is at a path, a file or a folder.
    fn has(&self, _path: &str) -> bool {
        false
    }

    /// Whether somebody may execute a file; `None` if there is none, or the system does not tell.
    fn is_executable(&self, _path: &str) -> Option<bool> {
        None
    }

    /// Whether a path leads to where nothing may be read.
    fn is_outside(&self, _path: &str) -> bool {
        false
    }

    /// The path as the user should read it, if it differs.
    fn shown(&self, _path: &str) -> Option<String> {
        None
    }

    /// Whether version control leaves a file out, by the `.gitignore` files in the folders above it;
    /// `None` if there are none.
    fn is_ignored(&self, _path: &str) -> Option<bool> {
        None
    }

    /// The same for a path of which nobody knows whether it is a file or a folder: a pattern such as
    /// `out/` fits what lies in a folder.
    fn is_ignored_either_way(&self, path: &str) -> Option<bool> {
        Some(self.is_ignored(path)? || self.is_ignored(&join(path, "any"))?)
    }
}

/// No other files: every answer is "none".
#[derive(Clone, Copy, Debug, Default)]
pub struct NoFiles;

impl Files for NoFiles {
    fn read(&self, _path: &str) -> Option<Vec<u8>> {
        None
    }

    fn names(&self, _folder: &str) -> Vec<String> {
        Vec::new()
    }
}

#[cfg(test)]
pub(crate) mod testing {
    use super::Files;
    use crate::base::path;

    /// Files in memory, each with its path.
    pub(crate) struct Texts<'a>(pub(crate) &'a [(&'a str, &'a str)]);

    impl Files for Texts<'_> {
        fn read(&self, path: &str) -> Option<Vec<u8>> {
            let found = self.0.iter().find(|(own, _)| *own == path);
            found.map(|(_, text)| (*text).into())
        }

        fn names(&self, folder: &str) -> Vec<String> {
            let inside = self.0.iter().filter(|(path, _)| path::folder(path) == folder);
            inside.map(|(path, _)| path::file_name(path).to_owned()).collect()
        }

        fn is_missing(&self, path: &str) -> bool {
            !self.has(path)
        }

        fn has(&self, path: &str) -> bool {
            self.0.iter().any(|(own, _)| path::is_below(own, path))
        }

        fn is_ignored(&self, _path: &str) -> Option<bool> {
            self.read(".gitignore").map(|_| false)
        }
    }
}
