//! The findings that are not reported, one line each, with what hides them.

use std::io::{self, Write};

use plimsoll_lint::{Report, Suppressed, Suppression};
use plimsoll_model::base::Date;

use super::{Style, said};
use crate::terminal::printable;
use plimsoll_check::report::Positions;

/// Writes them.
pub(super) fn write(report: &Report, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    lines(report, style).try_for_each(|line| writeln!(out, "{line}"))
}

/// Whether somebody may want to know. Those of rules that are off at their place were never asked for.
pub(super) fn is_told(hidden: &Suppressed) -> bool {
    !matches!(hidden.by, Suppression::Override)
}

/// A line for each.
pub(super) fn lines(report: &Report, style: &Style) -> impl Iterator<Item = String> {
    let lowest = style.lowest;
    let mut positions = Positions::default();
    let told = report.suppressed.iter().filter(|hidden| is_told(hidden));
    told.filter(move |hidden| hidden.finding.level >= lowest)
        .map(move |hidden| {
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
                in_words(&hidden.by, report),
            );
            printable(&line).into_owned()
        })
}

/// What hides a finding.
pub(crate) fn in_words(by: &Suppression, report: &Report) -> String {
    let end = |until: &Option<Date>| until.map_or(String::new(), |day| format!(" until {day}"));
    match by {
        Suppression::Comment { span, until } => {
            let line = report.source(span.file).line_of(span.start);
            format!("ignored{} at line {line}", end(until))
        }
        Suppression::Exception { reason, until, .. } => format!("accepted{}: {reason}", end(until)),
        Suppression::Baseline => "known from the baseline".to_owned(),
        Suppression::Before => "there before".to_owned(),
        Suppression::Override => "off here".to_owned(),
    }
}
