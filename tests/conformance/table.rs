//! The counts per source, those of rules apart from those of parsers.

use std::collections::BTreeMap;
use std::fmt;

use super::case::{Case, Outcome};

/// The outcome of the cases, by source and by kind.
#[derive(Default)]
pub(super) struct Table(BTreeMap<(String, Part), Row>);

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Part {
    Rules,
    Parsers,
    /// Not in the rates of all: most tools refuse to fix what ours fix, or the other way round.
    Fixes,
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
    /// The share of agreement among what can be judged, in tenths of a percent.
    fn rate(&self) -> Option<usize> {
        let agree = self.agree + self.nearby;
        let judged = agree + self.listed + self.unlisted;
        (agree * 1000).checked_div(judged)
    }
}

impl Table {
    pub(super) fn add(&mut self, case: &Case, outcome: &Outcome, listed: bool) {
        let part = match case.kind.as_str() {
            "fix" => Part::Fixes,
            _ if case.is_about_rules() => Part::Rules,
            _ => Part::Parsers,
        };
        // These judge several kinds of things, each by rules of their own.
        let source = match (case.source.as_str(), case.kind.as_str()) {
            ("kics", "dockerfile") => "kics Dockerfile".to_owned(),
            ("kics", _) => "kics Compose".to_owned(),
            ("compose-go", kind) => format!("compose-go {kind}"),
            (source, _) => source.to_owned(),
        };
        let row = self.0.entry((source, part)).or_default();
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

    /// Reports if less than a percentage of everything that can be judged agrees. A single source
    /// may be below it: some judge few things, and those in a way that is not Docker's or not ours.
    pub(super) fn below(&self, percent: usize) -> Option<String> {
        let low = self
            .total(&[Part::Rules, Part::Parsers])
            .rate()
            .is_some_and(|rate| rate < percent * 10);
        low.then(|| format!("fewer than {percent} % of the cases agree"))
    }

    fn total(&self, parts: &[Part]) -> Row {
        let mut total = Row::default();
        for (_, row) in self.0.iter().filter(|((_, part), _)| parts.contains(part)) {
            total.agree += row.agree;
            total.nearby += row.nearby;
            total.listed += row.listed;
            total.unlisted += row.unlisted;
            total.shared += row.shared;
            total.not_built += row.not_built;
        }
        total
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "{:32} {:>6} {:>6} {:>7} {:>8} {:>6} {:>9} {:>6}",
            "source", "agree", "nearby", "listed", "unlisted", "shared", "not built", "rate"
        )?;
        for ((source, part), row) in &self.0 {
            let name = match part {
                Part::Rules => source.clone(),
                Part::Parsers => format!("{source} (parser)"),
                Part::Fixes => format!("{source} (fixes)"),
            };
            write_row(f, &name, row)?;
        }
        write_row(f, "all rules", &self.total(&[Part::Rules]))?;
        write_row(f, "all parsers", &self.total(&[Part::Parsers]))?;
        write_row(f, "all fixes", &self.total(&[Part::Fixes]))?;
        write_row(f, "together", &self.total(&[Part::Rules, Part::Parsers]))
    }
}

fn write_row(f: &mut fmt::Formatter<'_>, name: &str, row: &Row) -> fmt::Result {
    let rate = row.rate().map_or("-".to_owned(), |r| format!("{}.{}", r / 10, r % 10));
    writeln!(
        f,
        "{name:32} {:>6} {:>6} {:>7} {:>8} {:>6} {:>9} {rate:>6}",
        row.agree, row.nearby, row.listed, row.unlisted, row.shared, row.not_built
    )
}
