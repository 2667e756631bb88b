//! What is known about the terminal, and what is written to it: whether to colour, how wide to
//! write, the `plimsoll: …` lines on standard error, and which characters a line may contain.

use std::borrow::Cow;
use std::fmt::Display;
use std::io::{self, BufWriter, IsTerminal, Write};

use anstream::{AutoStream, ColorChoice};
use clap::ValueEnum;
use plimsoll_model::secret::without_secrets;

/// The width of the full report if the terminal does not give one.
pub(crate) const DEFAULT_WIDTH: usize = 100;

/// When to colour.
#[derive(Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(crate) enum Color {
    #[default]
    Auto,
    Always,
    Never,
}

/// Reports on standard error, in one line, what went wrong. If even that cannot be written, the
/// exit code has to do.
pub(crate) fn complain(what: impl Display) {
    let what = what.to_string();
    let _ = writeln!(io::stderr(), "plimsoll: {}", printable(&without_secrets(&what)));
}

/// Writes to standard output. A reader that has seen enough (`| head`) is not a failure.
pub(crate) fn print(bytes: &[u8]) -> io::Result<()> {
    print_with(|out| out.write_all(bytes))
}

/// Writes to standard output piece by piece, so that a long report is never in memory as a whole.
pub(crate) fn print_with(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    let mut out = BufWriter::new(io::stdout().lock());
    match write(&mut out).and_then(|()| out.flush()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        result => result,
    }
}

/// Whether the report on standard output has colours. If nobody says, the environment decides as it
/// does for other programs: `NO_COLOR`, `CLICOLOR`, `CLICOLOR_FORCE`, `TERM`.
pub(crate) fn has_color(choice: Color) -> bool {
    match choice {
        Color::Always => true,
        Color::Never => false,
        Color::Auto => AutoStream::choice(&io::stdout()) != ColorChoice::Never,
    }
}

/// How many columns the full report may use.
pub(crate) fn width() -> usize {
    let size = if io::stdout().is_terminal() {
        terminal_size::terminal_size()
    } else {
        None
    };
    size.map_or(DEFAULT_WIDTH, |(width, _)| usize::from(width.0).clamp(40, 160))
}

/// A text for one line of a terminal. Control characters of a file must not control the terminal,
/// nor may bidirectional marks reorder the text.
pub(crate) fn printable(text: &str) -> Cow<'_, str> {
    // Nearly all texts are plain ASCII, which is quick to see.
    if text.bytes().all(|byte| matches!(byte, b' '..=b'~')) || !text.contains(steers) {
        return Cow::Borrowed(text);
    }
    let shown = |c: char| match c {
        '\n' | '\t' => ' ',
        c if steers(c) => '?',
        c => c,
    };
    Cow::Owned(text.chars().map(shown).collect())
}

/// Whether a character controls a terminal instead of appearing on it.
pub(crate) fn steers(c: char) -> bool {
    c.is_control() || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_steers_the_terminal() {
        assert_eq!(printable("a\x1b[2J\u{1a}b\nc\u{202e}d\u{9b}"), "a?[2J?b c?d?");
        assert!(matches!(printable("plain é"), Cow::Borrowed(_)));
    }
}
