//! Which services a service calls by address, and whether it can reach them there.

use std::collections::HashSet;

use crate::base::{Value, has_word};
use crate::compose::{Address, KeyValue, Scalar};
use crate::view::{Service, Stage};

/// An address in a value of a service.
#[derive(Clone, Debug)]
pub struct UsedAddress<'a> {
    pub address: Address,
    pub value: &'a Scalar,
    /// The variable that contains it; none in a command.
    pub variable: Option<&'a str>,
}

/// How many addresses of a service are looked at.
const MOST: usize = 200;

impl UsedAddress<'_> {
    /// Whether it is for programs outside the project's networks: browsers, people, and what a
    /// service tells others about itself.
    pub fn is_for_browsers(&self) -> bool {
        let Some(variable) = self.variable else { return false };
        let built_in = [
            "VITE_",
            "NEXT_PUBLIC_",
            "REACT_APP_",
            "NUXT_PUBLIC_",
            "PUBLIC_",
            "VUE_APP_",
            "EXPO_PUBLIC_",
        ];
        if built_in.iter().any(|prefix| variable.starts_with(prefix)) {
            return true;
        }
        let outside = [
            "public",
            "external",
            "browser",
            "frontend",
            "origin",
            "origins",
            "cors",
            "redirect",
            "callback",
            "site",
            "base",
            "root",
            "allowed",
            "hosts",
            "advertised",
            "advertise",
            "client",
            "web",
            "ui",
            "domain",
            "website",
            "issuer",
            "listeners",
            "trusted",
            "nextauth",
            "auth",
            "app",
            "server",
            "portal",
            "console",
            "link",
            "links",
            "host",
            "self",
        ];
        has_word(variable, &outside)
    }
}

/// Whether a text contains `$NAME` or `${NAME…`.
fn uses_variable(text: &str, name: &str) -> bool {
    text.split('$').skip(1).any(|part| {
        let part = part.strip_prefix('{').unwrap_or(part);
        let end = part.find(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_');
        &part[..end.unwrap_or(part.len())] == name
    })
}

impl<'a> Service<'a> {
    /// The addresses in its variables and its command.
    pub fn used_addresses(self) -> Vec<UsedAddress<'a>> {
        let facts = self.facts();
        let pairs = facts.environment().iter();
        let values = pairs.filter_map(|pair: &'a KeyValue| Some((pair.value.as_ref()?, pair.name())));
        let commands = facts.command.iter().chain(&facts.entrypoint);
        let commands = commands
            .flat_map(|command| &command.value.words)
            .map(|word| (word, None));
        let found = values.chain(commands).flat_map(|(value, variable)| {
            let addresses = value.addresses().into_iter();
            addresses.map(move |address| UsedAddress {
                address,
                value,
                variable,
            })
        });
        found.take(MOST).collect()
    }

    /// Whether the port of an address comes from a variable that publishes a port of the project: the
    /// address is that of the host then, for those who are outside.
    pub fn is_published_address(self, used: &UsedAddress<'_>) -> bool {
        let port = used.value.part(used.address.port_range.clone());
        let names = port.variables.iter().map(|variable| &*variable.name.value);
        let names: Vec<&str> = names.collect();
        let compose = self.compose();
        let mut ports = compose.services().flat_map(|service| service.facts().ports());
        !names.is_empty()
            && ports.any(|port| {
                let published = port.published.as_ref().map(|published| published.span);
                let text = published.map_or("", |span| compose.source_of(span).slice(span));
                names.iter().any(|name| uses_variable(text, name))
            })
    }

    /// Whether something in its container may listen on a port: it publishes or exposes the port,
    /// its image is known to serve it, or its command or variables mention it.
    pub fn may_listen_on(self, port: u16) -> bool {
        let facts = self.facts();
        let number = port.to_string();
        // An address of another host is not a mention of its own port.
        let mentions = |value: &Scalar| {
            let text = value.as_str();
            let other = value.addresses().iter().any(|address| address.port == port);
            !other && text.split(|c: char| !c.is_ascii_digit()).any(|digits| digits == number)
        };
        let published = facts.ports().iter().any(|port_entry| {
            let range = port_entry.target_range().likely();
            range.is_none_or(|range| range.contains(port))
        });
        published
            || facts.expose.iter().flat_map(|field| &field.value).any(mentions)
            || self.serves_port(port)
            || facts
                .environment()
                .iter()
                .filter_map(|pair| pair.value.as_ref())
                .any(mentions)
            || facts
                .command
                .iter()
                .chain(&facts.entrypoint)
                .flat_map(|c| &c.value.words)
                .any(mentions)
    }

    /// Whether its image is known to listen there.
    fn serves_port(self, port: u16) -> bool {
        self.root_image()
            .likely()
            .is_some_and(|root| self.known(&root).is_some_and(|image| image.serves(port)))
            || self.stage_exposes(port)
    }

    fn stage_exposes(self, port: u16) -> bool {
        let exposes = self.stage().into_iter().flat_map(Stage::exposes);
        let mut ranges = exposes.flat_map(|expose| expose.exposed_ports());
        ranges.any(|range| range.value.contains(port))
    }

    /// The only other service of the file that is known to listen on a port of its container.
    pub fn only_listener_on(self, port: u16) -> Option<Service<'a>> {
        let others = self.compose().services().filter(|other| other.index != self.index);
        let mut listeners = others.filter(|other| {
            let known = |entry: &crate::compose::Port| entry.target_range().known().is_some_and(|r| r.contains(port));
            other.facts().ports().iter().any(known) || other.serves_port(port)
        });
        let first = listeners.next()?;
        listeners.next().is_none().then_some(first)
    }

    /// The container port behind a host port, if the numbers differ.
    pub fn container_port_behind(self, published: u16) -> Option<u16> {
        let single = |range: Option<Value<crate::compose::PortRange>>| range?.known()?.single();
        let mut ports = self.facts().ports().iter();
        ports.find_map(|port| {
            let outer = single(port.published_range())?;
            let inner = single(Some(port.target_range()))?;
            (outer == published && inner != published).then_some(inner)
        })
    }

    /// Whether another service uses its network, so that the two share their ports.
    pub fn shares_its_network(self) -> bool {
        let facts = self.compose().facts();
        let owner = |other: &crate::compose::Service| {
            let mode = other.network_mode.as_ref()?;
            mode.value.as_str().strip_prefix("service:").map(str::to_owned)
        };
        let owners = facts
            .network_owners
            .get_or_init(|| facts.services.iter().filter_map(owner).collect());
        owners.contains(&*self.facts().name.value)
    }

    /// Whether both are on a common network; `None` if that cannot be seen.
    pub fn shares_network_with(self, other: Service<'_>) -> Option<bool> {
        let networks = |service: Service<'_>| -> Option<HashSet<String>> {
            let facts = service.facts();
            if facts.network_mode.is_some() || !facts.is_complete() || facts.links.is_some() {
                return None;
            }
            let Some(field) = &facts.networks else {
                return Some(HashSet::from(["default".to_owned()]));
            };
            let names = field.value.iter();
            names
                .map(|network| network.network.known().map(str::to_owned))
                .collect()
        };
        let (own, others) = (networks(self)?, networks(other)?);
        Some(!own.is_disjoint(&others))
    }
}
