//! Parser directives that have no effect.

use plimsoll_syntax::dockerfile::Comment;
use plimsoll_syntax::image::ImageReference;
use plimsoll_syntax::{Span, nearest};

use crate::view::Dockerfile;

/// Docker's own frontend.
const FRONTEND: (&str, &str) = ("docker", "dockerfile");

impl<'a> Dockerfile<'a> {
    /// Comments that would be `syntax` or `escape` directives at the head of the file, with the
    /// name. `check` is also allowed above an instruction.
    pub fn misplaced_directives(self) -> Vec<(&'static str, &'a Comment)> {
        let comments = self.tree().comments.iter();
        comments
            .filter_map(|comment| Some((directive_name(comment)?, comment)))
            .collect()
    }

    /// The image in `# syntax=` that is nearly Docker's frontend, and what was meant.
    pub fn misspelled_frontend(self) -> Option<(Span, &'static str)> {
        let syntax = self.tree().directives.iter().find(|d| &*d.name.value == "syntax")?;
        let image = syntax.value.value.split_whitespace().next()?;
        let reference = ImageReference::parse(image).ok()?;
        let (owner, name) = reference.familiar_name().split_once('/')?;
        if reference.domain() != "docker.io" || (owner, name) == FRONTEND || name == "dockerfile-upstream" {
            return None;
        }
        let near = |word, meant| nearest(word, [meant]).is_some() && word.len().abs_diff(meant.len()) <= 2;
        let is_near = near(owner, FRONTEND.0) && near(name, FRONTEND.1);
        let start = syntax.value.span.start as usize;
        let place = reference.path_range();
        let span = Span::new(syntax.value.span.file, start + place.start, start + place.end);
        (is_near && self.source().slice(span) == reference.path()).then_some((span, "docker/dockerfile"))
    }
}

/// The directive that a comment would be.
fn directive_name(comment: &Comment) -> Option<&'static str> {
    let (name, value) = comment.text.split_once('=')?;
    let value = value.trim();
    match name.trim().to_ascii_lowercase().as_str() {
        "escape" if matches!(value, "\\" | "`") => Some("escape"),
        // The value is an image name; prose that starts like this has spaces.
        "syntax" if value.contains(['/', ':']) && !value.contains(char::is_whitespace) => Some("syntax"),
        _ => None,
    }
}
