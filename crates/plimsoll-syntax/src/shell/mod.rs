//! Shell code of RUN, CMD, ENTRYPOINT and HEALTHCHECK, as a flat list of commands.
//!
//! The grammar is `shuck-parser`'s. None of its types is visible outside this module, so that it can be
//! replaced; only [`Script::tree`] gives one away, to the linter of the same authors. Commands are in the
//! order of the text, including those inside substitutions, conditions, loops and functions; `parent` and
//! `role` say where each one is. What a command does is left to the model.

mod commands;
mod options;
mod parts;
mod quotes;
mod script;
mod words;

use std::sync::Arc;

pub use options::ShellOptions;
pub use script::{Assignment, Command, Compound, Connector, Redirect, Role, Script, Variable, Word};

use shuck_parser::parser::Parser;

use crate::{SyntaxError, SyntaxErrorKind, Text};

/// The longest code that is parsed, in bytes. BuildKit accepts no longer line either, and the
/// parser is quadratic in some nestings.
const MAX_LENGTH: usize = 64 * 1024;

/// The deepest nesting of braces that is parsed. The parser refuses 100 levels, but for braces
/// it takes time that grows with their square to find out.
const MAX_BRACES: usize = 500;

/// The most that substitutions may cost: their number times the length of the code, since the
/// parser copies the rest of a quoted word or a heredoc for each one. This allows 700 of them in
/// the longest code.
const MAX_SUBSTITUTION_COST: usize = 700 * MAX_LENGTH;

/// After this many errors in one piece of code, others add nothing.
const MAX_ERRORS: usize = 10;

/// The grammar to read a script with.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Dialect {
    /// `sh`, `dash`, `ash`: POSIX. Parsed as Bash; syntax beyond POSIX is kept.
    Posix,
    Bash,
    /// ksh, zsh and other shells that are close enough to Bash for their commands to be read.
    Other,
}

/// Parses shell code.
pub fn parse(text: &Text, dialect: Dialect) -> Script {
    parse_with(text, dialect, ShellOptions::default())
}

/// Parses shell code that starts with options switched on, as with `SHELL ["bash", "-o",
/// "pipefail", "-c"]`.
pub fn parse_with(text: &Text, _dialect: Dialect, options: ShellOptions) -> Script {
    let source = text.as_str();
    if source.len() > MAX_LENGTH {
        let message = format!("shell code of {} bytes is too long to be checked", source.len());
        return refused(text, message);
    }
    if nested_braces(source) > MAX_BRACES {
        return refused(text, "shell code is nested too deeply to be checked".to_owned());
    }
    if memchr::memmem::find_iter(source.as_bytes(), b"$(").count() * source.len() > MAX_SUBSTITUTION_COST {
        return refused(text, "shell code has too many substitutions to be checked".to_owned());
    }
    // Every shell of the enum is read as Bash: its grammar includes the others', except for corner
    // cases. It takes a heredoc without a body, as on a Dockerfile's own line, for an empty one.
    let parsed = Parser::new(source).parse();
    let mut script = commands::lower(text, &parsed.file.body, options);
    for diagnostic in parsed.diagnostics.iter().take(MAX_ERRORS) {
        let range = words::clamp(
            text.as_str(),
            diagnostic.span.start.offset()..diagnostic.span.end.offset(),
        );
        script.errors.push(error(text, range, &diagnostic.message));
    }
    // The error that ended the reading is often among the others already.
    if let Some(shuck_parser::Error::Parse { message, line, column }) = &parsed.terminal_error
        && !parsed
            .diagnostics
            .iter()
            .any(|diagnostic| diagnostic.message == *message)
    {
        let at = offset(text.as_str(), *line, *column);
        script.errors.push(error(text, at..at, message));
    }
    if script.errors.is_empty() {
        script.tree = Some(Arc::new(parsed));
    }
    script
}

fn refused(text: &Text, message: String) -> Script {
    Script {
        errors: vec![SyntaxError::new(
            SyntaxErrorKind::ShellUnread,
            text.full_span().at_start(),
            message,
        )],
        ..Script::default()
    }
}

fn nested_braces(source: &str) -> usize {
    let mut open = 0usize;
    let mut deepest = 0;
    for byte in source.bytes() {
        match byte {
            b'{' => open += 1,
            b'}' => open = open.saturating_sub(1),
            _ => {}
        }
        deepest = deepest.max(open);
    }
    deepest
}

fn error(text: &Text, range: std::ops::Range<usize>, message: &str) -> SyntaxError {
    let span = text.span(words::clamp(text.as_str(), range));
    SyntaxError::new(SyntaxErrorKind::Shell, span, message.trim_end_matches('.'))
}

/// The offset of a line and a column, both from 1; unknown ones give the end.
fn offset(source: &str, line: usize, column: usize) -> usize {
    let Some(skipped) = line.checked_sub(1) else {
        return source.len();
    };
    let before: usize = source.split_inclusive('\n').take(skipped).map(str::len).sum();
    let rest = source.get(before..).unwrap_or_default();
    let into = rest.char_indices().nth(column.saturating_sub(1));
    into.map_or(source.len(), |(at, _)| before + at)
}

#[cfg(test)]
mod tests;
