//! The findings that are not reported, one line each, with what hides them.

use std::io::{self, Write};

use plimsoll_lint::{Report, Suppressed, Suppression};

use super::position::Positions;
use super::{Style, said};
use crate::terminal::printable;

/// Writes them. Those of rules that are off at their place were never asked for.
pub(super) fn write(report: &Report, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let is_told =
        |hidden: &&Suppressed| hidden.finding.level >= style.lowest && !matches!(hidden.by, Suppression::Override);
    let mut positions = Positions::default();
    for hidden in report.suppressed.iter().filter(is_told) {
        let (finding, source) = (&hidden.finding, report.source(hidden.finding.span.file));
        let place = positions.at(source, finding.span.start);
        let line = format!(
            "{}:{}:{}: {}[{}] {} ({})",
            source.shown(),
            place.line,
            place.column,
            finding.level,
            finding.rule.id(),
            said(finding),
            how(&hidden.by, report),
        );
        writeln!(out, "{}", printable(&line))?;
    }
    Ok(())
}

fn how(by: &Suppression, report: &Report) -> String {
    match by {
        Suppression::Comment { span, .. } => {
            let source = report.source(span.file);
            format!("ignored at line {}", source.line_of(span.start))
        }
        Suppression::Exception { reason, until, .. } => match until {
            Some(day) => format!("accepted until {day}: {reason}"),
            None => format!("accepted: {reason}"),
        },
        Suppression::Baseline => "known from the baseline".to_owned(),
        Suppression::Before => "there before".to_owned(),
        Suppression::Override => "off here".to_owned(),
    }
}
