//! The comment above a stage or an argument, which Docker shows as its description.
//!
//! BuildKit v0.30, frontend/dockerfile/parser: the comments right above an instruction belong to it; an empty
//! line or an empty comment ends them. `docker build --call=outline` shows the last one, if it begins with the
//! name.

use plimsoll_syntax::dockerfile::{Comment, Kind, Word};

use crate::view::Instruction;

impl<'a> Instruction<'a> {
    /// The comment right above a FROM or ARG that begins with none of its names, and those names.
    // BuildKit v0.30, dockerfile2llb/convert.go: validateDefinitionDescription.
    pub fn misleading_description(self) -> Option<(&'a Comment, Vec<String>)> {
        let names: Vec<String> = match self.node().kind {
            Kind::From => {
                let name = self.stage().and_then(|stage| stage.name());
                name.map(|name| name.as_written().to_ascii_lowercase())
                    .into_iter()
                    .collect()
            }
            Kind::Arg => {
                let keys = self.node().pairs().iter().map(|pair| &pair.key);
                keys.map(Word::as_written).map(str::to_owned).collect()
            }
            _ => return None,
        };
        let comment = self.comment_above().filter(|_| !names.is_empty())?;
        let first = comment.text.split(' ').next().unwrap_or_default();
        (!names.iter().any(|name| name == first)).then_some((comment, names))
    }

    /// The comment in the line above.
    fn comment_above(self) -> Option<&'a Comment> {
        let dockerfile = self.dockerfile();
        let comments = &dockerfile.tree().comments;
        let start = self.node().span.start;
        let before = comments.partition_point(|comment| comment.span.start < start);
        let comment = comments[..before].last()?;
        let between = dockerfile
            .source()
            .text()
            .get(comment.span.end as usize..start as usize)?;
        let is_right_above = between.trim().is_empty() && between.matches('\n').count() == 1;
        (is_right_above && !comment.text.is_empty()).then_some(comment)
    }
}
