//! The files that a pattern of the configuration means.

use std::fs;

use plimsoll_model::base::glob;

use super::{Project, name};

/// A pattern that leads to more is a mistake.
const MOST_FILES: usize = 1_000;

impl Project {
    /// The files inside the project that a pattern means, relative to a folder, sorted. `*` stands for a
    /// part of a name, `**` for any number of folders.
    pub fn files_like(&self, folder: &str, pattern: &str) -> Vec<String> {
        let pattern = pattern.strip_prefix("./").unwrap_or(pattern);
        let parts: Vec<&str> = pattern.split('/').filter(|part| !part.is_empty()).collect();
        let mut found = Vec::new();
        self.walk(folder, &parts, &mut found);
        found.sort();
        found.dedup();
        found
    }

    fn walk(&self, folder: &str, parts: &[&str], found: &mut Vec<String>) {
        let Some((first, rest)) = parts.split_first() else {
            return;
        };
        if *first == "**" {
            self.walk(folder, rest, found);
        }
        for (entry, is_folder) in self.entries(folder) {
            if found.len() >= MOST_FILES {
                return;
            }
            let path = match folder {
                "" => entry.clone(),
                folder => format!("{}/{entry}", folder.trim_end_matches('/')),
            };
            match (*first, is_folder) {
                ("**", true) if entry != ".git" => self.walk(&path, parts, found),
                ("**", _) => {}
                (first, _) if !glob::matches(first, &entry) => {}
                (_, true) => self.walk(&path, rest, found),
                (_, false) if rest.is_empty() => found.push(path),
                (_, false) => {}
            }
        }
    }

    /// The names in a folder, and whether each is a folder. Links to folders are not followed.
    #[expect(clippy::disallowed_methods, reason = "this module lists folders")]
    fn entries(&self, folder: &str) -> Vec<(String, bool)> {
        let listed = self
            .inside(folder)
            .and_then(|_| fs::read_dir(name::to_ask(&name::on_disk(folder))).ok());
        let entries = listed.into_iter().flatten().flatten().filter_map(|entry| {
            let is_folder = entry.file_type().ok()?.is_dir();
            Some((entry.file_name().into_string().ok()?, is_folder))
        });
        entries.collect()
    }
}
