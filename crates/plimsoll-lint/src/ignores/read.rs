//! Finds the ignore in the text of a comment, whichever tool it was written for.

use super::comment::{Comment, starts_with};
use super::ours::{self, Mistake};
use super::peers;

/// How comments that may be an ignore begin. In lower case.
const HEADS: [&str; 11] = [
    "plimsoll",
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
    heads(comment).find_map(|(words, at)| ours::read(words, at).or_else(|| peers::read(words, at)))
}

/// What is wrong with a comment that is surely one of ours and says nothing.
pub(super) fn mistake(comment: &str) -> Option<Mistake> {
    heads(comment).find_map(|(words, at)| ours::mistake(words, at))
}

/// Where an ignore may begin in a comment: the words from there on, and their place. A remark may come
/// before it: `# kept for the tests # nosemgrep`.
fn heads(comment: &str) -> impl Iterator<Item = (&str, usize)> {
    let starts = comment.match_indices('#').map(|(at, _)| at);
    starts.filter(|&at| has_head(&comment[at..])).map(|at| {
        let words = comment[at..].trim_start_matches('#').trim_start();
        (words, comment.len() - words.len())
    })
}

fn has_head(comment: &str) -> bool {
    let words = comment.trim_start_matches('#').trim_start_matches([' ', '\t']);
    HEADS.iter().any(|head| starts_with(words, head))
}
