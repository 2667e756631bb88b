//! What is wrong with a configuration, as it is printed.

use std::fmt;

use plimsoll_config::Fault;
use plimsoll_syntax::SourceFile;

use crate::disk;

/// A mistake with its place. They sort by file and place.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Told {
    path: String,
    /// Line and column.
    place: Option<(usize, usize)>,
    message: String,
    is_argument: bool,
    /// The word of an argument that means nothing.
    word: Option<String>,
}

impl Told {
    /// A mistake in a file.
    pub fn new(fault: &Fault, source: &SourceFile) -> Self {
        let place = source.position(fault.span.start);
        Self {
            path: source.shown().to_owned(),
            place: Some((place.line, place.column)),
            message: fault.message.clone(),
            is_argument: false,
            word: None,
        }
    }

    /// The file that is wrong, as the user should read it, or the argument.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The line and the column where it is wrong, if it is not wrong as a whole.
    pub fn place(&self) -> Option<(usize, usize)> {
        self.place
    }

    /// What is wrong.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// Something wrong with a file as a whole.
    pub fn of_file(path: &str, message: impl Into<String>) -> Self {
        Self {
            path: disk::shown_of(path),
            place: None,
            message: message.into(),
            is_argument: false,
            word: None,
        }
    }

    /// Something wrong with an argument, or with the setting of an editor that stands for it, and the word
    /// that it is about.
    pub fn of_argument(name: &str, word: Option<&str>, message: impl Into<String>) -> Self {
        Self {
            is_argument: true,
            word: word.map(str::to_owned),
            ..Self::of_file(name, message)
        }
    }

    /// The word of an argument that means nothing, if that is all that is wrong with it.
    pub fn word(&self) -> Option<&str> {
        self.word.as_deref()
    }

    /// Whether no file is wrong, but an argument.
    pub fn is_of_argument(&self) -> bool {
        self.is_argument
    }
}

impl fmt::Display for Told {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:", self.path)?;
        if let Some((line, column)) = self.place {
            write!(f, "{line}:{column}:")?;
        }
        write!(f, " {}", self.message)
    }
}
