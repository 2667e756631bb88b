//! The door to other files, and the paths that lead there.

/// What a file is read as.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum FileKind {
    Dockerfile,
    Compose,
}

impl FileKind {
    /// The kind in lower case, as reports show it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Dockerfile => "dockerfile",
            Self::Compose => "compose",
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

    /// The path as the user should read it, if it differs.
    fn shown(&self, _path: &str) -> Option<String> {
        None
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

/// The folder of a path; empty for a bare name.
pub fn folder(path: &str) -> &str {
    match path.rfind('/') {
        Some(0) => "/",
        Some(at) => &path[..at],
        None => "",
    }
}

/// The last part of a path.
pub fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// A path relative to a folder, with `.` and `..` resolved by their spelling. `..` that lead above
/// a relative start are kept.
pub fn join(folder: &str, relative: &str) -> String {
    let absolute = relative.starts_with('/') || (folder.starts_with('/'));
    let start = if relative.starts_with('/') { "" } else { folder };
    let mut parts: Vec<&str> = Vec::new();
    for part in start.split('/').chain(relative.split('/')) {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|p| *p != "..") => {
                parts.pop();
            }
            ".." if absolute => {}
            part => parts.push(part),
        }
    }
    let joined = parts.join("/");
    if absolute { format!("/{joined}") } else { joined }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn joins_by_spelling() {
        assert_eq!(join("a/b", "../c/./d"), "a/c/d");
        assert_eq!(join("", "./Dockerfile"), "Dockerfile");
        assert_eq!(join("a", "../../x"), "../x");
        assert_eq!(join("/srv", "../../x"), "/x");
        assert_eq!(join("a", "/etc/x"), "/etc/x");
    }

    #[test]
    fn splits_paths() {
        assert_eq!((folder("a/b/c"), file_name("a/b/c")), ("a/b", "c"));
        assert_eq!((folder("c"), file_name("c")), ("", "c"));
        assert_eq!(folder("/c"), "/");
    }
}
