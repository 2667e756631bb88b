//! Published ports on which nothing listens.

use crate::command::Commands;
use crate::command::server::listened_port;
use crate::compose::{MountKind, Port};
use crate::image::{Role, well_known_port};
use crate::view::{Service, Stage};

/// A published container port, and where the program listens instead.
#[derive(Clone, Debug)]
pub struct UnheardPort<'a> {
    pub port: &'a Port,
    /// The container port that is published.
    pub published: u16,
    /// The port that the program listens on.
    pub listened: u16,
}

impl<'a> Service<'a> {
    /// The ports that it publishes although its program surely listens on another one, and on no other: a
    /// database without settings of its own, or a web server whose command names the port.
    pub fn unheard_ports(self) -> Vec<UnheardPort<'a>> {
        let ports = self.facts().ports.as_ref().map_or(&[][..], |field| &field.value);
        // Where another container is in its network, that may be the one that listens.
        if ports.is_empty() || self.is_on_host_network() || self.shares_its_network() {
            return Vec::new();
        }
        let heard = match self.stage() {
            Some(stage) => self.heard_by_command(stage),
            None => self.heard_by_image(),
        };
        let Some((listened, others)) = heard else {
            return Vec::new();
        };
        // Whoever publishes the right one too means something by the other.
        if ports.iter().any(|port| {
            port.target_range()
                .likely()
                .is_none_or(|range| range.contains(listened))
        }) {
            return Vec::new();
        }
        let unheard = ports.iter().filter_map(|port| {
            let published = port.target_range().known()?.single()?;
            let is_tcp = port.protocol().known() == Some("tcp");
            let is_heard = published == listened || others.contains(&published) || self.mentions(published);
            (is_tcp && published != 0 && !is_heard).then_some(UnheardPort {
                port,
                published,
                listened,
            })
        });
        unheard.collect()
    }

    /// The port of a known image that nothing configures, and its others.
    fn heard_by_image(self) -> Option<(u16, Vec<u16>)> {
        let facts = self.facts();
        let image = self.known_image()?;
        let is_configured = facts.command.is_some()
            || facts.entrypoint.is_some()
            || facts.env_file.is_some()
            || facts.configs.is_some()
            || facts
                .mounts()
                .iter()
                .any(|mount| !mount.kind.is_known(&MountKind::Volume));
        let is_store = matches!(image.role, Role::DataStore | Role::Cache);
        let (first, others) = image
            .ports
            .split_first()
            .filter(|_| is_store && !is_configured && self.is_whole())?;
        // Others have more ports than we know.
        well_known_port(*first)?;
        Some((*first, others.iter().chain(image.consoles).copied().collect()))
    }

    /// The port that the command of a built image names, and those that the image exposes.
    fn heard_by_command(self, stage: Stage<'a>) -> Option<(u16, Vec<u16>)> {
        let facts = self.facts();
        if !self.is_whole() || facts.env_file.is_some() {
            return None;
        }
        let start = stage.start_of_image().left_by(self);
        let combined = start.combined();
        let built = start.code().map(|code| &code.commands);
        let all: Vec<&Commands> = facts.commands().iter().chain(built).chain(&combined).collect();
        let mut ports: Vec<u16> = all
            .iter()
            .flat_map(|commands| commands.invocations())
            .filter_map(|invocation| listened_port(invocation.argv()))
            .collect();
        ports.dedup();
        let [listened] = ports[..] else { return None };
        let exposed = stage.exposes().flat_map(|expose| expose.exposed());
        let exposed = exposed.filter_map(|port| port.without_host().split('/').next()?.parse().ok());
        Some((listened, exposed.collect()))
    }

    /// Whether its settings name a port.
    fn mentions(self, port: u16) -> bool {
        let text = port.to_string();
        let mut values = self.facts().environment().iter().map(|pair| pair.value.as_ref());
        values.any(|value| value.is_none_or(|value| value.value().is_unknown() || value.as_str().contains(&text)))
    }
}
