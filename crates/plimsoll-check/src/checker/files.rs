//! The files of a project in memory, as the model asks for them.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};

use plimsoll_model::base::path::{file_name, folder, join};
use plimsoll_model::files::Files;
use plimsoll_model::secret::without_secrets;

/// A file of a project in memory.
#[derive(Clone, Copy, Debug)]
pub struct File<'a> {
    /// With `/` between its parts, relative to the top of the project.
    pub path: &'a str,
    /// What is in it, in any encoding that a file may have.
    pub bytes: &'a [u8],
}

impl<'a> File<'a> {
    /// A file with a text.
    pub fn new(path: &'a str, text: &'a str) -> Self {
        Self {
            path,
            bytes: text.as_bytes(),
        }
    }
}

/// The files by their paths. Of what is not among them nobody knows whether it is there.
pub(super) struct Texts<'a> {
    by_path: BTreeMap<String, &'a [u8]>,
    /// The names in each folder.
    by_folder: HashMap<String, Vec<String>>,
}

impl<'a> Texts<'a> {
    pub(super) fn new(files: &[File<'a>]) -> Self {
        let by_path: BTreeMap<String, &[u8]> = files.iter().map(|file| (join("", file.path), file.bytes)).collect();
        let mut by_folder: HashMap<String, Vec<String>> = HashMap::new();
        for path in by_path.keys() {
            let names = by_folder.entry(folder(path).to_owned()).or_default();
            names.push(file_name(path).to_owned());
        }
        Self { by_path, by_folder }
    }

    /// The files, each once and in the order of the paths.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&str, &'a [u8])> {
        self.by_path.iter().map(|(path, bytes)| (path.as_str(), *bytes))
    }
}

impl Files for Texts<'_> {
    fn read(&self, path: &str) -> Option<Vec<u8>> {
        self.by_path.get(path).map(|bytes| bytes.to_vec())
    }

    fn names(&self, folder: &str) -> Vec<String> {
        self.by_folder.get(folder).cloned().unwrap_or_default()
    }

    fn has(&self, path: &str) -> bool {
        let inside = format!("{path}/");
        let first = self.by_path.range(inside.clone()..).next();
        self.by_path.contains_key(path) || first.is_some_and(|(other, _)| other.starts_with(&inside))
    }

    fn shown(&self, path: &str) -> Option<String> {
        match without_secrets(path) {
            Cow::Owned(redacted) => Some(redacted),
            Cow::Borrowed(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_like_a_folder() {
        let files = [File::new("./api/Dockerfile", "FROM a\n"), File::new("api-2", "")];
        let texts = Texts::new(&files);
        assert_eq!(texts.read("api/Dockerfile").as_deref(), Some(&b"FROM a\n"[..]));
        assert_eq!(texts.names("api"), ["Dockerfile"]);
        assert_eq!(texts.names(""), ["api-2"]);
        assert!(texts.has("api") && texts.has("api/Dockerfile") && !texts.has("ap"));
        assert!(!texts.is_missing("api/none"));
    }
}
