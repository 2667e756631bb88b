//! `deploy` of a service: how many, where, and with which resources.

use plimsoll_syntax::Span;
use plimsoll_syntax::yaml::{Kind, NodeRef};

use super::field::{Field, KeyValue, Scalar};
use super::read::{Keys, Reader};
use crate::base::Value;

/// How Swarm, and in part Compose, runs a service.
#[derive(Clone, Debug)]
pub struct Deploy {
    /// The whole value.
    pub span: Span,
    pub mode: Option<Box<Field<Scalar>>>,
    pub replicas: Option<Box<Field<Value<i64>>>>,
    pub endpoint_mode: Option<Box<Field<Scalar>>>,
    pub labels: Option<Box<Field<Vec<KeyValue>>>>,
    pub limits: Option<Box<Field<Resources>>>,
    pub reservations: Option<Box<Field<Resources>>>,
    pub restart_condition: Option<Box<Field<Scalar>>>,
    /// The maximum number of restarts.
    pub restart_attempts: Option<Box<Field<Scalar>>>,
    pub has_update_config: bool,
    pub has_placement: bool,
}

/// What a container may use, or is guaranteed.
#[derive(Clone, Debug)]
pub struct Resources {
    pub cpus: Option<Box<Field<Scalar>>>,
    pub memory: Option<Box<Field<Scalar>>>,
    pub pids: Option<Box<Field<Scalar>>>,
    pub has_devices: bool,
    /// Whether it can have no other keys.
    pub(super) whole: bool,
}

impl Deploy {
    pub(super) fn read(reader: &Reader<'_>, node: NodeRef<'_>) -> Option<Self> {
        if node.kind() != Kind::Mapping {
            return None;
        }
        let keys = Keys::new(reader, node);
        let under = |key: &str| keys.entry(key).map(|entry| Keys::new(reader, entry.value));
        let resources = under("resources");
        let part = |key: &str| resources.as_ref()?.with(key, Resources::read);
        Some(Self {
            span: node.span(),
            mode: keys.scalar("mode"),
            replicas: keys.number("replicas"),
            endpoint_mode: keys.scalar("endpoint_mode"),
            labels: keys.pairs("labels"),
            limits: part("limits"),
            reservations: part("reservations"),
            restart_condition: under("restart_policy").and_then(|policy| policy.scalar("condition")),
            restart_attempts: under("restart_policy").and_then(|policy| policy.scalar("max_attempts")),
            has_update_config: keys.entry("update_config").is_some(),
            has_placement: keys.entry("placement").is_some(),
        })
    }
}

impl Resources {
    fn read(reader: &Reader<'_>, node: NodeRef<'_>) -> Option<Self> {
        let keys = Keys::new(reader, node);
        Some(Self {
            cpus: keys.scalar("cpus"),
            memory: keys.scalar("memory"),
            pids: keys.scalar("pids"),
            has_devices: keys.entry("devices").is_some(),
            whole: node.kind() == Kind::Mapping && !node.has_unresolved(),
        })
    }
}
