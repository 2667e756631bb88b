//! The environment files of the projects of a run: their contents, and which variables of the
//! Compose files nothing sets.
//!
//! Files are read as sources of the run, so that findings can point into them. What is known
//! of the values is left to [`super::variables`]; here only names count.

mod search;

use std::collections::HashMap;
use std::sync::Arc;

use plimsoll_syntax::{SourceFile, Span};

use super::dotenv::EnvFile;
use crate::environment::Verdict;

/// A longer name is not a name, but a piece of a multi-line value.
pub(crate) const LONGEST_NAME: usize = 64;

/// What a run knows about environment files.
#[derive(Default)]
pub(crate) struct EnvFacts {
    pub(crate) files: Vec<EnvFileFacts>,
    /// By the Compose file that is judged.
    pub(crate) undefined: HashMap<usize, Vec<UndefinedVariable>>,
}

/// What is known of one environment file.
pub(crate) struct EnvFileFacts {
    pub(crate) source: Arc<SourceFile>,
    pub(crate) content: EnvFile,
    /// Entries that no Compose file names, by place.
    pub(crate) unused: Vec<usize>,
    pub(crate) reader: EnvFileReader,
    /// Version control holds it, and so everybody who gets the repository.
    pub(crate) is_kept: bool,
}

/// Who reads an environment file.
#[derive(Clone, Debug)]
pub(crate) enum EnvFileReader {
    /// A Compose file, by its place.
    Compose(usize),
    /// Nothing in the run: it is judged for itself.
    Nobody(Verdict),
}

/// A variable that Compose replaces with nothing.
#[derive(Clone, Debug)]
pub struct UndefinedVariable {
    /// Where it is first used.
    pub span: Span,
    pub name: Box<str>,
    /// The template that contains it.
    pub template: Option<Box<str>>,
    /// The file that sets it for the container of a service, but not for Compose.
    pub only_in: Option<Box<str>>,
    /// Whether there is a `.env` that could contain it.
    pub has_env_file: bool,
    /// Where it has a default in the same file, although not here.
    pub default: Option<Span>,
    /// A variable that is set and has nearly this name.
    pub near: Option<Box<str>>,
}

/// Whether a text can be the name of a variable, and is not a piece of something else.
pub(crate) fn is_name(name: &str) -> bool {
    name.len() <= LONGEST_NAME && !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
}
