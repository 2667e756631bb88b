//! Where ADD and COPY put files, and what a path is relative to.

use plimsoll_syntax::dockerfile::{Kind, Part, Word};

use crate::base::{Value, path};
use crate::image::{Role, known_image};
use crate::view::{Instruction, Stage};

/// What a path is relative to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Absolute {
    Yes,
    /// The folder in force.
    No,
    /// A variable at its start may hold either.
    Unknown,
}

/// What the path in a word is relative to. `C:\x` and `\x` count as absolute, also as written: with
/// `\` as escape character, the backslash is lost.
pub fn absolute(word: &Word, value: &Value<String>) -> Absolute {
    if word.malformed.is_some() {
        return Absolute::Unknown;
    }
    let start = match (value, word.parts.first()) {
        (Value::Known(path) | Value::Default(path), _) => path.as_str(),
        (Value::Unknown, Some(Part::Literal(text))) => &text.value,
        (Value::Unknown, _) => return Absolute::Unknown,
    };
    if start.is_empty() {
        return Absolute::Unknown;
    }
    match path::is_absolute(start) || path::is_absolute(word.as_written().trim_start_matches('"')) {
        true => Absolute::Yes,
        false => Absolute::No,
    }
}

impl Stage<'_> {
    /// Whether a WORKDIR of the chain, or the base image, decides the folder in force at an
    /// instruction. None if the base image is not known.
    pub fn has_folder_at(self, index: usize) -> Option<bool> {
        let mut first = self.ancestors().filter_map(|stage| stage.of_kind(Kind::Workdir).next());
        if first.any(|workdir| workdir.index() < index) {
            return Some(true);
        }
        if self.is_from_scratch() {
            return Some(false);
        }
        let image = self.root_image().likely()?;
        let name = image.familiar_name();
        let known = known_image(name, image.tag());
        if known.is_some_and(|known| known.brings_workdir) {
            return Some(true);
        }
        // Distributions and languages leave it to the images built on them; other known images may
        // set one.
        let is_vendor = image.is_official() || self.is_windows();
        let brings_none = is_vendor && known.is_some_and(|known| matches!(known.role, Role::BaseOs | Role::Runtime));
        brings_none.then_some(false)
    }
}

impl Stage<'_> {
    /// The folder that the base image of the chain sets to work in; none if that is not known.
    pub fn base_folder(self) -> Option<&'static str> {
        if self.is_from_scratch() {
            return Some("/");
        }
        let image = self.root_image().likely()?;
        let known = known_image(image.familiar_name(), image.tag())?;
        match known.work_folder {
            None if self.has_folder_at(0) == Some(false) && known.variables.is_some() => Some("/"),
            folder => folder,
        }
    }
}

impl<'a> Instruction<'a> {
    /// The destination of ADD and COPY, with its expansion.
    pub fn destination(self) -> Option<(&'a Word, Value<String>)> {
        let (_, destination) = self.copied()?;
        let word = destination?;
        Some((word, self.expand(word)))
    }
}
