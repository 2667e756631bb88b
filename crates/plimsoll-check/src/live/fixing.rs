//! Fixes of a group, made in memory: through the same gate as those of a run.

use std::collections::BTreeSet;

use plimsoll_fix::{Fixed, Job};
use plimsoll_lint::{Finding, Report};

use super::{Group, Live};

impl Live {
    /// Whether the fix of a finding changes only what has it: where some of the ways to start a project do
    /// not have it, an edit of a file that is part of these would change them too.
    pub fn is_agreed(&self, group: &Group, report: &Report, finding: &Finding) -> bool {
        let edits = finding.fix.iter().flat_map(|fix| &fix.edits);
        let paths: BTreeSet<&str> = edits.map(|edit| report.source(edit.span.file).path()).collect();
        if finding.variants.is_empty() {
            return true;
        }
        let workspace = self.workspace(group);
        let mut others = workspace
            .variants()
            .filter(|variant| !finding.variants.contains(variant.name));
        !others.any(|variant| {
            let mut files = variant.files.iter();
            files.any(|file| paths.contains(workspace.source(*file).path()))
        })
    }

    /// Makes the wanted fixes of a group that was judged, until none is left.
    pub fn fix(&self, group: &Group, wants: &(dyn Fn(&Report, &Finding) -> bool + Sync)) -> Fixed {
        let Some(report) = group.report() else {
            return Fixed::default();
        };
        let inputs = self.inputs_of(group);
        let job = Job {
            registry: &self.ready().registry,
            policy: &self.ready().policy.stating(&inputs),
            files: &self.sources().reader(),
            hide: &|report: &mut Report| self.hide(report),
            wants,
            once: false,
        };
        plimsoll_fix::fix(&job, inputs, report)
    }
}
