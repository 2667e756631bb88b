//! A project as boxes and lines.

use std::collections::BTreeMap;

use plimsoll_lint::Report;
use plimsoll_model::compose::{Exposure, Mount, Port};
use plimsoll_model::document::Model;
use plimsoll_model::view::{Service, Stage};
use plimsoll_syntax::Span;
use serde::Serialize;

use crate::commands::deployment::clean;

/// A way to start a project. Boxes and lines have the order of the files.
#[derive(Serialize)]
pub(crate) struct Picture {
    /// Its files.
    pub(crate) name: String,
    pub(crate) environment: &'static str,
    pub(crate) boxes: Vec<Node>,
    pub(crate) lines: Vec<Line>,
}

/// A box.
#[derive(Serialize)]
pub(crate) struct Node {
    pub(crate) id: String,
    pub(crate) kind: Kind,
    pub(crate) name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) detail: Option<String>,
    /// Other machines reach it.
    pub(crate) exposed: bool,
}

/// What a box stands for.
#[derive(Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Kind {
    /// Those who reach a published port.
    Outside,
    Service,
    /// A stage of a Dockerfile.
    Stage,
    Network,
    Volume,
    /// A path of the host.
    BindMount,
}

/// A line between two boxes, by their numbers in the list.
#[derive(Serialize)]
pub(crate) struct Line {
    pub(crate) from: usize,
    pub(crate) to: usize,
    pub(crate) kind: LineKind,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) label: Option<String>,
}

/// What a line says.
#[derive(Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum LineKind {
    Reaches,
    DependsOn,
    BuiltFrom,
    Mounts,
    On,
}

impl Picture {
    /// The picture of a project, without its secrets.
    pub(crate) fn of(model: &Model<'_>, report: &Report) -> Self {
        let mut drawing = Drawing {
            report,
            picture: Self {
                name: model.name.to_string(),
                environment: model.verdict.environment.name(),
                boxes: Vec::new(),
                lines: Vec::new(),
            },
            known: BTreeMap::new(),
        };
        let services: Vec<Service<'_>> = model.compose.services().collect();
        for service in &services {
            drawing.service(*service);
        }
        let names_networks = services.iter().any(|service| service.facts().networks.is_some());
        for service in services {
            drawing.ports(service);
            drawing.dependencies(service);
            drawing.stage(service);
            drawing.mounts(service);
            drawing.joined_network(service);
            if names_networks {
                drawing.networks(service);
            }
        }
        drawing.picture
    }
}

struct Drawing<'a> {
    report: &'a Report,
    picture: Picture,
    /// The number of each box.
    known: BTreeMap<String, usize>,
}

impl Drawing<'_> {
    fn node(&mut self, prefix: &str, kind: Kind, name: &str) -> usize {
        let id = format!("{prefix}:{name}");
        let boxes = &mut self.picture.boxes;
        *self.known.entry(id).or_insert_with_key(|id| {
            boxes.push(Node {
                id: id.clone(),
                kind,
                name: name.to_owned(),
                detail: None,
                exposed: false,
            });
            boxes.len() - 1
        })
    }

    fn line(&mut self, from: usize, to: usize, kind: LineKind, label: Option<String>) {
        self.picture.lines.push(Line { from, to, kind, label });
    }

    /// A text of the files without the secrets in it.
    fn clean(&self, span: Span, text: &str) -> String {
        clean(self.report, span, text)
    }

    fn service(&mut self, service: Service<'_>) {
        let facts = service.facts();
        let at = self.node("service", Kind::Service, &facts.name.value);
        let image = facts.image.as_ref().filter(|_| facts.build.is_none());
        self.picture.boxes[at].detail = image.map(|image| self.clean(image.value.span, image.value.as_str()));
    }

    fn box_of(&mut self, service: &str) -> Option<usize> {
        self.known.get(&format!("service:{service}")).copied()
    }

    fn ports(&mut self, service: Service<'_>) {
        let Some(to) = self.box_of(&service.facts().name.value) else {
            return;
        };
        if service.is_on_host_network() {
            let from = self.node("outside", Kind::Outside, "every machine");
            self.picture.boxes[to].exposed = true;
            self.line(from, to, LineKind::Reaches, Some("network of the host".to_owned()));
            return;
        }
        let mut by_place: Vec<(String, bool, Vec<String>)> = Vec::new();
        for port in service.ports() {
            let (who, is_open) = reached_by(port);
            let label = numbers(port);
            match by_place.iter_mut().find(|(own, ..)| *own == who) {
                Some((.., labels)) => labels.push(label),
                None => by_place.push((who, is_open, vec![label])),
            }
        }
        for (who, is_open, labels) in by_place {
            let from = self.node("outside", Kind::Outside, &who);
            self.picture.boxes[from].exposed |= is_open;
            self.picture.boxes[to].exposed |= is_open;
            self.line(from, to, LineKind::Reaches, Some(labels.join(", ")));
        }
    }

    fn dependencies(&mut self, service: Service<'_>) {
        let Some(from) = self.box_of(&service.facts().name.value) else {
            return;
        };
        let field = service.facts().depends_on.iter();
        for dependency in field.flat_map(|field| &field.value) {
            let Some(to) = self.box_of(dependency.service.as_str()) else {
                continue;
            };
            let condition = dependency.condition.as_ref().and_then(|field| field.value.likely());
            let label = match condition {
                Some("service_healthy") => Some("once healthy".to_owned()),
                Some("service_completed_successfully") => Some("once it has ended".to_owned()),
                _ => None,
            };
            self.line(from, to, LineKind::DependsOn, label);
        }
    }

    fn stage(&mut self, service: Service<'_>) {
        let Some(from) = self.box_of(&service.facts().name.value) else {
            return;
        };
        let Some(build) = service.build.as_ref() else { return };
        let Some(stage) = service.stage() else {
            let context = build.value.context.as_ref();
            self.picture.boxes[from].detail = context.map(|context| {
                let context = self.clean(context.value.span, context.value.as_str());
                format!("built from {context}")
            });
            return;
        };
        let to = self.node("stage", Kind::Stage, &called(stage));
        let image = stage.root_image().likely();
        self.picture.boxes[to].detail = image.map(|image| format!("on {}", image.familiar_with_tag()));
        self.line(from, to, LineKind::BuiltFrom, None);
        // Several services may build the stage.
        let mut lines = self.picture.lines.iter();
        let is_drawn = lines.any(|line| line.from == to && matches!(line.kind, LineKind::BuiltFrom));
        if let Some(base) = stage.base_of_service().filter(|_| !is_drawn) {
            let base = self.node("stage", Kind::Stage, &called(base));
            self.line(to, base, LineKind::BuiltFrom, None);
        }
    }

    fn mounts(&mut self, service: Service<'_>) {
        let Some(from) = self.box_of(&service.facts().name.value) else {
            return;
        };
        for mount in service.facts().mounts() {
            let Some(source) = &mount.source else { continue };
            let name = self.clean(source.span, source.as_str());
            let to = match mount.is_bind().likely() {
                Some(true) => self.node("bind-mount", Kind::BindMount, &name),
                _ if mount.volume_name().is_some() => self.node("volume", Kind::Volume, &name),
                _ => continue,
            };
            let label = self.target(mount);
            self.line(from, to, LineKind::Mounts, label);
        }
    }

    fn target(&self, mount: &Mount) -> Option<String> {
        let target = mount.target.as_ref()?;
        let path = self.clean(target.span, target.as_str());
        Some(match mount.is_read_only().likely() {
            Some(true) => format!("{path} (read only)"),
            _ => path,
        })
    }

    /// A service in the network of another one: whoever reaches that reaches it.
    fn joined_network(&mut self, service: Service<'_>) {
        let facts = service.facts();
        let mode = facts.network_mode.as_ref().and_then(|mode| mode.value.likely());
        let owner = mode.and_then(|mode| mode.strip_prefix("service:"));
        let Some(to) = owner.and_then(|owner| self.box_of(owner)) else {
            return;
        };
        if let Some(from) = self.box_of(&facts.name.value) {
            self.line(from, to, LineKind::On, Some("in its network".to_owned()));
        }
    }

    fn networks(&mut self, service: Service<'_>) {
        let facts = service.facts();
        let Some(from) = self.box_of(&facts.name.value) else {
            return;
        };
        if facts.network_mode.is_some() {
            return;
        }
        let mut names: Vec<String> = Vec::new();
        for attachment in facts.networks.iter().flat_map(|field| &field.value) {
            names.push(self.clean(attachment.span, attachment.network.as_str()));
        }
        if names.is_empty() {
            names.push("default".to_owned());
        }
        for name in names {
            let to = self.node("network", Kind::Network, &name);
            self.line(from, to, LineKind::On, None);
        }
    }
}

/// Who reaches a port, and whether these are other machines.
fn reached_by(port: &Port) -> (String, bool) {
    match port.exposure().likely() {
        Some(Exposure::All) => ("every machine".to_owned(), true),
        Some(Exposure::Loopback) => ("this machine".to_owned(), false),
        Some(Exposure::Address(address)) => (address.to_string(), port.is_open().likely() == Some(true)),
        None => ("an address of its variable".to_owned(), false),
    }
}

/// `8080 → 80`, `53/udp`.
fn numbers(port: &Port) -> String {
    let show = |range: plimsoll_model::compose::PortRange| match range.single() {
        Some(port) => port.to_string(),
        None => format!("{}-{}", range.start, range.end),
    };
    let target = port.target_range().likely().map_or("?".to_owned(), show);
    let protocol = port.protocol();
    let protocol = protocol.likely().filter(|protocol| *protocol != "tcp");
    let suffix = protocol.map_or(String::new(), |protocol| format!("/{protocol}"));
    match port.published_range().map(|range| range.likely()) {
        Some(Some(published)) if show(published) == target => format!("{target}{suffix}"),
        Some(Some(published)) => format!("{} → {target}{suffix}", show(published)),
        Some(None) => format!("? → {target}{suffix}"),
        None => format!("any → {target}{suffix}"),
    }
}

/// `Dockerfile`, or `Dockerfile: build` where it has several stages.
fn called(stage: Stage<'_>) -> String {
    let dockerfile = stage.dockerfile();
    let file = dockerfile.source().shown();
    match stage.name() {
        Some(name) if dockerfile.stages().count() > 1 => format!("{file}: {}", name.as_written()),
        _ => file.to_owned(),
    }
}
