//! Which network the containers of a service are in.

use plimsoll_syntax::Span;

use super::{Compose, Service};
use crate::base::Value;

/// The network that a container sees.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum ContainerNetwork {
    /// One in which it has an address of its own, so that `ports` mean something.
    Own,
    /// That of the host.
    Host,
    /// That of another container.
    Shared,
    /// None but the loopback.
    Isolated,
}

impl Service {
    /// The network of its containers.
    pub fn container_network(&self, compose: &Compose) -> Value<ContainerNetwork> {
        let Some(mode) = &self.network_mode else {
            let is_host = self.host_network(compose).is_some();
            return Value::Known(if is_host {
                ContainerNetwork::Host
            } else {
                ContainerNetwork::Own
            });
        };
        mode.value.value().map(|mode| match mode {
            "host" => ContainerNetwork::Host,
            "none" => ContainerNetwork::Isolated,
            mode if mode.starts_with("service:") || mode.starts_with("container:") => ContainerNetwork::Shared,
            _ => ContainerNetwork::Own,
        })
    }

    /// Where it says that its containers use the network of the host: in `network_mode`, or by joining
    /// the external network `host`.
    // compose v2, pkg/compose/create.go, defaultNetworkSettings: the name of the first network becomes
    // the network mode.
    pub fn host_network(&self, compose: &Compose) -> Option<Span> {
        if let Some(mode) = &self.network_mode {
            return (mode.value.likely() == Some("host")).then_some(mode.span);
        }
        let mut attachments = self.networks.iter().flat_map(|field| &field.value);
        let host = attachments.find(|attachment| {
            let network = attachment.network.likely().and_then(|key| compose.network(key));
            network.and_then(|network| network.outer_name()?.likely()) == Some("host")
        });
        host.map(|attachment| attachment.network.span)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compose::tests::read;

    #[test]
    fn the_network_of_the_host_has_two_names() {
        for (service, network) in [
            ("{}", Value::Known(ContainerNetwork::Own)),
            ("{networks: [front]}", Value::Known(ContainerNetwork::Own)),
            ("{networks: [outside]}", Value::Known(ContainerNetwork::Host)),
            ("{network_mode: host}", Value::Known(ContainerNetwork::Host)),
            ("{network_mode: '${M:-host}'}", Value::Default(ContainerNetwork::Host)),
            ("{network_mode: '${M}'}", Value::Unknown),
            ("{network_mode: bridge}", Value::Known(ContainerNetwork::Own)),
            ("{network_mode: none}", Value::Known(ContainerNetwork::Isolated)),
            ("{network_mode: 'service:b'}", Value::Known(ContainerNetwork::Shared)),
        ] {
            let networks = "networks: {front: {}, outside: {external: true, name: host}}";
            let compose = read(&format!("services: {{a: {service}}}\n{networks}\n"));
            assert_eq!(compose.services[0].container_network(&compose), network, "{service}");
        }
    }
}
