//! Where the reports of `plimsoll check` go: one to standard output, any number into files.

use std::io::{self, Write};
use std::path::Path;

use anyhow::Context;
use plimsoll_lint::Report;

use crate::args::{CheckArgs, Output};
use crate::report::{self, Format, Paths, Run, Style};
use crate::{disk, terminal};

/// The formats that go to files, and the one for standard output.
pub(super) struct Outputs<'a> {
    files: Vec<(Format, &'a Path)>,
    printed: Format,
    /// Standard output is for the fixed text, so that the report goes to standard error.
    is_beside: bool,
}

impl<'a> Outputs<'a> {
    /// What the arguments ask for. Without a word standard output gets the usual report.
    pub(super) fn of(args: &'a CheckArgs, usual: Option<&str>) -> anyhow::Result<Self> {
        let mut files: Vec<(Format, &Path)> = Vec::new();
        let mut printed = args.format;
        for Output { format, path } in &args.outputs.outputs {
            match path {
                None if printed.replace(*format).is_some() => {
                    anyhow::bail!("--output: only one format can go to standard output");
                }
                None => {}
                Some(path) if files.iter().any(|(_, other)| other == path) => {
                    anyhow::bail!("--output: two formats cannot go to {}", path.display());
                }
                Some(path) => files.push((*format, path)),
            }
        }
        Ok(Self {
            files,
            printed: printed.or(usual.and_then(Format::named)).unwrap_or_default(),
            is_beside: args.fixes.wanted() && args.reads_stdin(),
        })
    }

    /// Whether the report is wanted in a format.
    pub(super) fn has(&self, format: Format) -> bool {
        self.printed == format || self.files.iter().any(|(own, _)| *own == format)
    }

    /// The paths of the files of a report for machines, if a format asks for them.
    pub(super) fn paths(&self, base: Option<&Path>, report: &Report) -> anyhow::Result<Paths> {
        let formats = self.files.iter().map(|(format, _)| *format);
        let mut formats = formats.chain([self.printed]);
        if base.is_none() && !formats.any(Format::looks_from_top) {
            return Ok(Paths::default());
        }
        let files = report.sources.iter().map(|(file, source)| (*file, source.path()));
        let from_top = disk::seen_from(base, files).map_err(anyhow::Error::msg);
        let from_top = from_top.with_context(|| match base {
            Some(base) => format!("--path-base: {}", base.display()),
            None => "the current folder".to_owned(),
        })?;
        Ok(Paths::new(from_top, base.is_some()))
    }

    /// Writes the report everywhere, the files first.
    pub(super) fn write(&self, report: &Report, style: &Style, run: &Run<'_>) -> anyhow::Result<()> {
        let plain = Style {
            color: false,
            width: terminal::DEFAULT_WIDTH,
            ..*style
        };
        for (format, path) in &self.files {
            let mut bytes = Vec::new();
            format.write(report, &plain, run, &mut bytes)?;
            let written = disk::put(path, &bytes).map_err(anyhow::Error::msg);
            written.with_context(|| format!("--output: {}", path.display()))?;
        }
        self.print(report, style, run).context("the report cannot be written")
    }

    fn print(&self, report: &Report, style: &Style, run: &Run<'_>) -> io::Result<()> {
        match self.is_beside {
            true => self.printed.write(report, style, run, &mut io::stderr().lock())?,
            false => terminal::print_with(|out| self.printed.write(report, style, run, out))?,
        }
        // Readers of one line per finding get nothing else on standard output.
        if self.printed.is_lines() && !style.quiet {
            let mut line = Vec::new();
            report::summary(report, style.lowest, &mut line)?;
            let _ = io::stderr().write_all(&line);
        }
        Ok(())
    }
}
