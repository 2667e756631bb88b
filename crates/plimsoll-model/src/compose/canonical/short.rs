//! Entries that have a short form: ports, mounts, devices, grants, hosts.

use std::collections::HashMap;

use plimsoll_syntax::yaml::{Kind, NodeRef};

use super::{Renderer, typed};
use crate::base::{Data, DataValue};
use crate::base::{Value, path};
use crate::compose::mount::{Mount, MountKind};
use crate::compose::port::{Port, PortRange};

impl Renderer<'_> {
    /// Each port of a range becomes an entry of its own.
    pub(super) fn ports(&self, node: NodeRef<'_>) -> Data {
        let mut found = Vec::new();
        for item in node.items() {
            match item.kind() {
                Kind::Mapping => found.push(self.long_port(item)),
                _ => self.short_ports(item, &mut found),
            }
        }
        let identity = |port: &Data| {
            let part = |key: &str, default: &str| match port.get(key).map(|data| &data.value) {
                Some(DataValue::Text(text)) => text.clone(),
                Some(DataValue::Integer(number)) => number.to_string(),
                _ => default.to_owned(),
            };
            let ports = (part("published", ""), part("target", ""));
            (
                part("host_ip", "0.0.0.0"),
                ports,
                part("protocol", "tcp"),
                port.as_str().map(str::to_owned),
            )
        };
        Data::list(node.span(), last_of_each(found, identity))
    }

    fn long_port(&self, node: NodeRef<'_>) -> Data {
        let mut port = self.each(node, |key, node| match (key, self.text(node)) {
            ("published", Some(text)) => Data::text(node.span(), text),
            ("target", Some(text)) => match text.parse() {
                Ok(number) => Data::integer(node.span(), number),
                Err(_) => Data::text(node.span(), text),
            },
            _ => self.plain(node, 0),
        });
        port.or_put("mode", || Data::text(node.span(), "ingress"));
        port.or_put("protocol", || Data::text(node.span(), "tcp"));
        port
    }

    fn short_ports(&self, node: NodeRef<'_>, found: &mut Vec<Data>) {
        let Some(scalar) = self.scalar(node) else { return };
        let port = Port::parse(&scalar, true).ok();
        let target = port.as_ref().and_then(|port| port.target_range().likely());
        let (Some(port), Some(target)) = (port, target) else {
            found.push(Data::text(node.span(), scalar.as_str()));
            return;
        };
        let published = match port.published_range() {
            Some(range) => match range.likely() {
                Some(range) => Some(range),
                None => {
                    found.push(Data::text(node.span(), scalar.as_str()));
                    return;
                }
            },
            None => None,
        };
        let protocol = port.protocol().likely().unwrap_or("tcp").to_owned();
        let ip = port.host_ip.as_ref().and_then(|ip| ip.value.as_str().likely());
        for number in target.start..=target.end {
            if !self.has_room() {
                return;
            }
            let index = usize::from(number - target.start);
            let span = node.span();
            let mut entries = vec![("mode".to_owned(), Data::text(span, "ingress"))];
            if let (Some(ip), Some(place)) = (ip, &port.host_ip) {
                entries.push(("host_ip".to_owned(), Data::text(place.span, ip)));
            }
            let place = port.target.as_ref().map_or(span, |target| target.span);
            entries.push(("target".to_owned(), Data::integer(place, number.into())));
            if let Some(range) = published {
                let place = port.published.as_ref().map_or(span, |published| published.span);
                entries.push((
                    "published".to_owned(),
                    Data::text(place, published_at(range, target, index)),
                ));
            }
            entries.push(("protocol".to_owned(), Data::text(span, protocol.clone())));
            found.push(Data::map(span, entries));
        }
    }

    pub(super) fn mounts(&self, node: NodeRef<'_>) -> Data {
        let mounts: Vec<Data> = node.items().map(|item| self.mount(item)).collect();
        let identity = |mount: &Data| {
            let target = mount.get("target").and_then(Data::as_str);
            (target.map(path::normal), mount.as_str().map(str::to_owned))
        };
        Data::list(node.span(), last_of_each(mounts, identity))
    }

    fn mount(&self, node: NodeRef<'_>) -> Data {
        if node.kind() == Kind::Mapping {
            let is_bind = node.get("type").and_then(|entry| self.text(entry.value)).as_deref() == Some("bind");
            return self.each(node, |key, node| match key {
                "source" if is_bind => self.path(node),
                "source" | "target" => match self.text(node) {
                    Some(text) => Data::text(node.span(), text),
                    None => self.plain(node, 0),
                },
                _ => typed(key, self.plain(node, 0)),
            });
        }
        let span = node.span();
        let Some(scalar) = self.scalar(node) else {
            return Data::null(span);
        };
        match Mount::parse(&scalar) {
            Ok(mount) => self
                .short_mount(&mount)
                .unwrap_or_else(|| Data::text(span, scalar.as_str())),
            Err(_) => Data::text(span, scalar.as_str()),
        }
    }

    /// compose-go v2, format/volume.go.
    fn short_mount(&self, mount: &Mount) -> Option<Data> {
        let span = mount.span;
        let kind = mount.kind.likely()?;
        let name = match kind {
            MountKind::Bind => "bind",
            MountKind::Volume => "volume",
            MountKind::Npipe => "npipe",
            _ => return None,
        };
        let mut entries = vec![("type".to_owned(), Data::text(span, name))];
        if let Some(source) = &mount.source {
            let path = match kind {
                MountKind::Bind => self.resolved(source.as_str(), source.span),
                _ => source.as_str().to_owned(),
            };
            entries.push(("source".to_owned(), Data::text(source.span, path)));
        }
        let target = mount.target.as_ref()?;
        entries.push(("target".to_owned(), Data::text(target.span, target.as_str())));
        if let Some(read_only) = &mount.read_only
            && read_only.value == Value::Known(true)
        {
            entries.push(("read_only".to_owned(), Data::truth(read_only.span, true)));
        }
        entries.push((name.to_owned(), mount_options(mount, kind)));
        Some(Data::map(span, entries))
    }

    pub(super) fn grant(&self, node: NodeRef<'_>) -> Data {
        match self.text(node) {
            Some(name) => Data::map(node.span(), vec![("source".to_owned(), Data::text(node.span(), name))]),
            None => self.plain(node, 0),
        }
    }

    /// compose-go v2, transform/device.go.
    pub(super) fn device(&self, node: NodeRef<'_>) -> Data {
        let Some(text) = self.text(node) else {
            return self.plain(node, 0);
        };
        let mut parts = text.split(':');
        let source = parts.next().unwrap_or_default();
        let target = parts.next().unwrap_or(source);
        let permissions = parts.next().unwrap_or("rwm");
        let entry = |key: &str, value: &str| (key.to_owned(), Data::text(node.span(), value));
        let entries = [("source", source), ("target", target), ("permissions", permissions)];
        Data::map(node.span(), entries.map(|(key, value)| entry(key, value)).into())
    }

    /// `name=address`, one for each address.
    // compose-go v2, types/hostList.go.
    pub(super) fn hosts(&self, node: NodeRef<'_>) -> Data {
        let mut hosts = Vec::new();
        for entry in node.entries() {
            let Some(name) = entry.name() else { continue };
            let mut put = |node: NodeRef<'_>| {
                let text = self.text(node).unwrap_or_default();
                hosts.push(Data::text(node.span(), format!("{name}={text}")));
            };
            match entry.value.kind() {
                Kind::Sequence => entry.value.items().for_each(put),
                _ => put(entry.value),
            }
        }
        for item in node.items() {
            let Some(text) = self.text(item) else { continue };
            let text = match text.contains('=') {
                true => text,
                false => text.replacen(':', "=", 1),
            };
            hosts.push(Data::text(item.span(), text));
        }
        Data::list(node.span(), hosts)
    }
}

fn mount_options(mount: &Mount, kind: MountKind) -> Data {
    let mut entries = Vec::new();
    for option in &mount.options {
        let place = option.span;
        let entry = match (&*option.value, kind) {
            ("nocopy", MountKind::Volume) => ("nocopy", Data::truth(place, true)),
            (option @ ("z" | "Z"), MountKind::Bind) => ("selinux", Data::text(place, option)),
            (option @ ("shared" | "rshared" | "slave" | "rslave" | "private" | "rprivate"), MountKind::Bind) => {
                ("propagation", Data::text(place, option))
            }
            _ => continue,
        };
        entries.push((entry.0.to_owned(), entry.1));
    }
    if kind == MountKind::Bind {
        entries.push(("create_host_path".to_owned(), Data::truth(mount.span, true)));
    }
    Data::map(mount.span, entries)
}

/// A range that maps to one port stays a range, from which Docker picks one.
fn published_at(published: PortRange, target: PortRange, index: usize) -> String {
    match (published.single(), target.single()) {
        (None, Some(_)) => format!("{}-{}", published.start, published.end),
        _ => (usize::from(published.start) + index).to_string(),
    }
}

/// Keeps the last of equal entries, at the place of the first.
fn last_of_each<I: std::hash::Hash + Eq>(entries: Vec<Data>, identity: impl Fn(&Data) -> I) -> Vec<Data> {
    let mut index: HashMap<I, usize> = HashMap::new();
    let mut kept: Vec<Data> = Vec::with_capacity(entries.len());
    for entry in entries {
        match index.entry(identity(&entry)) {
            std::collections::hash_map::Entry::Occupied(at) => kept[*at.get()] = entry,
            std::collections::hash_map::Entry::Vacant(free) => {
                free.insert(kept.len());
                kept.push(entry);
            }
        }
    }
    kept
}
