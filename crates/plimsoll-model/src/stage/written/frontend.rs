//! The image that reads a Dockerfile, from its `# syntax=` line.

use plimsoll_syntax::Span;

use crate::view::Dockerfile;

impl<'a> Dockerfile<'a> {
    /// The image of the frontend, as written, with its place. Absent for the builder's own.
    // BuildKit v0.30, frontend/dockerfile/parser: the first word of the value names it.
    pub fn frontend(self) -> Option<(Span, &'a str)> {
        let mut directives = self.tree().directives.iter();
        let syntax = directives.find(|directive| &*directive.name.value == "syntax")?;
        let name = syntax.value.value.split_whitespace().next()?;
        let start = syntax.value.span.start as usize;
        // For a whole file in JSON, the place is that of its quotes.
        let is_plain = self.source().slice(syntax.value.span).starts_with(name);
        let span = match is_plain {
            true => Span::new(syntax.value.span.file, start, start + name.len()),
            false => syntax.value.span,
        };
        Some((span, name))
    }
}
