//! Files that can concern each other, and what was found in them.

use std::collections::BTreeSet;

use plimsoll_lint::Report;
use plimsoll_model::sources::Asked;

/// Files that are judged together.
pub struct Group {
    /// In order.
    pub paths: Vec<String>,
    pub(super) judged: Option<Judged>,
}

/// What was found, and what that depends on.
pub(super) struct Judged {
    pub(super) report: Report,
    pub(super) asked: Asked,
    /// Nobody has taken it over yet.
    pub(super) is_new: bool,
}

impl Group {
    pub(super) fn new(paths: Vec<String>) -> Self {
        Self { paths, judged: None }
    }

    /// What was found in the files as they are now; none if they are still to be judged.
    pub fn report(&self) -> Option<&Report> {
        self.judged.as_ref().map(|judged| &judged.report)
    }

    /// Whether a change of files, or of what is in folders, may change what was found.
    pub(super) fn depends_on(&self, files: &BTreeSet<String>, folders: &BTreeSet<&str>) -> bool {
        let is_own = self.paths.iter().any(|path| files.contains(path));
        let has_asked = self.judged.as_ref().is_some_and(|Judged { asked, .. }| {
            files.iter().any(|path| asked.files.contains(path))
                || folders.iter().any(|folder| asked.folders.contains(*folder))
        });
        is_own || has_asked
    }
}
