//! Which Compose files are for `docker stack deploy`, and what it makes of them.

use std::collections::HashSet;

use plimsoll_syntax::Span;

use crate::base::words;
use crate::compose::schema::{Faults, IdleKey, UnknownVersion, stack_faults};
use crate::view::{ComposeFile, Service};

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

impl ComposeFile<'_> {
    /// What `docker stack deploy` finds wrong with each of its files, and Compose does not.
    pub fn stack_faults(self) -> Vec<Result<Faults, UnknownVersion>> {
        let parts = self.parts().into_iter();
        parts.map(|part| stack_faults(part.facts())).collect()
    }

    /// The keys of its services that `docker stack deploy` ignores.
    pub fn keys_ignored_by_stacks(self) -> Vec<IdleKey> {
        // `image` names what is pulled, so `build` beside it is for whoever builds.
        let pulled = self.services().filter(|service| service.facts().image.is_some());
        let builds: HashSet<Span> = pulled.filter_map(|service| service.place_of("build")).collect();
        let faults = self.stack_faults().into_iter().flatten();
        faults
            .flat_map(|faults| faults.ignored)
            .filter(|ignored| !builds.contains(&ignored.key))
            .collect()
    }
}

impl Service<'_> {
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

    fn place_of(self, name: &str) -> Option<Span> {
        let node = self.compose().facts().node(self.facts().node);
        Some(node.get(name)?.key.span())
    }
}
