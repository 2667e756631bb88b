//! Continued lines that do not do what they seem to.

use plimsoll_syntax::Span;
use plimsoll_syntax::dockerfile::keyword_of_line;

use crate::view::Instruction;

impl Instruction<'_> {
    /// Keywords at the start of a continued line: the line was meant as an instruction of its own,
    /// but belongs to the one above.
    pub fn swallowed_instructions(self) -> Vec<Span> {
        let node = self.node();
        let source = self.dockerfile().source();
        let text = source.slice(node.span);
        let mut found = Vec::new();
        let mut at = node.span.start as usize;
        for (number, line) in text.split_inclusive('\n').enumerate() {
            if number > 0
                && let Some(word) = keyword_of_line(line)
            {
                found.push(Span::new(node.span.file, at, at + word.len()));
            }
            at += line.len();
        }
        found
    }

    /// Comments in its shell code that run on over a continuation and include the lines below, each
    /// with the end of the line that was meant to be the comment's.
    pub fn swallowing_comments(self) -> Vec<Span> {
        let source = self.dockerfile().source();
        let code = self.code().iter().filter(|code| !code.heredoc);
        let comments = code.flat_map(|code| code.script().comments.iter());
        let swallowing = comments.filter_map(|comment| {
            let text = source.slice(*comment);
            let first = text.find('\n').map(|end| text[..end].trim_end())?;
            let start = comment.start as usize;
            Some(Span::new(comment.file, start, start + first.len()))
        });
        swallowing.collect()
    }
}
