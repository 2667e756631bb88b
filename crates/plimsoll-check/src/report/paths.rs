//! The paths of files as formats for machines show them.

use std::collections::HashMap;

use plimsoll_syntax::{FileId, SourceFile};

/// Paths from the top of the repository, which is where services look; or, without any, the paths as they
/// were given.
#[derive(Default)]
pub struct Paths {
    from_top: HashMap<FileId, String>,
    /// Somebody has said where paths begin, so that all formats for machines go by it.
    are_asked_for: bool,
}

impl Paths {
    /// The paths of files from the top, and whether somebody has said where that is.
    pub fn new(from_top: HashMap<FileId, String>, are_asked_for: bool) -> Self {
        Self {
            from_top,
            are_asked_for,
        }
    }

    /// The path for services: with `/`, without `./`, from the top of the repository.
    pub fn for_services<'a>(&'a self, source: &'a SourceFile) -> &'a str {
        self.from_top.get(&source.id()).map_or(source.shown(), String::as_str)
    }

    /// The path for programs that started the run, as they named it.
    pub fn named<'a>(&'a self, source: &'a SourceFile) -> &'a str {
        match self.are_asked_for {
            true => self.for_services(source),
            false => source.shown(),
        }
    }
}
