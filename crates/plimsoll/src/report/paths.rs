//! The paths of files as formats for machines show them.

use std::collections::HashMap;
use std::fmt::Write;

use plimsoll_syntax::{FileId, SourceFile};

/// Paths from the top of the repository, which is where services look.
#[derive(Default)]
pub(crate) struct Paths {
    from_top: HashMap<FileId, String>,
    /// Somebody has said where paths begin, so that all formats for machines go by it.
    are_asked_for: bool,
}

impl Paths {
    pub(crate) fn new(from_top: HashMap<FileId, String>, are_asked_for: bool) -> Self {
        Self {
            from_top,
            are_asked_for,
        }
    }

    /// The path for services: with `/`, without `./`, from the top of the repository.
    pub(super) fn for_services<'a>(&'a self, source: &'a SourceFile) -> &'a str {
        self.from_top.get(&source.id()).map_or(source.shown(), String::as_str)
    }

    /// The path for programs that started the run, as they named it.
    pub(super) fn named<'a>(&'a self, source: &'a SourceFile) -> &'a str {
        match self.are_asked_for {
            true => self.for_services(source),
            false => source.shown(),
        }
    }
}

/// A path as a relative URI.
pub(super) fn uri(path: &str) -> String {
    let mut uri = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => uri.push(byte.into()),
            byte => _ = write!(uri, "%{byte:02X}"),
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_uri_has_no_letters_of_its_own() {
        assert_eq!(uri("a b/é:%\n#?.y"), "a%20b/%C3%A9%3A%25%0A%23%3F.y");
    }
}
