//! Whether version control leaves a file out.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use ignore::Match;
use ignore::gitignore::{Gitignore, GitignoreBuilder};
use plimsoll_model::base::path::{folder, inside, join};

/// How many parent folders of a file are searched for an ignore file.
const FOLDERS: usize = 8;

/// The `.gitignore` files that were read so far, by their folders.
#[derive(Default)]
pub(super) struct IgnoreFiles(Mutex<HashMap<String, Option<Arc<Gitignore>>>>);

impl IgnoreFiles {
    /// What the ignore files above a path say of it; absent if there are none. `read` gives the bytes
    /// of a file.
    // git, gitignore(5): of the patterns of a file the last that fits decides, and the file that lies
    // deeper before others. What lies in a folder that is left out cannot be taken in again.
    pub(super) fn is_ignored(&self, path: &str, read: impl Fn(&str) -> Option<Vec<u8>>) -> Option<bool> {
        let mut files: Vec<(&str, Arc<Gitignore>)> = Vec::new();
        let mut place = folder(path);
        for _ in 0..FOLDERS {
            files.extend(self.in_folder(place, &read).map(|file| (place, file)));
            if matches!(place, "" | "/") || place.ends_with("..") {
                break;
            }
            place = folder(place);
        }
        if files.is_empty() {
            return None;
        }
        let says = |part: &str, is_folder: bool| {
            let matches =
                files
                    .iter()
                    .filter_map(|(place, file)| match file.matched(inside(part, place)?, is_folder) {
                        Match::None => None,
                        Match::Ignore(_) => Some(true),
                        Match::Whitelist(_) => Some(false),
                    });
            matches.into_iter().next()
        };
        let folders = path.match_indices('/').map(|(at, _)| &path[..at]);
        let is_in_ignored = folders
            .filter(|part| !part.is_empty())
            .any(|part| says(part, true) == Some(true));
        Some(is_in_ignored || says(path, false) == Some(true))
    }

    fn in_folder(&self, place: &str, read: impl Fn(&str) -> Option<Vec<u8>>) -> Option<Arc<Gitignore>> {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(file) = known.get(place) {
            return file.clone();
        }
        let file = read(&join(place, ".gitignore")).map(|bytes| Arc::new(parsed(&bytes)));
        known.insert(place.to_owned(), file.clone());
        file
    }
}

/// The patterns of an ignore file. Those that git could not read either say nothing.
fn parsed(bytes: &[u8]) -> Gitignore {
    let mut patterns = GitignoreBuilder::new("");
    for line in String::from_utf8_lossy(bytes).lines() {
        let _ = patterns.add_line(None, line);
    }
    patterns.build().unwrap_or_else(|_| Gitignore::empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_ignored(path: &str, files: &[(&str, &str)]) -> Option<bool> {
        let read = |path: &str| {
            let file = files.iter().find(|(name, _)| *name == path);
            file.map(|(_, text)| text.as_bytes().to_vec())
        };
        IgnoreFiles::default().is_ignored(path, read)
    }

    #[test]
    fn patterns_leave_files_out() {
        for (text, expected) in [
            (".env\n", true),
            ("*.env*\n", true),
            ("/config/db.env\n", false),
            ("config/\n", true),
            ("/config/.env\n", true),
            ("/.env\n", false),
            ("# .env\nnode_modules\n", false),
            ("!.env\n", false),
            ("[\n.env\n", true),
        ] {
            let files = [("app/.gitignore", text)];
            assert_eq!(is_ignored("app/config/.env", &files), Some(expected), "{text}");
        }
        assert_eq!(is_ignored("other/.env", &[("app/.gitignore", ".env")]), None);
    }

    #[test]
    fn the_last_pattern_decides() {
        for (text, expected) in [
            ("*.env\n!prod.env\n", false),
            ("!prod.env\n*.env\n", true),
            ("config/\n!config/prod.env\n", true),
        ] {
            let files = [(".gitignore", text)];
            assert_eq!(is_ignored("config/prod.env", &files), Some(expected), "{text}");
        }
    }

    #[test]
    fn the_deepest_file_decides() {
        let deeper = [(".gitignore", "*.env"), ("config/.gitignore", "!prod.env")];
        assert_eq!(is_ignored("config/prod.env", &deeper), Some(false));
        assert_eq!(is_ignored("config/dev.env", &deeper), Some(true));
        let above = [("/srv/.gitignore", "*.env")];
        assert_eq!(is_ignored("/srv/app/x.env", &above), Some(true));
        assert_eq!(is_ignored("../x.env", &[(".gitignore", "*.env")]), None);
    }
}
