//! What a service refers to: other services, networks, secrets, configs, environment files.

use plimsoll_syntax::Span;
use plimsoll_syntax::yaml::{EntryRef, Kind, NodeRef};

use super::command::Command;
use super::field::{Field, KeyValue, Scalar};
use super::read::{Keys, Reader};
use crate::base::Value;

/// A service that must start first.
#[derive(Clone, Debug)]
pub struct Dependency {
    pub span: Span,
    pub service: Scalar,
    /// `service_started`, `service_healthy`, `service_completed_successfully`; absent in the short
    /// form, which means `service_started`.
    pub condition: Option<Box<Field<Scalar>>>,
    pub required: Option<Box<Field<Value<bool>>>>,
    pub restart: Option<Box<Field<Value<bool>>>>,
}

/// A network that a service is on.
#[derive(Clone, Debug)]
pub struct Attachment {
    pub span: Span,
    pub network: Scalar,
    pub aliases: Option<Box<Field<Vec<Scalar>>>>,
    pub ipv4_address: Option<Box<Field<Scalar>>>,
}

/// A secret or config that a service gets.
#[derive(Clone, Debug)]
pub struct Grant {
    pub span: Span,
    pub source: Scalar,
    pub target: Option<Box<Field<Scalar>>>,
    pub uid: Option<Box<Field<Scalar>>>,
    pub gid: Option<Box<Field<Scalar>>>,
    pub mode: Option<Box<Field<Scalar>>>,
}

/// A file that variables are read from.
#[derive(Clone, Debug)]
pub struct EnvFile {
    pub span: Span,
    pub path: Scalar,
    pub required: Option<Box<Field<Value<bool>>>>,
    pub format: Option<Box<Field<Scalar>>>,
}

/// The service that a service extends.
#[derive(Clone, Debug)]
pub struct Extends {
    pub span: Span,
    pub service: Option<Scalar>,
    /// Absent for a service of the same file.
    pub file: Option<Scalar>,
}

/// Where a container's output goes.
#[derive(Clone, Debug)]
pub struct Logging {
    pub span: Span,
    pub driver: Option<Box<Field<Scalar>>>,
    pub options: Option<Box<Field<Vec<KeyValue>>>>,
}

/// A limit of the kernel for a container's processes.
#[derive(Clone, Debug)]
pub struct Ulimit {
    pub span: Span,
    pub name: Scalar,
    pub soft: Option<Scalar>,
    pub hard: Option<Scalar>,
}

/// A command that Compose runs in a container after its start, before its stop or after a change of
/// its files, or in one of its own before the start.
#[derive(Clone, Debug)]
pub struct Hook {
    pub span: Span,
    /// The image of a container of its own, if it is not that of the service.
    pub image: Option<Box<Field<Scalar>>>,
    pub command: Option<Box<Field<Command>>>,
    pub user: Option<Box<Field<Scalar>>>,
    pub privileged: Option<Box<Field<Value<bool>>>>,
}

/// A path that `docker compose watch` watches.
#[derive(Clone, Debug)]
pub struct Watch {
    pub span: Span,
    pub path: Option<Box<Field<Scalar>>>,
    /// `sync`, `rebuild`, `restart`, `sync+restart`, `sync+exec`.
    pub action: Option<Box<Field<Scalar>>>,
    pub target: Option<Box<Field<Scalar>>>,
    /// What runs in the container after each change.
    pub exec: Option<Box<Field<Hook>>>,
}

/// The names of a list or of the keys of a mapping, each with the value below it.
fn named<T>(
    reader: &Reader<'_>,
    node: NodeRef<'_>,
    read: impl Fn(Span, Scalar, Option<&EntryRef<'_>>) -> T,
) -> Option<Vec<T>> {
    match node.kind() {
        Kind::Sequence => {
            let names = node.items().filter_map(|item| reader.scalar(item));
            Some(names.map(|name| read(name.span, name, None)).collect())
        }
        Kind::Mapping => {
            let entries = node.entries();
            let known = entries.iter().filter_map(|entry| {
                let name = Scalar::literal(entry.key.span(), entry.key.scalar_value(), entry.key.text()?.clone());
                Some(read(entry.key.span().to(entry.value.span()), name, Some(entry)))
            });
            Some(known.collect())
        }
        _ => None,
    }
}

/// The names alone.
pub(super) fn names(reader: &Reader<'_>, node: NodeRef<'_>) -> Option<Vec<Scalar>> {
    named(reader, node, |_, name, _| name)
}

pub(super) fn dependencies(reader: &Reader<'_>, node: NodeRef<'_>) -> Option<Vec<Dependency>> {
    named(reader, node, |span, service, entry| {
        let keys = entry.map(|entry| Keys::new(reader, entry.value));
        Dependency {
            span,
            service,
            condition: keys.as_ref().and_then(|keys| keys.scalar("condition")),
            required: keys.as_ref().and_then(|keys| keys.flag("required")),
            restart: keys.as_ref().and_then(|keys| keys.flag("restart")),
        }
    })
}

pub(super) fn attachments(reader: &Reader<'_>, node: NodeRef<'_>) -> Option<Vec<Attachment>> {
    named(reader, node, |span, network, entry| {
        let keys = entry.map(|entry| Keys::new(reader, entry.value));
        Attachment {
            span,
            network,
            aliases: keys.as_ref().and_then(|keys| keys.list("aliases")),
            ipv4_address: keys.as_ref().and_then(|keys| keys.scalar("ipv4_address")),
        }
    })
}

pub(super) fn grant(reader: &Reader<'_>, node: NodeRef<'_>) -> Option<Grant> {
    let keys = Keys::new(reader, node);
    let source = match node.kind() {
        Kind::Mapping => keys.scalar("source")?.value,
        _ => reader.scalar(node)?,
    };
    Some(Grant {
        span: node.span(),
        source,
        target: keys.scalar("target"),
        uid: keys.scalar("uid"),
        gid: keys.scalar("gid"),
        mode: keys.scalar("mode"),
    })
}

pub(super) fn env_files(reader: &Reader<'_>, node: NodeRef<'_>) -> Option<Vec<EnvFile>> {
    let one = |node: NodeRef<'_>| {
        let keys = Keys::new(reader, node);
        let path = match node.kind() {
            Kind::Mapping => keys.scalar("path")?.value,
            _ => reader.scalar(node)?,
        };
        Some(EnvFile {
            span: node.span(),
            path,
            required: keys.flag("required"),
            format: keys.scalar("format"),
        })
    };
    match node.kind() {
        Kind::Sequence => Some(node.items().filter_map(one).collect()),
        _ => Some(vec![one(node)?]),
    }
}

pub(super) fn extends(reader: &Reader<'_>, node: NodeRef<'_>) -> Option<Extends> {
    let keys = Keys::new(reader, node);
    let service = match node.kind() {
        Kind::Mapping => keys.scalar("service").map(|field| field.value),
        _ => reader.scalar(node),
    };
    Some(Extends {
        span: node.span(),
        service,
        file: keys.scalar("file").map(|field| field.value),
    })
}

pub(super) fn logging(reader: &Reader<'_>, node: NodeRef<'_>) -> Option<Logging> {
    let keys = Keys::new(reader, node);
    Some(Logging {
        span: node.span(),
        driver: keys.scalar("driver"),
        options: keys.pairs("options"),
    })
}

pub(super) fn ulimits(reader: &Reader<'_>, node: NodeRef<'_>) -> Option<Vec<Ulimit>> {
    named(reader, node, |span, name, entry| {
        let both = entry.and_then(|entry| reader.scalar(entry.value));
        let keys = entry.map(|entry| Keys::new(reader, entry.value));
        let side = |key: &str| keys.as_ref()?.scalar(key).map(|field| field.value);
        Ulimit {
            span,
            name,
            soft: side("soft").or_else(|| both.clone()),
            hard: side("hard").or_else(|| both.clone()),
        }
    })
}

pub(super) fn watches(reader: &Reader<'_>, node: NodeRef<'_>) -> Option<Vec<Watch>> {
    let rules = node.get("watch")?.value;
    let one = |node: NodeRef<'_>| {
        let keys = Keys::new(reader, node);
        Watch {
            span: node.span(),
            path: keys.scalar("path"),
            action: keys.scalar("action"),
            target: keys.scalar("target"),
            exec: keys.with("exec", hook),
        }
    };
    Some(rules.items().map(one).collect())
}

pub(super) fn hook(reader: &Reader<'_>, node: NodeRef<'_>) -> Option<Hook> {
    let keys = Keys::new(reader, node);
    Some(Hook {
        span: node.span(),
        image: keys.scalar("image"),
        command: keys.with("command", Command::read),
        user: keys.scalar("user"),
        privileged: keys.flag("privileged"),
    })
}
