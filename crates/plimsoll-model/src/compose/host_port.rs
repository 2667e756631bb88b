//! Host ports that two entries want at once.

use std::collections::HashMap;
use std::net::IpAddr;

use plimsoll_syntax::Span;

use super::Compose;
use super::container_network::ContainerNetwork;
use super::port::{Exposure, Port};
use super::service::Service;

/// Only the first ports of a wider range are looked at.
const WIDEST: u16 = 64;

/// How many takers of one port are compared.
const TAKERS: usize = 8;

/// A host port that is already taken.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PortClash {
    pub span: Span,
    pub port: u16,
    /// The entry that took it, and its service.
    pub first: Span,
    pub first_service: Box<str>,
}

impl Compose {
    /// The entries whose host port another entry has taken, each once. Only certain values are
    /// compared: no port from a variable, no services that are not started together.
    pub fn port_clashes(&self) -> Vec<PortClash> {
        let mut taken: HashMap<(String, u16), Vec<(&Service, &Port)>> = HashMap::new();
        let mut found = Vec::new();
        let started = |service: &&Service| {
            service.container_network(self).known() == Some(ContainerNetwork::Own)
                && service.copies().is_none_or(|(n, _)| n > 0)
        };
        for service in self.services.iter().filter(started) {
            for port in service.ports() {
                let Some((protocol, ports)) = wanted(port) else {
                    continue;
                };
                let mut clash = None;
                for number in ports {
                    let takers = taken.entry((protocol.to_owned(), number)).or_default();
                    let mut takers_at_once = takers
                        .iter()
                        .filter(|(other, first)| collide(service, port, other, first));
                    clash = clash.or_else(|| takers_at_once.next().map(|(other, first)| (number, *other, *first)));
                    if takers.len() < TAKERS {
                        takers.push((service, port));
                    }
                }
                if let Some((number, other, first)) = clash {
                    found.push(PortClash {
                        span: port.place(),
                        port: number,
                        first: first.place(),
                        first_service: other.name.value.clone(),
                    });
                }
            }
        }
        found
    }
}

/// The protocol and the host ports that an entry surely takes.
fn wanted(port: &Port) -> Option<(&str, std::ops::RangeInclusive<u16>)> {
    let published = port.published_range()?.known()?;
    let target = port.target_range().known()?;
    // From a range that maps to one port Docker takes a free one; 0 means any.
    let picks = published.end - published.start != target.end - target.start;
    if picks || published.start == 0 {
        return None;
    }
    let end = published.end.min(published.start.saturating_add(WIDEST));
    Some((port.protocol().known()?, published.start..=end))
}

fn collide(service: &Service, port: &Port, other: &Service, first: &Port) -> bool {
    let same_service = std::ptr::eq(service, other);
    // compose-go drops an entry that repeats another; anchors repeat whole services.
    if port.span == first.span || (same_service && port.target_range() == first.target_range()) {
        return false;
    }
    (same_service || service.runs_beside(other)) && addresses_overlap(port, first)
}

fn addresses_overlap(one: &Port, other: &Port) -> bool {
    let exposures = (one.exposure().known(), other.exposure().known());
    let (Some(one_exposure), Some(other_exposure)) = exposures else {
        return false;
    };
    let address = |port: &Port| port.host_ip.as_ref()?.value.as_str().known()?.parse::<IpAddr>().ok();
    let (one, other) = (address(one), address(other));
    // `0.0.0.0` and `::` are everything of their family.
    let families_differ = one
        .zip(other)
        .is_some_and(|(one, other)| one.is_ipv4() != other.is_ipv4());
    let all = one_exposure == Exposure::All || other_exposure == Exposure::All;
    !families_differ && (all || one == other)
}

#[cfg(test)]
mod tests {
    use crate::compose::tests::read;

    fn clashes(services: &str) -> Vec<u16> {
        let compose = read(&format!("services:\n{services}"));
        compose.port_clashes().iter().map(|clash| clash.port).collect()
    }

    #[test]
    fn ports_of_the_host_are_taken_once() {
        for (services, ports) in [
            ("  a: {ports: ['80:80']}\n  b: {ports: ['80:8080']}\n", vec![80]),
            ("  a: {ports: ['80-82:80-82']}\n  b: {ports: ['81:1']}\n", vec![81]),
            (
                "  a: {ports: ['127.0.0.1:80:80']}\n  b: {ports: [{target: 1, published: 80}]}\n",
                vec![80],
            ),
            ("  a: {ports: ['80:1', '80:2']}\n", vec![80]),
            ("  a: {ports: ['53:53', '53:53/udp']}\n", vec![]),
            (
                "  a: {ports: ['127.0.0.1:80:80']}\n  b: {ports: ['127.0.0.2:80:80']}\n",
                vec![],
            ),
            (
                "  a: {ports: ['0.0.0.0:80:80']}\n  b: {ports: ['[::]:80:80']}\n",
                vec![],
            ),
            ("  a: {ports: ['80-90:80']}\n  b: {ports: ['80:80']}\n", vec![]),
            ("  a: {ports: ['${P}:80']}\n  b: {ports: ['${P}:80']}\n", vec![]),
            (
                "  a: {ports: ['80:80'], profiles: [x]}\n  b: {ports: ['80:80'], profiles: [y]}\n",
                vec![],
            ),
            (
                "  a: {ports: ['80:80'], network_mode: host}\n  b: {ports: ['80:80']}\n",
                vec![],
            ),
            (
                "  a: {ports: ['80:80'], networks: [h]}\n  b: {ports: ['80:80']}\nnetworks: {h: {external: true, name: host}}\n",
                vec![],
            ),
            (
                "  a: {ports: ['80:80'], scale: 0}\n  b: {ports: ['80:80', '80:80']}\n",
                vec![],
            ),
        ] {
            assert_eq!(clashes(services), ports, "{services}");
        }
    }
}
