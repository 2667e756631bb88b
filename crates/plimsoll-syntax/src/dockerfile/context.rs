//! What the readers of arguments share.

use std::ops::Range;

use super::lexer;
use super::tree::Kind;
use super::word::{Word, WordFault};
use crate::{Span, SyntaxError, SyntaxErrorKind, Text};

/// The line that is read, and what is found wrong with it.
#[derive(Debug)]
pub(super) struct Context<'a> {
    /// The logical line.
    pub(super) line: &'a Text,
    pub(super) escape: char,
    pub(super) errors: &'a mut Vec<SyntaxError>,
}

impl Context<'_> {
    pub(super) fn span(&self, range: Range<usize>) -> Span {
        self.line.span(range)
    }

    pub(super) fn report(&mut self, kind: SyntaxErrorKind, span: Span, message: impl Into<String>, help: &str) {
        self.errors.push(SyntaxError::new(kind, span, message).help(help));
    }

    /// A word in which BuildKit expands variables.
    pub(super) fn word(&mut self, range: Range<usize>) -> Word {
        self.expanded(self.line.slice(range))
    }

    pub(super) fn expanded(&mut self, text: Text) -> Word {
        let word = lexer::word(text, self.escape);
        if let Some(fault) = &word.malformed {
            let kind = match fault.value {
                WordFault::Modifier => SyntaxErrorKind::Modifier,
                _ => SyntaxErrorKind::Dockerfile,
            };
            self.report(kind, fault.span, fault.value.message(), fault.value.help());
        }
        word
    }
}

/// Reports an instruction without its arguments.
pub(super) fn missing(kind: Kind, keyword: Span, cx: &mut Context) {
    let what = match kind {
        Kind::Add | Kind::Copy => "a source and a destination",
        Kind::Arg => "a name",
        Kind::Env | Kind::Label => "a `key=value`",
        Kind::Expose => "a port",
        Kind::Volume | Kind::Workdir => "a path",
        Kind::User => "a user",
        Kind::Stopsignal => "a signal",
        Kind::Maintainer => "a name",
        Kind::Shell => "a JSON array with a program",
        Kind::Healthcheck => "`CMD` and a command, or `NONE`",
        _ => "an instruction",
    };
    let message = format!("`{}` needs {what}", kind.name());
    let error = SyntaxError::new(SyntaxErrorKind::ArgumentCount, keyword, message);
    cx.errors.push(error.help("add it, or remove the instruction"));
}
