//! How `docker stack deploy` reads a Compose file.
//!
//! docker/cli v28, cli/compose/types/types.go (`UnsupportedProperties`, `ForbiddenProperties`) and
//! the schema of version 3, which has no limits at the service.

use plimsoll_syntax::Span;

use crate::base::words;
use crate::view::{ComposeFile, Service};

const IGNORED: [&str; 17] = [
    "build",
    "cgroup_parent",
    "cgroupns_mode",
    "container_name",
    "devices",
    "domainname",
    "external_links",
    "ipc",
    "links",
    "mac_address",
    "network_mode",
    "pid",
    "privileged",
    "restart",
    "security_opt",
    "shm_size",
    "userns_mode",
];

const REFUSED: [&str; 9] = [
    "cpu_quota",
    "cpu_shares",
    "cpus",
    "cpuset",
    "extends",
    "mem_limit",
    "memswap_limit",
    "mem_reservation",
    "volumes_from",
];

const SWARM_ALONE: [&str; 4] = ["endpoint_mode", "placement", "rollback_config", "update_config"];

impl ComposeFile<'_> {
    /// Whether it is certainly deployed as a stack: its name says so, or it creates an overlay
    /// network. Keys of `deploy` alone are often left over in files for Compose.
    pub fn is_surely_stack(self) -> bool {
        let name = words(crate::base::path::file_name(self.source().path()));
        let says_so = name.iter().any(|word| matches!(&**word, "stack" | "swarm"));
        let overlay = self.networks.iter().any(|network| {
            let driver = network.driver.as_ref().and_then(|driver| driver.value.likely());
            driver == Some("overlay") && network.attachable.is_none()
        });
        says_so || (overlay && !self.is_run_by_compose())
    }

    /// Whether it uses what only Compose has: it builds, names its containers, restarts them
    /// itself, has profiles, or waits for more than the start of a service.
    pub fn is_run_by_compose(self) -> bool {
        self.services().any(|service| {
            let mut dependencies = service.facts().depends_on.iter().flat_map(|field| &field.value);
            service.build.is_some()
                || service.container_name.is_some()
                || service.restart.is_some()
                || service.has_profile()
                || dependencies.any(|dependency| dependency.condition.is_some())
        })
    }
}

impl Service<'_> {
    /// The keys that a swarm ignores, with their places.
    pub fn keys_ignored_by_swarm(self) -> Vec<(Span, &'static str)> {
        // `image` names what is pulled, so `build` beside it is for whoever builds.
        let builds_only = self.facts().image.is_none();
        self.own_keys(&IGNORED)
            .into_iter()
            .filter(|(_, name)| *name != "build" || builds_only)
            .collect()
    }

    /// The keys that stop `docker stack deploy`.
    pub fn keys_refused_by_swarm(self) -> Vec<(Span, &'static str)> {
        self.own_keys(&REFUSED)
    }

    /// The keys of `deploy` that Compose ignores.
    pub fn keys_for_swarm_alone(self) -> Vec<(Span, &'static str)> {
        let node = self.compose().facts().node(self.facts().node);
        let Some(deploy) = node.get("deploy").map(|entry| entry.value) else {
            return Vec::new();
        };
        let keys = SWARM_ALONE.iter();
        keys.filter_map(|name| Some((deploy.get(name)?.key.span(), *name)))
            .collect()
    }

    fn own_keys(self, names: &[&'static str]) -> Vec<(Span, &'static str)> {
        let node = self.compose().facts().node(self.facts().node);
        let place = |name: &&'static str| Some((node.get(name)?.key.span(), *name));
        names.iter().filter_map(place).collect()
    }
}
