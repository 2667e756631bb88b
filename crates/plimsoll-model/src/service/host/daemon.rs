//! Unencrypted network access to a Docker daemon: from a client, or opened by a daemon inside a
//! container.

use plimsoll_syntax::Span;

use crate::base::{Host, Url};
use crate::view::Service;

impl Service<'_> {
    /// Where it connects to a Docker daemon unencrypted. A socket proxy beside it is meant to be
    /// reached that way, and a daemon of the same file is judged itself.
    pub fn plain_docker_host(self) -> Option<Span> {
        let host = self.facts().variable("DOCKER_HOST")?.value.as_ref()?;
        let url = Url::parse(host.likely()?).filter(|url| url.is_one_of(&["tcp"]))?;
        let name = url.host().map_or("", Host::name);
        let is_set = |name: &str| {
            let value = self.facts().variable(name).map(|pair| pair.value.as_ref());
            value.is_some_and(|value| value.is_none_or(|value| !matches!(value.likely(), Some("" | "0"))))
        };
        let beside = self.compose().service(name);
        let is_other_container = beside.is_some() || name.contains("proxy");
        let is_loopback = url.host().is_some_and(Host::is_local);
        let encrypts = is_set("DOCKER_TLS_VERIFY") || is_set("DOCKER_TLS") || is_set("DOCKER_CERT_PATH");
        // The port of the encrypted API.
        let is_encrypted_port = url.host_and_port().ends_with(":2376");
        (!encrypts && !is_other_container && !is_loopback && !is_encrypted_port).then_some(host.span)
    }

    /// Where a daemon in the container opens its API unencrypted (Docker Hub page of `docker`: an
    /// empty `DOCKER_TLS_CERTDIR` switches the certificates off).
    pub fn plain_docker_daemon(self) -> Option<Span> {
        let facts = self.facts();
        let image = self.pulled_images().and_then(|image| image.reference.likely());
        let tag = image.as_ref().filter(|image| image.familiar_name() == "docker");
        let is_daemon = tag.is_some_and(|image| image.tag().is_some_and(|tag| tag.contains("dind")));
        let certificates = facts.variable("DOCKER_TLS_CERTDIR").filter(|_| is_daemon);
        if let Some(empty) = certificates
            .and_then(|pair| pair.value.as_ref())
            .filter(|v| v.likely() == Some(""))
        {
            return Some(empty.span);
        }
        let words = facts
            .entrypoint
            .iter()
            .chain(&facts.command)
            .flat_map(|c| &c.value.words);
        let opens = |text: &str| text.contains("tcp://") && text.contains(":2375") && !text.contains("127.0.0.1");
        let runs_daemon = is_daemon || facts.command.iter().any(|c| c.value.word(0) == Some("dockerd"));
        words
            .filter(|_| runs_daemon)
            .find(|word| word.likely().is_some_and(|text| opens(text) || text == "--tls=false"))
            .map(|word| word.span)
    }
}

#[cfg(test)]
mod tests {
    use crate::view::testing;

    #[test]
    fn clients_and_daemons() {
        for (service, client, daemon) in [
            (
                "image: x, environment: {DOCKER_HOST: 'tcp://10.0.0.5:2375'}",
                true,
                false,
            ),
            (
                "image: x, environment: {DOCKER_HOST: 'tcp://10.0.0.5:2376', DOCKER_TLS_VERIFY: 1}",
                false,
                false,
            ),
            (
                "image: x, environment: {DOCKER_HOST: 'tcp://socket-proxy:2375'}",
                false,
                false,
            ),
            ("image: x, environment: {DOCKER_HOST: 'tcp://b:2375'}", false, false),
            (
                "image: x, environment: {DOCKER_HOST: 'unix:///run/docker.sock'}",
                false,
                false,
            ),
            (
                "image: 'docker:28-dind', environment: {DOCKER_TLS_CERTDIR: ''}",
                false,
                true,
            ),
            (
                "image: 'docker:28-dind', environment: {DOCKER_TLS_CERTDIR: /certs}",
                false,
                false,
            ),
            (
                "image: 'docker:28-dind', command: [dockerd, '--host=tcp://0.0.0.0:2375']",
                false,
                true,
            ),
            (
                "image: 'docker:28-cli', command: [docker, -H, 'tcp://b:2375', ps]",
                false,
                false,
            ),
        ] {
            let text = format!("services:\n  a: {{{service}}}\n  b: {{image: y}}\n");
            testing::compose_file(&text, |compose| {
                let view = compose.services().next().expect("a service");
                assert_eq!(view.plain_docker_host().is_some(), client, "{service}");
                assert_eq!(view.plain_docker_daemon().is_some(), daemon, "{service}");
            });
        }
    }
}
