//! Answers about a Dockerfile that several rules ask for. They are computed where the question is
//! answered, and kept with the facts of the file.

use std::collections::HashMap;

use plimsoll_syntax::Span;

use super::copy_source::CopySource;
use crate::command::package::Manager;

/// The groups of each account of a stage, with the instruction that adds it to each.
pub(crate) type Memberships = HashMap<Box<str>, Vec<(usize, Box<str>)>>;

/// What ADD or COPY puts somewhere: instruction and source by index.
#[derive(Debug)]
pub(crate) struct PlacedFile {
    pub(crate) instruction: usize,
    pub(crate) source: u32,
    pub(crate) kind: CopySource,
    pub(crate) name: Box<str>,
    pub(crate) path: Box<str>,
    pub(crate) is_file: bool,
}

/// A package that a stage installs and keeps: the instruction by index.
#[derive(Debug)]
pub(crate) struct KeptPackage {
    pub(crate) run: usize,
    pub(crate) manager: Manager,
    pub(crate) name: Box<str>,
    pub(crate) span: Span,
}

/// A fault in shell code that has a ShellCheck code.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ShellFinding {
    /// `SC2086`
    pub code: &'static str,
    /// The words that are wrong.
    pub span: Span,
    /// The words, with continuations joined.
    pub text: Box<str>,
    /// What is wrong with them, in one line.
    pub message: Box<str>,
}

impl ShellFinding {
    /// The name of the variable that it is about; empty if it is about something else.
    pub fn variable(&self) -> &str {
        let text = self.text.trim_start_matches('"');
        let name = text.trim_start_matches(['$', '{', '#', '!']);
        let end = name.find(|c: char| !c.is_ascii_alphanumeric() && c != '_');
        &name[..end.unwrap_or(name.len())]
    }
}
