//! Reports: one file and one function per format, chosen by a [`Format`]. They show what the engine
//! found and decide nothing.

mod concise;
pub(crate) mod diff;
mod full;
mod groups;
mod hidden;
mod json;
pub(crate) mod position;
mod source;
mod statistics;
mod summary;
#[cfg(test)]
pub(crate) mod testing;

use std::borrow::Cow;
use std::io::{self, Write};

use clap::ValueEnum;
use plimsoll_lint::{Finding, Level, Report};

pub(crate) use hidden::in_words;
pub(crate) use summary::write as summary;

/// How findings are written; each format has a module with a function `write`.
#[derive(Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(crate) enum Format {
    /// Source lines, colours and help
    #[default]
    Full,
    /// One line for each rule and file: path:line:col: level[rule] message
    Concise,
    /// One JSON object with everything
    Json,
}

/// Which parts of a report are shown, and how it looks.
#[derive(Clone, Copy)]
pub(crate) struct Style {
    /// Counts per rule instead of the findings.
    pub(crate) statistics: bool,
    /// Findings only, no summary.
    pub(crate) quiet: bool,
    /// The lowest level that formats for people show. Those for machines have all.
    pub(crate) lowest: Level,
    pub(crate) color: bool,
    /// In columns.
    pub(crate) width: usize,
    /// Whether people are shown what ignores, exceptions and the baseline hide.
    pub(crate) hidden: bool,
}

impl Format {
    /// Writes a report.
    pub(crate) fn write(self, report: &Report, style: &Style, out: &mut dyn Write) -> io::Result<()> {
        match self {
            Self::Full => full::write(report, style, out)?,
            Self::Concise => concise::write(report, style, out)?,
            Self::Json => return json::write(report, style, out),
        }
        if style.hidden {
            hidden::write(report, style, out)?;
        }
        Ok(())
    }

    /// Whether each line is a finding, so that the summary has to go to standard error.
    pub(crate) fn is_lines(self) -> bool {
        match self {
            Self::Concise => true,
            Self::Full | Self::Json => false,
        }
    }
}

/// The message of a finding, with the variants of the project that have it, if not all do.
fn said(finding: &Finding) -> Cow<'_, str> {
    match finding.held_in() {
        Some(variants) => Cow::Owned(format!("{} ({variants})", finding.message)),
        None => Cow::Borrowed(&finding.message),
    }
}
