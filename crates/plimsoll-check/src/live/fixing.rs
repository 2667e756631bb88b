//! Fixes of a group, made in memory: through the same gate as those of a run.

use plimsoll_fix::{Fixed, Job};
use plimsoll_lint::{Finding, Report};

use super::{Group, Live};

impl Live {
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
