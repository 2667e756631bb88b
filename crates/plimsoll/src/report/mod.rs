//! Reports: one file and one function per format. They show what the engine found and decide
//! nothing.

mod concise;
mod full;
mod json;
pub(crate) mod position;
mod source;
mod statistics;
mod summary;
#[cfg(test)]
pub(crate) mod testing;

use std::borrow::Cow;
use std::io::{self, Write};

use plimsoll_lint::{Finding, Report};

use crate::cli::{CheckArgs, Format};
pub(crate) use summary::write as summary;

/// How the full report looks.
#[derive(Clone, Copy)]
pub(crate) struct Style {
    pub(crate) color: bool,
    /// In columns.
    pub(crate) width: usize,
}

/// Writes the report in the format that the arguments ask for.
pub(crate) fn write(report: &Report, args: &CheckArgs, style: Style, out: &mut dyn Write) -> io::Result<()> {
    match args.format {
        Format::Json => return json::write(report, args.statistics, out),
        _ if args.statistics => statistics::write(report, out)?,
        Format::Concise => concise::write(report, out)?,
        Format::Full => full::write(report, style, out)?,
    }
    if args.format == Format::Full && !args.quiet {
        if !args.statistics {
            summary::write_environments(report, out)?;
        }
        summary::write(report, out)?;
    }
    Ok(())
}

/// Whether the summary has to go to standard error, because the format leaves no room for it.
pub(crate) fn summary_is_apart(args: &CheckArgs) -> bool {
    args.format == Format::Concise && !args.quiet
}

/// The message of a finding, with the variants of the project that it holds for, if not all.
fn said(finding: &Finding) -> Cow<'_, str> {
    match finding.held_in() {
        Some(variants) => Cow::Owned(format!("{} ({variants})", finding.message)),
        None => Cow::Borrowed(&finding.message),
    }
}

/// A text for one line of a terminal. Control characters of a file must not steer the terminal,
/// nor may marks of writing direction turn the text around.
pub(crate) fn printable(text: &str) -> Cow<'_, str> {
    // Nearly all texts are plain ASCII, which is seen without taking letters apart.
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

/// Whether a character does something to a terminal instead of showing there.
fn steers(c: char) -> bool {
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
