//! Which service of a project takes web requests for the others.

use crate::base::{Value, words};
use crate::compose::Scalar;
use crate::image::Role;
use crate::view::{ComposeFile, Service};

/// How many services are looked at, so that a question about each service stays linear.
const MOST_ASKED: usize = 100;

/// The host ports that browsers use.
const WEB: [u16; 2] = [80, 443];

/// Names of services that pass requests on, whatever their image.
const NAMES: [&str; 8] = [
    "proxy", "nginx", "traefik", "caddy", "haproxy", "envoy", "ingress", "swag",
];

impl<'a> ComposeFile<'a> {
    /// The service that listens on the host's web ports and passes requests on: a known proxy or
    /// web server, or one with such a name.
    fn web_entrances(self) -> impl Iterator<Item = Service<'a>> {
        let first = self.services().take(MOST_ASKED);
        first.filter(|service| service.is_at_web_port() && service.is_like_proxy())
    }
}

impl<'a> Service<'a> {
    /// The service at the host's web ports that passes requests on, if one runs beside this one.
    pub fn web_entrance(self) -> Option<Service<'a>> {
        self.compose()
            .web_entrances()
            .find(|entrance| entrance.runs_beside(self))
    }

    /// Whether the profiles of both allow that they run together.
    fn runs_beside(self, other: Service<'a>) -> bool {
        let profiles = |service: Service<'a>| service.facts().profiles.iter().flat_map(|field| &field.value);
        let is_common = |own: &Scalar| profiles(other).any(|theirs| theirs.as_str() == own.as_str());
        !self.has_profile() || !other.has_profile() || profiles(self).any(is_common)
    }

    fn is_like_proxy(self) -> bool {
        let is_one = |role| matches!(role, Role::Proxy | Role::WebServer);
        let named = || {
            words(&self.facts().name.value)
                .iter()
                .any(|word| NAMES.contains(&&**word))
        };
        self.known_image().is_some_and(|image| is_one(image.role)) || named()
    }

    fn is_at_web_port(self) -> bool {
        self.facts().ports().iter().any(|port| {
            let range = port.published_range().and_then(Value::likely);
            let at_web = range.is_some_and(|range| WEB.iter().any(|&port| range.contains(port)));
            at_web && port.is_open().likely() == Some(true)
        })
    }
}

#[cfg(test)]
mod tests {
    use crate::view::testing;

    /// That of the last service.
    fn entrance(text: &str) -> Option<String> {
        testing::compose_file(text, |compose| {
            let entrance = compose.services().last().and_then(|last| last.web_entrance());
            entrance.map(|service| service.facts().name.value.to_string())
        })
    }

    #[test]
    fn the_proxy_at_the_web_ports_is_found() {
        let proxy =
            "services:\n  edge: {image: 'traefik:v3.2', ports: ['443:443']}\n  app: {build: ., ports: ['8000:8000']}\n";
        assert_eq!(entrance(proxy).as_deref(), Some("edge"));
        let named = "services:\n  my-proxy: {build: ./p, ports: ['${PORT:-80}:8080']}\n";
        assert_eq!(entrance(named).as_deref(), Some("my-proxy"));
    }

    #[test]
    fn other_services_are_none() {
        for text in [
            "services:\n  app: {build: ., ports: ['80:80']}\n",
            "services:\n  edge: {image: 'nginx:1.27', ports: ['80:80'], profiles: [a]}\n  app: {image: x, profiles: [b]}\n",
            "services:\n  proxy: {image: 'nginx:1.27', ports: ['8080:80']}\n",
            "services:\n  proxy: {image: 'nginx:1.27', ports: ['127.0.0.1:80:80']}\n",
        ] {
            assert_eq!(entrance(text), None, "{text}");
        }
    }
}
