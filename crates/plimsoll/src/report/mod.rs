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

use crate::args::{CheckArgs, Format};
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
