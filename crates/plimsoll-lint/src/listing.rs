//! The findings of one file, limited to so many per rule.
//!
//! A hostile file can have a fault in each of its millions of lines, and nobody reads a rule's
//! thousandth finding. Those beyond the limit are counted, and one finding gives their number. What
//! they hide stays hidden.

use std::collections::HashMap;

use plimsoll_syntax::Span;

use crate::Finding;

/// How many findings of a rule are listed for each file.
pub(crate) const MOST: usize = 1_000;

#[derive(Default)]
pub(crate) struct Listing {
    listed: Vec<Finding>,
    /// By the id of the rule.
    counts: HashMap<&'static str, usize>,
    /// The last finding that is not listed: its rule may still be adding to it.
    spare: Option<Finding>,
    hidden: Vec<Span>,
    /// For each rule over the limit, the first finding beyond it.
    cut: Vec<Finding>,
}

impl Listing {
    /// Adds a finding, and lends it to its rule, which may add to it.
    pub(crate) fn push(&mut self, finding: Finding) -> &mut Finding {
        let count = self.counts.entry(finding.rule.id).or_default();
        *count += 1;
        if *count <= MOST {
            self.listed.push(finding);
            return self.listed.last_mut().expect("a finding was pushed just now");
        }
        if *count == MOST + 1 {
            self.cut
                .push(Finding::new(finding.rule, finding.environment, finding.span, ""));
        }
        self.keep_hidden();
        self.spare.insert(finding)
    }

    /// Hides a place that no finding is about.
    pub(crate) fn hide(&mut self, span: Span) {
        self.hidden.push(span);
    }

    /// The findings, and the places that unlisted ones hide.
    pub(crate) fn finish(mut self) -> (Vec<Finding>, Vec<Span>) {
        self.keep_hidden();
        for mut finding in std::mem::take(&mut self.cut) {
            let more = self.counts[finding.rule.id] - MOST;
            finding.message = format!("{more} more places from here on are like the {MOST} that are listed");
            self.listed.push(finding);
        }
        (self.listed, self.hidden)
    }

    fn keep_hidden(&mut self) {
        self.hidden
            .extend(self.spare.take().into_iter().flat_map(|finding| finding.hidden));
    }
}
