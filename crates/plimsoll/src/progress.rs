//! Progress of a long run, on a terminal only.

use std::io::{self, IsTerminal};

use indicatif::{ProgressBar, ProgressStyle};

/// Fewer files than this are done before anybody could read their number.
const WORTH_SHOWING: usize = 400;

/// A bar on standard error, or nothing.
pub(crate) struct Progress {
    bar: Option<ProgressBar>,
}

impl Progress {
    /// Starts counting files.
    pub(crate) fn new(files: usize, quiet: bool) -> Self {
        if quiet || files < WORTH_SHOWING || !io::stderr().is_terminal() {
            return Self { bar: None };
        }
        let style = ProgressStyle::with_template("{bar:40} {pos}/{len} files").expect("the template is a constant");
        let bar = ProgressBar::new(files as u64).with_style(style);
        Self { bar: Some(bar) }
    }

    /// One more file is done.
    pub(crate) fn step(&self) {
        if let Some(bar) = &self.bar {
            bar.inc(1);
        }
    }

    /// Leaves the line empty for the report.
    pub(crate) fn finish(self) {
        if let Some(bar) = self.bar {
            bar.finish_and_clear();
        }
    }
}
