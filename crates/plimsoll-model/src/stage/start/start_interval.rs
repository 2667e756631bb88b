//! Whether the start interval of a health check ever has an effect.

use plimsoll_syntax::dockerfile::{Flag, Kind};
use plimsoll_syntax::units::{compose_duration, go_duration};

use crate::compose::{Field, Scalar};
use crate::view::{Instruction, Service};

/// Why a start interval has no effect.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum StartIntervalFault {
    /// There is no start period that it could apply to.
    NoPeriod,
    /// The start period ends before it.
    Longer,
}

impl<'a> Instruction<'a> {
    /// The `--start-interval` of a `HEALTHCHECK` that has no effect.
    // moby v28, daemon/health.go: the interval applies while the container's age is below the start
    // period, which is zero by default.
    pub fn unused_start_interval(self) -> Option<(&'a Flag, StartIntervalFault)> {
        let node = self.node();
        let node = node.trigger().unwrap_or(node);
        if node.kind != Kind::Healthcheck {
            return None;
        }
        let interval = node.flag("start-interval")?;
        let length = |flag: &Flag| Some(go_duration(&flag.value.as_ref()?.literal()?));
        let own = length(interval)??;
        if own == 0 {
            return None;
        }
        let fault = match node.flag("start-period").map(length) {
            None => StartIntervalFault::NoPeriod,
            Some(Some(Some(period))) => start_interval_fault(own, period)?,
            Some(_) => return None,
        };
        Some((interval, fault))
    }
}

/// Why an interval has no effect in a period, both in nanoseconds.
fn start_interval_fault(interval: i64, period: i64) -> Option<StartIntervalFault> {
    if period == 0 {
        Some(StartIntervalFault::NoPeriod)
    } else {
        (interval > period).then_some(StartIntervalFault::Longer)
    }
}

impl<'a> Service<'a> {
    /// The `start_interval` of its health check that has no effect.
    pub fn unused_start_interval(self) -> Option<(&'a Field<Scalar>, StartIntervalFault)> {
        let check = &self.facts().healthcheck.as_ref()?.value;
        let interval = check.start_interval.as_ref()?;
        let own = compose_duration(interval.value.known()?).filter(|&length| length > 0)?;
        let fault = match &check.start_period {
            // Without a test, or in part of a service, the period may come from elsewhere.
            None if check.test.is_none() || !self.is_whole() => return None,
            None => StartIntervalFault::NoPeriod,
            Some(period) => start_interval_fault(own, compose_duration(period.value.known()?)?)?,
        };
        Some((interval, fault))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_interval_counts_in_a_period_that_is_longer() {
        assert_eq!(start_interval_fault(1, 0), Some(StartIntervalFault::NoPeriod));
        assert_eq!(start_interval_fault(3, 2), Some(StartIntervalFault::Longer));
        assert_eq!(start_interval_fault(2, 2), None);
    }
}
