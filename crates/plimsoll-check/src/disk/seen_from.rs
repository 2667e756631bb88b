//! Where files lie, seen from one folder: services show a file only under its path in the repository.

use std::collections::HashMap;
use std::fs;
use std::path::{Component, Path, PathBuf};

use plimsoll_model::secret::without_secrets;
use plimsoll_syntax::FileId;

use super::top::repository;
use super::{STDIN_NAME, name, read};

/// The paths of files from a folder: the one that is named, or else the top of the repository around
/// the current folder, or that folder. Links are resolved, since a service does not follow them.
pub fn seen_from<'a>(
    base: Option<&Path>,
    files: impl Iterator<Item = (FileId, &'a str)>,
) -> Result<HashMap<FileId, String>, String> {
    let current = std::env::current_dir().and_then(fs::canonicalize);
    let current = current.map_err(|error| read::describe(&error))?;
    let top = match base {
        Some(base) => fs::canonicalize(base).map_err(|error| read::describe(&error))?,
        None => repository(&current).unwrap_or(&current).to_owned(),
    };
    let path = |(file, path): (FileId, &str)| match path {
        STDIN_NAME => (file, path.to_owned()),
        path => {
            let whole = whole(&current.join(name::on_disk(path)));
            // A repository that is checked from outside it.
            let own = base.is_none() && !whole.starts_with(&top);
            let own = own.then(|| whole.parent().and_then(repository)).flatten();
            let relative = relative(own.unwrap_or(&top), &whole);
            (file, without_secrets(&relative).into_owned())
        }
    };
    Ok(files.map(path).collect())
}

/// The path with its links resolved, or at least without `.` and `..`: what comes from standard input
/// may not be on the disk.
fn whole(path: &Path) -> PathBuf {
    fs::canonicalize(path).unwrap_or_else(|_| {
        let mut whole = PathBuf::new();
        for part in path.components() {
            match part {
                Component::CurDir => {}
                Component::ParentDir => _ = whole.pop(),
                part => whole.push(part),
            }
        }
        whole
    })
}

/// The way from a folder to a file, with `/`.
fn relative(from: &Path, to: &Path) -> String {
    let above = from.ancestors().position(|above| to.starts_with(above)).unwrap_or(0);
    let common = from.ancestors().nth(above).unwrap_or(from);
    let rest = to.strip_prefix(common).unwrap_or(to);
    let up = std::iter::repeat_n("..".into(), above);
    let parts = up.chain(rest.components().map(|part| part.as_os_str().to_string_lossy()));
    parts.collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ways_lead_down_and_up() {
        let relative = |from: &str, to: &str| relative(Path::new(from), Path::new(to));
        assert_eq!(relative("/a/b", "/a/b/c/D"), "c/D");
        assert_eq!(relative("/a/b", "/a/x/D"), "../x/D");
        assert_eq!(relative("/", "/D"), "D");
    }

    #[test]
    fn what_is_not_on_the_disk_has_a_path_too() {
        assert_eq!(whole(Path::new("/none/./a/../D")), Path::new("/none/D"));
    }
}
