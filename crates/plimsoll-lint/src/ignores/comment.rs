//! What one comment says: which rules it hides, where, why, and until when. Knows no file.

use std::ops::Range;

use plimsoll_model::base::Date;

/// A comment that asks for findings to be hidden.
#[derive(PartialEq, Eq, Debug)]
pub(super) struct Comment {
    pub(super) author: Author,
    pub(super) reach: Reach,
    pub(super) which: Which,
    /// Whether it gives a reason.
    pub(super) has_reason: bool,
    pub(super) until: Option<Until>,
}

impl Comment {
    /// The last day on which it hides anything, if it says one that can be read.
    pub(super) fn last_day(&self) -> Option<Date> {
        self.until.as_ref()?.date
    }
}

/// The tool that it was written for.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(super) enum Author {
    Plimsoll,
    Hadolint,
    /// Docker's own checks.
    Buildkit,
    Tally,
    Trivy,
    Checkov,
    Kics,
    Dclint,
    DockerfileUtils,
    Semgrep,
    Sonar,
}

/// How far it reaches.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Reach {
    /// The instruction or entry below with everything in it; inside an instruction the next line;
    /// after other text its own line.
    Next,
    /// The next line, or its own line after other text.
    Line,
    /// Like [`Reach::Next`], and above a `FROM` the whole stage.
    Block,
    Stage,
    File,
}

/// Which rules it means.
#[derive(PartialEq, Eq, Debug)]
pub(super) enum Which {
    /// All rules of its author.
    All,
    Named(Vec<Name>),
}

/// A rule as written, and its place in the comment.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Name {
    pub(super) text: String,
    pub(super) range: Range<usize>,
}

/// The last day on which it hides anything.
#[derive(PartialEq, Eq, Debug)]
pub(super) struct Until {
    /// None if the text is not a date.
    pub(super) date: Option<Date>,
    pub(super) range: Range<usize>,
}

/// Whether a text starts with a word, ignoring case.
pub(super) fn starts_with(text: &str, word: &str) -> bool {
    let start = text.as_bytes().get(..word.len());
    start.is_some_and(|start| start.eq_ignore_ascii_case(word.as_bytes()))
}

/// The text after a word (ignoring case) and the spaces after it.
pub(super) fn after<'a>(text: &'a str, word: &str) -> Option<&'a str> {
    starts_with(text, word).then(|| text[word.len()..].trim_start())
}

/// The names in a comma-separated list. `at` is the place of the list in the comment.
pub(super) fn names(list: &str, at: usize) -> Vec<Name> {
    let mut names = Vec::new();
    let mut start = at;
    for item in list.split(',') {
        let text = item.trim();
        if !text.is_empty() {
            let from = start + (item.len() - item.trim_start().len());
            names.push(Name {
                text: text.to_owned(),
                range: from..from + text.len(),
            });
        }
        start += item.len() + 1;
    }
    names
}

/// Whether a remark gives a reason, and not just the marks that introduce one.
pub(super) fn is_reason(remark: &str) -> bool {
    remark.chars().any(char::is_alphanumeric)
}
