//! What is known of the terminal, and words to its user. Whether to colour, how wide to write, and
//! the `plimsoll: …` lines on standard error.

use std::fmt::Display;
use std::io::{self, IsTerminal, Write};

use crate::cli::Color;
use crate::report::printable;

/// The width of the full report where the terminal has none to tell.
const DEFAULT_WIDTH: usize = 100;

/// Says on standard error, in one line, what went wrong. If even that cannot be written, the exit
/// code has to do.
pub(crate) fn complain(what: impl Display) {
    let _ = writeln!(io::stderr(), "plimsoll: {}", printable(&what.to_string()));
}

/// Whether the report on standard output has colours.
#[expect(
    clippy::disallowed_methods,
    reason = "NO_COLOR and its like change the look, never the result"
)]
pub(crate) fn has_color(choice: Color) -> bool {
    let set = |name: &str| std::env::var_os(name).is_some_and(|v| !v.is_empty() && v != "0");
    match choice {
        Color::Always => true,
        Color::Never => false,
        Color::Auto if set("NO_COLOR") => false,
        Color::Auto if set("FORCE_COLOR") || set("CLICOLOR_FORCE") => true,
        Color::Auto => io::stdout().is_terminal() && std::env::var_os("TERM").is_none_or(|t| t != "dumb"),
    }
}

/// How many columns the full report may take.
pub(crate) fn width() -> usize {
    let size = if io::stdout().is_terminal() {
        terminal_size::terminal_size()
    } else {
        None
    };
    size.map_or(DEFAULT_WIDTH, |(width, _)| usize::from(width.0).clamp(40, 160))
}
