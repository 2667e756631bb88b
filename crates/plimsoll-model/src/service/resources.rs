//! What a service may use of its host: memory, processors, processes, disk space for its log.
//!
//! Compose has two notations for most of them, the older keys of the service and those below
//! `deploy.resources.limits`; either is enough (compose-go v2, loader/normalize.go).

use plimsoll_syntax::yaml::ScalarValue;
use plimsoll_syntax::{Span, units};

use crate::base::Value;
use crate::compose::{Field, Scalar};
use crate::view::Service;

impl<'a> Service<'a> {
    /// Whether its memory has a limit. Zero is not one, nor is a value that cannot be read.
    pub fn has_memory_limit(self) -> Value<bool> {
        let facts = self.facts();
        let limits = facts.deploy.as_ref().and_then(|deploy| deploy.value.limits.as_ref());
        let deployed = limits.and_then(|limits| limits.value.memory.as_deref());
        any([facts.mem_limit.as_deref(), deployed]
            .map(|field| limit(field, |text| units::size(text).is_some_and(|bytes| bytes > 0))))
    }

    /// Whether its share of the processors has a limit. Shares and weights are not limits.
    pub fn has_cpu_limit(self) -> Value<bool> {
        let facts = self.facts();
        let limits = facts.deploy.as_ref().and_then(|deploy| deploy.value.limits.as_ref());
        let deployed = limits.and_then(|limits| limits.value.cpus.as_deref());
        let written = any([facts.cpus.as_deref(), deployed].map(|field| limit(field, is_positive)));
        let other = ["cpu_quota", "cpu_count", "cpu_percent", "cpuset"].map(|key| self.raw(key));
        let other = other.into_iter().flatten().map(|text| match text.contains('$') {
            true => Value::Unknown,
            false => Value::Known(!text.is_empty() && text != "0" && !text.starts_with('-')),
        });
        any([written].into_iter().chain(other))
    }

    /// Whether the number of its processes has a limit. Zero and -1 are not limits.
    pub fn has_process_limit(self) -> Value<bool> {
        let facts = self.facts();
        let limits = facts.deploy.as_ref().and_then(|deploy| deploy.value.limits.as_ref());
        let deployed = limits.and_then(|limits| limits.value.pids.as_deref());
        any([facts.pids_limit.as_deref(), deployed].map(|field| limit(field, is_positive)))
    }

    /// Whether its log can grow until the disk is full: it is kept by `json-file`, Docker's
    /// default, and nothing truncates it (Docker documentation, JSON File logging driver).
    pub fn log_grows(self) -> Value<bool> {
        let Some(logging) = &self.facts().logging else {
            return Value::Known(true);
        };
        let driver = logging.value.driver.as_ref().map(|driver| driver.value.value());
        let is_kept = driver.map_or(Value::Known(true), |driver| driver.map(|name| name == "json-file"));
        let options = logging.value.options.as_ref().map_or(&[][..], |options| &options.value);
        let size = options.iter().find(|pair| pair.name() == Some("max-size"));
        let is_cut = size.is_some_and(|size| size.value.as_ref().is_none_or(|v| v.likely() != Some("-1")));
        is_kept.map(|is_kept| is_kept && !is_cut)
    }

    /// How readily the kernel kills it when memory runs out, from -1000 (never) to 1000.
    pub fn oom_score(self) -> Option<i32> {
        self.raw("oom_score_adj")?.parse().ok()
    }

    /// The place of a key that has no field.
    pub fn key_span(self, key: &str) -> Option<Span> {
        let facts = self.compose().facts();
        Some(facts.node(self.facts().node).get(key)?.key.span())
    }

    /// A key that has no field, as written.
    pub fn raw(self, key: &str) -> Option<&'a str> {
        let facts = self.compose().facts();
        facts.node(self.facts().node).get(key)?.value.as_str()
    }
}

fn is_positive(text: &str) -> bool {
    text.trim().parse::<f64>().is_ok_and(|number| number > 0.0)
}

fn limit(field: Option<&Field<Scalar>>, is_limit: fn(&str) -> bool) -> Value<bool> {
    let Some(field) = field.filter(|field| field.value.yaml != ScalarValue::Null) else {
        return Value::Known(false);
    };
    field.value.value().map(is_limit)
}

/// Whether one of them holds; unknown if none is known to and one may.
fn any(limits: impl IntoIterator<Item = Value<bool>>) -> Value<bool> {
    let mut all = Value::Known(false);
    for limit in limits {
        match limit.likely() {
            Some(true) => return limit,
            Some(false) => {}
            None => all = Value::Unknown,
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::testing;

    #[test]
    fn either_notation_is_a_limit() {
        for (service, memory, cpu) in [
            ("", Value::Known(false), Value::Known(false)),
            ("mem_limit: 1g, cpus: 0.5", Value::Known(true), Value::Known(true)),
            (
                "mem_limit: 0, cpu_quota: 50000",
                Value::Known(false),
                Value::Known(true),
            ),
            (
                "mem_limit: '${M}', cpus: '${C:-0}'",
                Value::Unknown,
                Value::Known(false),
            ),
            (
                "deploy: {resources: {limits: {memory: 1g}, reservations: {cpus: '1'}}}",
                Value::Known(true),
                Value::Known(false),
            ),
        ] {
            testing::service(&format!("image: x, {service}"), |view| {
                assert_eq!(view.has_memory_limit(), memory, "{service}");
                assert_eq!(view.has_cpu_limit(), cpu, "{service}");
            });
        }
    }
}
