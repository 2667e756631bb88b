//! The findings of one file, of which each rule lists only so many.
//!
//! A file made to do harm has a fault in each of its millions of lines, and nobody reads the
//! thousandth finding of a rule. Those beyond are counted, and one finding says how many they are.
//! What they hide stays hidden.

use std::collections::HashMap;

use plimsoll_syntax::Span;

use crate::Finding;

/// How many findings a rule lists for each file.
pub(crate) const MOST: usize = 1_000;

#[derive(Default)]
pub(crate) struct Listing {
    listed: Vec<Finding>,
    /// By the id of the rule.
    counts: HashMap<&'static str, usize>,
    /// The last finding that is not listed: whoever reported it may still be writing it.
    spare: Option<Finding>,
    hidden: Vec<Span>,
    /// For each rule with more findings, the first of these.
    cut: Vec<Finding>,
}

impl Listing {
    /// Takes a finding in, and lends it to whoever has more to say.
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

    /// Hides a place of which no finding speaks.
    pub(crate) fn hide(&mut self, span: Span) {
        self.hidden.push(span);
    }

    /// The findings, and what those hide that are not among them.
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
