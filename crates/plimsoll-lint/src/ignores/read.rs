//! Finds the ignore in the text of a comment, whichever tool it was written for.

use super::comment::{Comment, starts_with};
use super::{ours, peers};

/// How comments that may be an ignore begin. In lower case.
const HEADS: [&str; 11] = [
    "plimsoll:",
    "hadolint",
    "check",
    "tally",
    "trivy:ignore:",
    "checkov:skip",
    "kics-scan",
    "dclint",
    "dockerfile-utils:",
    "nosem",
    "nosonar",
];

/// Whether a file may contain an ignore at all. Most do not, and need no further look.
pub(super) fn may_stand_in(text: &str) -> bool {
    text.match_indices('#').any(|(at, _)| has_head(&text[at..]))
}

/// Reads a comment, from its `#`.
pub(super) fn read(comment: &str) -> Option<Comment> {
    // A remark may come before it: `# kept for the tests # nosemgrep`.
    let starts = comment.match_indices('#').map(|(at, _)| at);
    let mut found = starts.filter(|&at| has_head(&comment[at..]));
    found.find_map(|at| {
        let body = &comment[at..];
        let words = body.trim_start_matches('#').trim_start();
        let at = comment.len() - words.len();
        ours::read(words, at).or_else(|| peers::read(words, at))
    })
}

fn has_head(comment: &str) -> bool {
    let words = comment.trim_start_matches('#').trim_start_matches([' ', '\t']);
    HEADS.iter().any(|head| starts_with(words, head))
}
