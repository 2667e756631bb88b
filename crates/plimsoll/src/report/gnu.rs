//! One line a finding in the form of the GNU coding standards, which Emacs, Vim and many others read.

use std::io::{self, Write};

use plimsoll_lint::Report;

use super::Run;
use super::rows::rows;
use crate::terminal::printable;

pub(super) fn write(report: &Report, run: &Run<'_>, out: &mut dyn Write) -> io::Result<()> {
    for row in rows(report, run) {
        let (path, place, message) = (printable(row.named), row.start, &row.message);
        let (level, rule) = (row.level(), row.rule());
        writeln!(
            out,
            "plimsoll:{path}:{}:{}: {level}: {message} [{rule}]",
            place.line, place.column
        )?;
    }
    Ok(())
}
