//! What the services of a file say about each other: which one waits for which, and which one lends
//! volumes to which.

use std::collections::{HashMap, HashSet};

use super::Resource;
use super::service::Service;

/// What the services of a Compose file say about each other, found once.
#[derive(Default, Debug)]
pub(crate) struct ServiceRelations {
    /// Services that others wait for until they are healthy.
    pub(crate) healthy: HashSet<Box<str>>,
    /// Services that others wait for until they are done.
    pub(crate) completed: HashSet<Box<str>>,
    /// The names of images that services of the file build.
    pub(crate) built: HashSet<Box<str>>,
    /// Services whose volumes others take over.
    pub(crate) lenders: HashSet<Box<str>>,
    /// Services of the file that others of it extend.
    pub(crate) extended: HashSet<Box<str>>,
    /// Something in the file has a meaning only for Swarm.
    pub(crate) swarm: bool,
    /// The index of each service, so that a lookup does not walk over all of them.
    pub(crate) by_name: HashMap<Box<str>, usize>,
}

impl ServiceRelations {
    pub(crate) fn of(services: &[Service], networks: &[Resource]) -> Self {
        let mut relations = Self::default();
        for (index, service) in services.iter().enumerate() {
            relations.by_name.entry(service.name.value.clone()).or_insert(index);
            for source in service.volumes_from.iter().flat_map(|field| &field.value) {
                let name = source.as_str().split(':').next().unwrap_or_default();
                relations.lenders.insert(name.into());
            }
            let extends = service.extends.as_ref().map(|field| &field.value);
            if let Some(base) = extends.filter(|e| e.file.is_none()).and_then(|e| e.service.as_ref()) {
                relations.extended.insert(base.as_str().into());
            }
            if let Some(image) = service.image.as_ref().filter(|_| service.build.is_some()) {
                relations.built.insert(image.value.as_str().into());
            }
        }
        for dependency in services.iter().flat_map(|s| &s.depends_on).flat_map(|d| &d.value) {
            let condition = dependency.condition.as_ref().and_then(|c| c.value.likely());
            let (Some(condition), Some(name)) = (condition, dependency.service.likely()) else {
                continue;
            };
            match condition {
                "service_healthy" => relations.healthy.insert(name.into()),
                "service_completed_successfully" => relations.completed.insert(name.into()),
                _ => false,
            };
        }
        let overlay = |network: &Resource| network.driver.as_ref().and_then(|d| d.value.likely()) == Some("overlay");
        let deployed = |service: &Service| {
            service.deploy.as_ref().is_some_and(|deploy| {
                let deploy = &deploy.value;
                // People write the default for Compose's replicas too.
                let mode = deploy.mode.as_ref().and_then(|mode| mode.value.likely());
                mode.is_some_and(|mode| mode != "replicated")
                    || deploy.endpoint_mode.is_some()
                    || deploy.has_update_config
                    || deploy.has_placement
            })
        };
        relations.swarm = networks.iter().any(overlay) || services.iter().any(deployed);
        relations
    }
}
