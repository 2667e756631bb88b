//! Keys that exclude each other, and things that are set twice to different values.
//!
//! compose-go v2, loader/validate.go `checkConsistency`, validation/ and loader/normalize.go.

use plimsoll_syntax::yaml::NodeRef;
use plimsoll_syntax::{Span, units};

use super::deploy::Resources;
use super::field::{Field, Scalar};
use super::service::Service;
use super::{Compose, Resource};
use crate::base::Value;

/// Two places that cannot both hold. The second is the one to look at.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Conflict {
    pub span: Span,
    pub message: String,
    pub other: Span,
}

/// How a number or a size is read.
type Read = fn(&str) -> Option<f64>;

fn conflict(span: Span, other: Span, message: impl Into<String>) -> Conflict {
    Conflict {
        span,
        message: message.into(),
        other,
    }
}

impl Service {
    /// Keys of which only one is allowed.
    pub fn conflicting_keys(&self, compose: &Compose) -> Vec<Conflict> {
        let mut found = Vec::new();
        let networks = self.networks.as_ref().filter(|networks| !networks.value.is_empty());
        if let (Some(mode), Some(networks)) = (&self.network_mode, networks) {
            found.push(conflict(
                networks.key,
                mode.key,
                "`networks` and `network_mode` exclude each other",
            ));
        }
        let build = self.build.as_ref().map(|build| &build.value);
        let files = build.and_then(|build| build.dockerfile.as_ref().zip(build.dockerfile_inline.as_ref()));
        if let Some((file, inline)) = files {
            let text = "`dockerfile_inline` and `dockerfile` exclude each other";
            found.push(conflict(inline.key, file.key, text));
        }
        for device in self.reserved_devices(compose) {
            if let (Some(count), Some(ids)) = (device.get("count"), device.get("device_ids")) {
                let text = "`device_ids` and `count` exclude each other";
                found.push(conflict(ids.key.span(), count.key.span(), text));
            }
        }
        found
    }

    /// The entries of `gpus` and of `deploy.resources.reservations.devices`.
    fn reserved_devices<'a>(&self, compose: &'a Compose) -> impl Iterator<Item = NodeRef<'a>> {
        let paths: [&[&str]; 2] = [&["gpus"], &["deploy", "resources", "reservations", "devices"]];
        let lists = paths.into_iter().filter_map(|path| {
            let own = Some(compose.node(self.node));
            path.iter().fold(own, |node, key| Some(node?.get(key)?.value))
        });
        lists.flat_map(|list| list.items())
    }

    /// One thing in two notations with different values.
    pub fn conflicting_values(&self) -> Vec<Conflict> {
        let mut found = Vec::new();
        let deploy = self.deploy.as_ref().map(|deploy| &deploy.value);
        let limits = deploy.and_then(|deploy| deploy.limits.as_ref());
        let reserved = deploy.and_then(|deploy| deploy.reservations.as_ref());
        let replicas = deploy.and_then(|deploy| deploy.replicas.as_ref());
        if let (Some(scale), Some(replicas)) = (&self.scale, replicas)
            && differ(scale.value, replicas.value)
        {
            let text = "`scale` differs from `deploy.replicas`";
            found.push(conflict(scale.span, replicas.span, text));
        }
        found.extend(self.differing_resources(limits.map(|field| &**field), reserved.map(|field| &**field)));
        let limits = limits.and_then(|limits| limits.value.memory.as_ref());
        let reserved = reserved.and_then(|reserved| reserved.value.memory.as_ref());
        if let (Some(limit), Some(reserved)) = (limits.or(self.mem_limit.as_ref()), reserved) {
            let values = value_of(limit, memory).zip(value_of(reserved, memory)).known();
            if values.is_some_and(|(limit, reserved)| limit > 0.0 && limit < reserved) {
                let text = "more memory is reserved than the limit allows";
                found.push(conflict(reserved.span, limit.span, text));
            }
        }
        found.extend(self.foreign_platform());
        found
    }

    /// Resources that the service sets itself, beside a section of `deploy.resources` that sets them
    /// to another value or not at all. Where the section is, Compose takes what it lacks for 0.
    fn differing_resources(
        &self,
        limits: Option<&Field<Resources>>,
        reserved: Option<&Field<Resources>>,
    ) -> Vec<Conflict> {
        type Part = fn(&Resources) -> Option<&Field<Scalar>>;
        let cpus: Part = |part| part.cpus.as_deref();
        let memory_of: Part = |part| part.memory.as_deref();
        let pids: Part = |part| part.pids.as_deref();
        let both = [
            (&self.cpus, limits, cpus, number as Read, "limits", "cpus"),
            (&self.mem_limit, limits, memory_of, memory as Read, "limits", "memory"),
            (
                &self.mem_reservation,
                reserved,
                memory_of,
                memory as Read,
                "reservations",
                "memory",
            ),
            (&self.pids_limit, limits, pids, number as Read, "limits", "pids"),
        ];
        let mut found = Vec::new();
        for (own, section, part, read, name, key) in both {
            let (Some(own), Some(section)) = (own, section) else {
                continue;
            };
            let value = value_of(own, read);
            match part(&section.value) {
                _ if value.known() == Some(0.0) => {}
                Some(deployed) if differ(value, value_of(deployed, read)) => {
                    let text = format!("this differs from `deploy.resources.{name}.{key}`");
                    found.push(conflict(own.span, deployed.span, text));
                }
                None if value.known().is_some() && self.is_complete() && section.value.whole => {
                    let text = format!("`deploy.resources.{name}` has no `{key}`, so Compose refuses this one");
                    found.push(conflict(own.span, section.key, text));
                }
                _ => {}
            }
        }
        found
    }

    /// A platform that the build does not produce.
    fn foreign_platform(&self) -> Option<Conflict> {
        let own = self.platform.as_ref()?;
        let built = self.build.as_ref()?.value.platforms.as_ref()?;
        let name = own.value.known()?;
        let platforms: Option<Vec<&str>> = built.value.iter().map(Scalar::known).collect();
        let platforms = platforms.filter(|platforms| !platforms.is_empty())?;
        (!platforms.contains(&name))
            .then(|| conflict(own.span, built.key, format!("`{name}` is not one of `build.platforms`")))
    }
}

impl Compose {
    /// Keys of volumes, networks, secrets and configs of which only one is allowed.
    pub fn conflicting_keys(&self) -> Vec<Conflict> {
        let shared = self.volumes.iter().chain(&self.networks);
        let sourced = self.secrets.iter().chain(&self.configs);
        let mut found: Vec<Conflict> = shared
            .clone()
            .chain(sourced.clone())
            .filter_map(|r| self.two_names(r))
            .collect();
        found.extend(self.volumes.iter().filter_map(Resource::external_settings));
        found.extend(sourced.filter_map(Resource::two_sources));
        found
    }

    /// compose-go v2, loader/validate.go: "name and external.name conflict; only use name".
    fn two_names(&self, resource: &Resource) -> Option<Conflict> {
        let node = self.node(resource.node);
        let name = node.get("name")?;
        let inner = node.get("external")?.value.get("name")?;
        let same = name.value.as_str() == inner.value.as_str();
        let text = "`name` and `external.name` differ";
        (!same).then(|| conflict(inner.key.span(), name.key.span(), text))
    }
}

impl Resource {
    /// compose-go v2, loader/validate.go `checkVolume`: an existing volume is not created.
    fn external_settings(&self) -> Option<Conflict> {
        let external = self
            .external
            .as_ref()
            .filter(|external| external.value.known() == Some(true))?;
        let keys = [
            self.driver.as_ref().map(|field| (field.key, "driver")),
            self.driver_opts.as_ref().map(|field| (field.key, "driver_opts")),
            self.labels.as_ref().map(|field| (field.key, "labels")),
        ];
        let (span, key) = keys.into_iter().flatten().next()?;
        Some(conflict(
            span,
            external.key,
            format!("`{key}` and `external` exclude each other"),
        ))
    }

    /// compose-go v2, validation/validation.go `checkFileObject`.
    fn two_sources(&self) -> Option<Conflict> {
        let field = |field: &Option<Box<Field<Scalar>>>, name: &'static str| field.as_ref().map(|f| (f.key, name));
        let sources = [
            field(&self.file, "file"),
            field(&self.environment, "environment"),
            field(&self.content, "content"),
        ];
        let mut sources = sources.into_iter().flatten();
        let ((other, first), (span, second)) = (sources.next()?, sources.next()?);
        Some(conflict(
            span,
            other,
            format!("`{second}` and `{first}` exclude each other"),
        ))
    }
}

fn differ<T: PartialEq>(one: Value<T>, other: Value<T>) -> bool {
    one.zip(other).known().is_some_and(|(one, other)| one != other)
}

fn value_of(field: &Field<Scalar>, read: fn(&str) -> Option<f64>) -> Value<f64> {
    field.value.value().map(read).flatten()
}

fn number(text: &str) -> Option<f64> {
    text.parse().ok()
}

fn memory(text: &str) -> Option<f64> {
    units::size(text).map(|bytes| bytes as f64)
}

#[cfg(test)]
mod tests {
    use crate::compose::tests::read;

    fn messages(text: &str) -> Vec<String> {
        let compose = read(text);
        let services = compose.services.iter();
        let own = services.flat_map(|service| {
            let keys = service.conflicting_keys(&compose);
            keys.into_iter().chain(service.conflicting_values())
        });
        own.chain(compose.conflicting_keys())
            .map(|conflict| conflict.message)
            .collect()
    }

    #[test]
    fn keys_and_values_that_exclude_each_other() {
        for (text, said) in [
            ("services: {a: {network_mode: host, networks: [b]}}", "`networks`"),
            (
                "services: {a: {build: {dockerfile: a, dockerfile_inline: b}}}",
                "`dockerfile_inline`",
            ),
            (
                "services: {a: {deploy: {resources: {reservations: {devices: [{count: 1, device_ids: [a]}]}}}}}",
                "`device_ids`",
            ),
            ("services: {a: {gpus: [{count: 1, device_ids: [a]}]}}", "`device_ids`"),
            ("services: {a: {scale: 2, deploy: {replicas: 3}}}", "`scale`"),
            (
                "services: {a: {mem_reservation: 1g, deploy: {resources: {reservations: {memory: 512m}}}}}",
                "this differs from `deploy.resources.reservations.memory`",
            ),
            (
                "services: {a: {cpus: 0.5, deploy: {resources: {limits: {memory: 1g}}}}}",
                "`deploy.resources.limits` has no",
            ),
            (
                "services: {a: {pids_limit: -1, deploy: {resources: {limits: {}}}}}",
                "`deploy.resources.limits` has no",
            ),
            (
                "services: {a: {mem_limit: 1g, deploy: {resources: {limits: {memory: 512m}}}}}",
                "this differs",
            ),
            (
                "services: {a: {mem_limit: 1g, deploy: {resources: {reservations: {memory: 2g}}}}}",
                "more memory",
            ),
            (
                "services: {a: {platform: linux/amd64, build: {platforms: [linux/arm64]}}}",
                "`linux/amd64`",
            ),
            ("volumes: {a: {external: true, labels: {b: c}}}", "`labels`"),
            ("networks: {a: {name: b, external: {name: c}}}", "`name`"),
            ("secrets: {a: {file: b, environment: C}}", "`environment`"),
        ] {
            let found = messages(text);
            assert!(found.len() == 1 && found[0].starts_with(said), "{text}: {found:?}");
        }
    }

    #[test]
    fn what_is_no_size_conflicts_with_none() {
        let text = "services: {a: {mem_limit: 1kilo, deploy: {resources: {limits: {memory: 1k}, reservations: {memory: 2k}}}}}";
        assert_eq!(messages(text), ["more memory is reserved than the limit allows"]);
        let text = "services: {a: {mem_limit: 1kilo, deploy: {resources: {limits: {memory: 2k}}}}}";
        assert_eq!(messages(text), [""; 0]);
    }

    #[test]
    fn what_agrees_is_no_conflict() {
        let text = "services: {a: {mem_limit: 1g, cpus: 0.5, scale: 2, deploy: {replicas: 2, resources: {limits: {memory: 1024m, cpus: '0.50'}, reservations: {memory: 1g}}}}}\nvolumes: {a: {external: false, driver: local}}\nconfigs: {a: {file: b}}\n";
        assert_eq!(messages(text), [""; 0]);
        for service in [
            "{cpus: 0, deploy: {resources: {limits: {memory: 1g}}}}",
            "{cpus: 0.5, deploy: {resources: {reservations: {memory: 1g}}}}",
            "{cpus: '${CPUS}', deploy: {resources: {limits: {memory: 1g}}}}",
            "{cpus: 0.5, deploy: {resources: {limits: }}}",
            "{cpus: 0.5, extends: {file: b.yaml, service: a}, deploy: {resources: {limits: {memory: 1g}}}}",
            "{gpus: all}",
        ] {
            assert_eq!(messages(&format!("services: {{a: {service}}}")), [""; 0], "{service}");
        }
    }
}
