//! The identity of a list entry, by which a later file can override it.
//!
//! compose-go v2, override/uncity.go. Compose compares after it has unfolded short forms and
//! replaced variables. If a variable is not known, the entry is compared as written.

use plimsoll_syntax::yaml::{NodeId, NodeKind, ScalarValue};

use super::Merging;
use super::place::Identity;
use crate::base::{Value, path};
use crate::compose::field::Scalar;
use crate::compose::interpolation::{Lookup, expand};
use crate::compose::mount::Mount;
use crate::compose::port::{Port, PortRange};

/// The identity of an entry.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(super) enum Identified {
    /// By a name, a path, or the text as written.
    Name(Box<str>),
    Port {
        address: Box<str>,
        published: Option<(u16, u16)>,
        target: (u16, u16),
        protocol: Box<str>,
    },
}

impl Merging<'_> {
    /// The identity of an entry; absent if it cannot be told, so that the entry equals no other.
    pub(super) fn identify(&mut self, item: NodeId, identity: Identity) -> Option<Identified> {
        if let Some(known) = self.identities.get(&(item, identity)) {
            return known.clone();
        }
        let found = self.identity_of(item, identity);
        self.identities.insert((item, identity), found.clone());
        found
    }

    fn identity_of(&self, item: NodeId, identity: Identity) -> Option<Identified> {
        if matches!(self.tree.node(item).kind, NodeKind::Mapping(_)) {
            return self.identify_long(item, identity);
        }
        let scalar = self.scalar(item)?;
        let text = scalar.as_str();
        let name = match identity {
            Identity::Port => return Some(short_port(&scalar)),
            Identity::Key => text.split_once('=').map_or(text, |(key, _)| key).into(),
            Identity::Path => text.into(),
            Identity::Device => text.split(':').nth(1).unwrap_or(text).into(),
            Identity::Mount => match Mount::parse(&scalar) {
                Ok(Mount {
                    target: Some(target), ..
                }) => path::normal(target.as_str()).into(),
                _ => text.into(),
            },
            Identity::Grant => format!("/run/secrets/{text}").into(),
        };
        Some(Identified::Name(name))
    }

    fn identify_long(&self, item: NodeId, identity: Identity) -> Option<Identified> {
        let text = |key: &str| {
            let scalar = self.scalar(self.child(item, key)?)?;
            Some(scalar.as_str().to_owned())
        };
        let name = match identity {
            Identity::Port => {
                let range = |key| {
                    let text = text(key).filter(|text: &String| !text.is_empty())?;
                    Some(PortRange::parse(&text).map(bounds))
                };
                return Some(Identified::Port {
                    address: text("host_ip").unwrap_or_else(|| ANY.to_owned()).into(),
                    published: match range("published") {
                        Some(range) => Some(range?),
                        None => None,
                    },
                    target: range("target")??,
                    protocol: text("protocol").unwrap_or_else(|| "tcp".to_owned()).into(),
                });
            }
            Identity::Mount => path::normal(&text("target")?),
            Identity::Device => text("target").or_else(|| text("source"))?,
            Identity::Path => text("path")?,
            Identity::Grant => match text("target") {
                Some(target) => target,
                None => format!("/run/secrets/{}", text("source")?),
            },
            Identity::Key => return None,
        };
        Some(Identified::Name(name.into()))
    }

    /// A scalar, with what is known about its variables.
    pub(super) fn scalar(&self, id: NodeId) -> Option<Scalar> {
        let node = self.tree.node(id);
        let NodeKind::Scalar { text, .. } = &node.kind else {
            return None;
        };
        let env_files = self
            .file_index
            .get(&node.span.file)
            .map(|&at| &self.files[at].env_files[..]);
        let lookup = |name: &str| -> Lookup { (self.project.variables)(name, env_files.unwrap_or_default()) };
        let expanded = expand(text, &lookup);
        Some(Scalar::new(node.span, ScalarValue::String, expanded))
    }
}

const ANY: &str = "0.0.0.0";

fn short_port(scalar: &Scalar) -> Identified {
    let as_written = || Identified::Name(scalar.as_str().into());
    let Ok(port) = Port::parse(scalar, true) else {
        return as_written();
    };
    let range = |value: Value<PortRange>| value.likely().map(bounds);
    let Some(target) = port.target.as_ref().and_then(|target| range(target.value)) else {
        return as_written();
    };
    let published = match &port.published {
        Some(published) => match range(published.value) {
            Some(range) => Some(range),
            None => return as_written(),
        },
        None if scalar.value().is_unknown() => return as_written(),
        None => None,
    };
    let address = match port.host_ip.as_ref().map(|ip| ip.value.as_str().likely()) {
        Some(Some(ip)) => ip.into(),
        Some(None) => return as_written(),
        None => ANY.into(),
    };
    let protocol = match port.protocol.as_ref().map(|protocol| protocol.value.as_str().likely()) {
        Some(Some(protocol)) => protocol.into(),
        Some(None) => return as_written(),
        None => "tcp".into(),
    };
    Identified::Port {
        address,
        published,
        target,
        protocol,
    }
}

fn bounds(range: PortRange) -> (u16, u16) {
    (range.start, range.end)
}
