//! Where an image lies: the registry as its users call it, and the address that it answers at.

use std::net::IpAddr;

use plimsoll_syntax::image::ImageReference;

/// Docker Hub, as names of images call it, and the host that serves them.
// distribution/reference v0.6 `normalize.go`; moby v28 `registry/config.go`, DefaultRegistryHost.
const HUB: (&str, &str) = ("docker.io", "registry-1.docker.io");

/// The repository of an image.
pub(crate) struct Repository {
    /// The registry as names of images call it, with its port.
    pub(crate) registry: String,
    /// The path below the registry, in full.
    pub(crate) name: String,
}

impl Repository {
    pub(crate) fn of(image: &ImageReference) -> Self {
        let name = match image.is_official() {
            true => format!("library/{}", image.familiar_name()),
            false => image.path().to_owned(),
        };
        Self {
            registry: image.domain().to_owned(),
            name,
        }
    }

    /// Where the registry has the manifest of a tag or digest.
    pub(crate) fn manifest(&self, point: &str) -> String {
        let host = match &*self.registry {
            registry if registry == HUB.0 => HUB.1,
            registry => registry,
        };
        let scheme = if is_loopback(host) { "http" } else { "https" };
        format!("{scheme}://{host}/v2/{}/manifests/{point}", self.name)
    }
}

/// Whether a host, with or without its port, is this machine. Only there nobody needs TLS.
pub(crate) fn is_loopback(host: &str) -> bool {
    let name = match host.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((address, _)) => address,
        None => host.split(':').next().unwrap_or_default(),
    };
    name == "localhost" || name.parse().is_ok_and(|address: IpAddr| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn images_have_addresses() {
        for (image, address) in [
            ("node", "https://registry-1.docker.io/v2/library/node/manifests/1"),
            (
                "docker.io/library/node",
                "https://registry-1.docker.io/v2/library/node/manifests/1",
            ),
            (
                "index.docker.io/team/app",
                "https://registry-1.docker.io/v2/team/app/manifests/1",
            ),
            ("ghcr.io/team/app", "https://ghcr.io/v2/team/app/manifests/1"),
            (
                "reg.example.com:5000/app",
                "https://reg.example.com:5000/v2/app/manifests/1",
            ),
            ("localhost:5000/a/b", "http://localhost:5000/v2/a/b/manifests/1"),
            ("127.0.0.1:5000/app", "http://127.0.0.1:5000/v2/app/manifests/1"),
            ("[::1]:5000/app", "http://[::1]:5000/v2/app/manifests/1"),
            (
                "127.0.0.1.example.com/app",
                "https://127.0.0.1.example.com/v2/app/manifests/1",
            ),
        ] {
            let reference = ImageReference::parse(image).unwrap();
            assert_eq!(Repository::of(&reference).manifest("1"), address, "{image}");
        }
    }
}
