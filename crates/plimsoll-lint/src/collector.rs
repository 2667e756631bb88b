//! The findings of one file, limited to so many per rule.
//!
//! A hostile file can have a fault in each of its millions of lines, and nobody reads a rule's
//! thousandth finding. Those beyond the limit are counted, and one finding gives their number. What
//! they redact stays redacted.

use std::collections::HashMap;

use plimsoll_syntax::Span;

use crate::Finding;

/// How many findings of a rule are listed for each file.
pub(crate) const MOST: usize = 1_000;

#[derive(Default)]
pub(crate) struct Collector {
    listed: Vec<Finding>,
    /// By the rule's index in the catalogue.
    counts: HashMap<usize, usize>,
    /// The last finding that is not listed: its rule may still be adding to it.
    spare: Option<Finding>,
    redacted: Vec<Span>,
    /// For each rule over the limit, the first finding beyond it.
    cut: Vec<Finding>,
}

impl Collector {
    /// Adds a finding, and lends it to its rule, which may add to it.
    pub(crate) fn push(&mut self, finding: Finding) -> &mut Finding {
        let count = self.counts.entry(finding.rule.index()).or_default();
        *count += 1;
        if *count <= MOST {
            self.listed.push(finding);
            return self.listed.last_mut().expect("a finding was pushed just now");
        }
        if *count == MOST + 1 {
            self.cut
                .push(Finding::new(&finding.rule, finding.environment, finding.span, ""));
        }
        self.keep_redacted();
        self.spare.insert(finding)
    }

    /// Redacts a place that no finding is about.
    pub(crate) fn redact(&mut self, span: Span) {
        self.redacted.push(span);
    }

    /// The findings, and the places that unlisted ones redact.
    pub(crate) fn finish(mut self) -> (Vec<Finding>, Vec<Span>) {
        self.keep_redacted();
        for mut finding in std::mem::take(&mut self.cut) {
            let more = self.counts[&finding.rule.index()] - MOST;
            finding.message = format!("{more} more places from here on are like the {MOST} listed ones");
            self.listed.push(finding);
        }
        (self.listed, self.redacted)
    }

    fn keep_redacted(&mut self) {
        self.redacted
            .extend(self.spare.take().into_iter().flat_map(|finding| finding.redacted));
    }
}
