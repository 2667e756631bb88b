//! The counts per source, those of rules apart from those of parsers.

use std::collections::BTreeMap;
use std::fmt;

use super::case::{Case, Outcome};

/// What came of the cases, by source and by what was asked.
#[derive(Default)]
pub(super) struct Table(BTreeMap<(String, Part), Row>);

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Part {
    Rules,
    Parsers,
}

#[derive(Default)]
struct Row {
    agree: usize,
    nearby: usize,
    listed: usize,
    unlisted: usize,
    shared: usize,
    not_built: usize,
}

impl Row {
    /// Of what can be judged, how much agrees, in tenths of a percent.
    fn rate(&self) -> Option<usize> {
        let agree = self.agree + self.nearby;
        let judged = agree + self.listed + self.unlisted;
        (agree * 1000).checked_div(judged)
    }
}

impl Table {
    pub(super) fn add(&mut self, case: &Case, outcome: &Outcome, listed: bool) {
        let part = if case.is_about_rules() {
            Part::Rules
        } else {
            Part::Parsers
        };
        let row = self.0.entry((case.source.clone(), part)).or_default();
        let count = match outcome {
            Outcome::Agree => &mut row.agree,
            Outcome::AgreeNearby => &mut row.nearby,
            Outcome::Disagree(_) if listed => &mut row.listed,
            Outcome::Disagree(_) => &mut row.unlisted,
            Outcome::SharedId => &mut row.shared,
            Outcome::NotBuilt => &mut row.not_built,
        };
        *count += 1;
    }

    /// Sources whose rules agree in fewer cases than a percentage. Parsers follow Docker, and
    /// differ from a peer only where it does not; so each difference is listed, whatever the rate.
    pub(super) fn below(&self, percent: usize) -> Vec<String> {
        let rules = self.0.iter().filter(|((_, part), _)| *part == Part::Rules);
        let low = rules.filter(|(_, row)| row.rate().is_some_and(|r| r < percent * 10));
        low.map(|((source, _), _)| format!("{source}: fewer than {percent} % of the cases agree"))
            .collect()
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "{:24} {:>6} {:>6} {:>7} {:>8} {:>6} {:>9} {:>6}",
            "source", "agree", "nearby", "listed", "unlisted", "shared", "not built", "rate"
        )?;
        for ((source, part), row) in &self.0 {
            let name = match part {
                Part::Rules => source.clone(),
                Part::Parsers => format!("{source} (parser)"),
            };
            let rate = row.rate().map_or("-".to_owned(), |r| format!("{}.{}", r / 10, r % 10));
            writeln!(
                f,
                "{name:24} {:>6} {:>6} {:>7} {:>8} {:>6} {:>9} {rate:>6}",
                row.agree, row.nearby, row.listed, row.unlisted, row.shared, row.not_built
            )?;
        }
        Ok(())
    }
}
