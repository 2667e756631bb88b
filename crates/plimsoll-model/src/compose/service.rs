//! A service of a Compose file, key by key.

use std::sync::OnceLock;

use plimsoll_syntax::yaml::{EntryRef, Kind, NodeId, Via};
use plimsoll_syntax::{Span, Spanned};

use super::build::Build;
use super::command::Command;
use super::deploy::Deploy;
use super::entries::{self, Attachment, Dependency, EnvFile, Extends, Grant, Hook, Logging, Ulimit, Watch};
use super::field::{Field, KeyValue, Scalar};
use super::health::Healthcheck;
use super::mount::Mount;
use super::port::Port;
use super::read::{Keys, Reader};
use crate::base::Value;
use crate::command::Commands;
use crate::image::{ImageUse, KnownImage};

/// A service. A field is absent if its key is, or if its value is null, `!reset`, or of a kind that
/// Compose would refuse there. Fields are boxed: few of the many keys are used, and files with
/// thousands of services would take gigabytes.
#[derive(Debug)]
pub struct Service {
    /// The key below `services`.
    pub name: Spanned<Box<str>>,
    /// The value.
    pub span: Span,
    /// The mapping, for keys that have no field here.
    pub node: NodeId,
    pub via: Option<Via>,
    /// Keys may be missing: reading stopped inside it, or an alias could not be resolved.
    pub partial: bool,
    pub(super) answers: Answers,

    pub annotations: Option<Box<Field<Vec<KeyValue>>>>,
    pub build: Option<Box<Field<Build>>>,
    pub cap_add: Option<Box<Field<Vec<Scalar>>>>,
    pub cap_drop: Option<Box<Field<Vec<Scalar>>>>,
    pub cgroup: Option<Box<Field<Scalar>>>,
    pub cgroup_parent: Option<Box<Field<Scalar>>>,
    pub command: Option<Box<Field<Command>>>,
    pub configs: Option<Box<Field<Vec<Grant>>>>,
    pub container_name: Option<Box<Field<Scalar>>>,
    pub cpus: Option<Box<Field<Scalar>>>,
    pub depends_on: Option<Box<Field<Vec<Dependency>>>>,
    pub deploy: Option<Box<Field<Deploy>>>,
    pub develop: Option<Box<Field<Vec<Watch>>>>,
    pub device_cgroup_rules: Option<Box<Field<Vec<Scalar>>>>,
    pub devices: Option<Box<Field<Vec<Scalar>>>>,
    pub dns: Option<Box<Field<Vec<Scalar>>>>,
    pub domainname: Option<Box<Field<Scalar>>>,
    pub entrypoint: Option<Box<Field<Command>>>,
    pub env_file: Option<Box<Field<Vec<EnvFile>>>>,
    pub environment: Option<Box<Field<Vec<KeyValue>>>>,
    pub expose: Option<Box<Field<Vec<Scalar>>>>,
    pub extends: Option<Box<Field<Extends>>>,
    pub external_links: Option<Box<Field<Vec<Scalar>>>>,
    pub extra_hosts: Option<Box<Field<Vec<Scalar>>>>,
    pub group_add: Option<Box<Field<Vec<Scalar>>>>,
    pub healthcheck: Option<Box<Field<Healthcheck>>>,
    pub hostname: Option<Box<Field<Scalar>>>,
    pub image: Option<Box<Field<Scalar>>>,
    pub init: Option<Box<Field<Value<bool>>>>,
    pub ipc: Option<Box<Field<Scalar>>>,
    pub isolation: Option<Box<Field<Scalar>>>,
    pub label_file: Option<Box<Field<Vec<Scalar>>>>,
    pub labels: Option<Box<Field<Vec<KeyValue>>>>,
    pub links: Option<Box<Field<Vec<Scalar>>>>,
    pub logging: Option<Box<Field<Logging>>>,
    pub mem_limit: Option<Box<Field<Scalar>>>,
    pub mem_reservation: Option<Box<Field<Scalar>>>,
    pub memswap_limit: Option<Box<Field<Scalar>>>,
    pub models: Option<Box<Field<Vec<Scalar>>>>,
    pub network_mode: Option<Box<Field<Scalar>>>,
    pub networks: Option<Box<Field<Vec<Attachment>>>>,
    pub oom_kill_disable: Option<Box<Field<Value<bool>>>>,
    pub pid: Option<Box<Field<Scalar>>>,
    pub pids_limit: Option<Box<Field<Scalar>>>,
    pub platform: Option<Box<Field<Scalar>>>,
    pub ports: Option<Box<Field<Vec<Port>>>>,
    pub post_start: Option<Box<Field<Vec<Hook>>>>,
    pub pre_start: Option<Box<Field<Vec<Hook>>>>,
    pub pre_stop: Option<Box<Field<Vec<Hook>>>>,
    pub privileged: Option<Box<Field<Value<bool>>>>,
    pub profiles: Option<Box<Field<Vec<Scalar>>>>,
    pub pull_policy: Option<Box<Field<Scalar>>>,
    pub read_only: Option<Box<Field<Value<bool>>>>,
    pub restart: Option<Box<Field<Scalar>>>,
    pub runtime: Option<Box<Field<Scalar>>>,
    pub scale: Option<Box<Field<Value<i64>>>>,
    pub secrets: Option<Box<Field<Vec<Grant>>>>,
    pub security_opt: Option<Box<Field<Vec<Scalar>>>>,
    pub shm_size: Option<Box<Field<Scalar>>>,
    pub stdin_open: Option<Box<Field<Value<bool>>>>,
    pub stop_grace_period: Option<Box<Field<Scalar>>>,
    pub stop_signal: Option<Box<Field<Scalar>>>,
    pub sysctls: Option<Box<Field<Vec<KeyValue>>>>,
    pub tmpfs: Option<Box<Field<Vec<Scalar>>>>,
    pub tty: Option<Box<Field<Value<bool>>>>,
    pub ulimits: Option<Box<Field<Vec<Ulimit>>>>,
    pub use_api_socket: Option<Box<Field<Value<bool>>>>,
    pub user: Option<Box<Field<Scalar>>>,
    pub userns_mode: Option<Box<Field<Scalar>>>,
    pub uts: Option<Box<Field<Scalar>>>,
    pub volumes: Option<Box<Field<Vec<Mount>>>>,
    pub volumes_from: Option<Box<Field<Vec<Scalar>>>>,
    pub working_dir: Option<Box<Field<Scalar>>>,
}

/// Facts about a service that are asked for again and again, computed on first use.
#[derive(Default, Debug)]
pub(super) struct Answers {
    pub(super) commands: OnceLock<Vec<Commands>>,
    pub(super) pulled: OnceLock<Option<ImageUse>>,
    pub(super) known: OnceLock<Option<&'static KnownImage>>,
}

impl Service {
    /// Whether it is only a part of a service: it has nothing to run, so another file supplies the
    /// rest.
    pub fn is_part(&self) -> bool {
        let image = self.image.as_ref().and_then(|image| image.value.known());
        (self.image.is_none() || image == Some("")) && self.build.is_none()
    }

    /// Reads an entry of `services`; absent if it is not a mapping.
    pub(super) fn read(reader: &Reader<'_>, entry: &EntryRef<'_>, truncated: bool) -> Option<Self> {
        let node = entry.value;
        if node.kind() != Kind::Mapping && !node.is_null() {
            return None;
        }
        let keys = Keys::new(reader, node);
        let unresolved = node.has_unresolved() || node.written_entries().any(|e| e.value.kind() == Kind::Unresolved);
        Some(Self {
            name: Spanned::new(entry.name()?.into(), entry.key.span()),
            span: node.span(),
            node: node.id(),
            via: entry.via(),
            partial: truncated || unresolved,
            answers: Answers::default(),
            annotations: keys.pairs("annotations"),
            build: keys.with("build", Build::read),
            cap_add: keys.list("cap_add"),
            cap_drop: keys.list("cap_drop"),
            cgroup: keys.scalar("cgroup"),
            cgroup_parent: keys.scalar("cgroup_parent"),
            command: keys.with("command", Command::read),
            configs: keys.items("configs", entries::grant),
            container_name: keys.scalar("container_name"),
            cpus: keys.scalar("cpus"),
            depends_on: keys.with("depends_on", entries::dependencies),
            deploy: keys.with("deploy", Deploy::read),
            develop: keys.with("develop", entries::watches),
            device_cgroup_rules: keys.list("device_cgroup_rules"),
            devices: keys.list("devices"),
            dns: keys.list("dns"),
            domainname: keys.scalar("domainname"),
            entrypoint: keys.with("entrypoint", Command::read),
            env_file: keys.with("env_file", entries::env_files),
            environment: keys.pairs("environment"),
            expose: keys.list("expose"),
            extends: keys.with("extends", entries::extends),
            external_links: keys.list("external_links"),
            extra_hosts: keys.list("extra_hosts"),
            group_add: keys.list("group_add"),
            healthcheck: keys.with("healthcheck", Healthcheck::read),
            hostname: keys.scalar("hostname"),
            image: keys.scalar("image"),
            init: keys.flag("init"),
            ipc: keys.scalar("ipc"),
            isolation: keys.scalar("isolation"),
            label_file: keys.list("label_file"),
            labels: keys.pairs("labels"),
            links: keys.list("links"),
            logging: keys.with("logging", entries::logging),
            mem_limit: keys.scalar("mem_limit"),
            mem_reservation: keys.scalar("mem_reservation"),
            memswap_limit: keys.scalar("memswap_limit"),
            models: keys.with("models", entries::names),
            network_mode: keys.scalar("network_mode").or_else(|| keys.scalar("net")),
            networks: keys.with("networks", entries::attachments),
            oom_kill_disable: keys.flag("oom_kill_disable"),
            pid: keys.scalar("pid"),
            pids_limit: keys.scalar("pids_limit"),
            platform: keys.scalar("platform"),
            ports: keys.items("ports", Port::read),
            post_start: keys.items("post_start", entries::hook),
            pre_start: keys.items("pre_start", entries::hook),
            pre_stop: keys.items("pre_stop", entries::hook),
            privileged: keys.flag("privileged"),
            profiles: keys.list("profiles"),
            pull_policy: keys.scalar("pull_policy"),
            read_only: keys.flag("read_only"),
            restart: keys.scalar("restart"),
            runtime: keys.scalar("runtime"),
            scale: keys.number("scale"),
            secrets: keys.items("secrets", entries::grant),
            security_opt: keys.list("security_opt"),
            shm_size: keys.scalar("shm_size"),
            stdin_open: keys.flag("stdin_open"),
            stop_grace_period: keys.scalar("stop_grace_period"),
            stop_signal: keys.scalar("stop_signal"),
            sysctls: keys.pairs("sysctls"),
            tmpfs: keys.list("tmpfs"),
            tty: keys.flag("tty"),
            ulimits: keys.with("ulimits", entries::ulimits),
            use_api_socket: keys.flag("use_api_socket"),
            user: keys.scalar("user"),
            userns_mode: keys.scalar("userns_mode"),
            uts: keys.scalar("uts"),
            volumes: keys.items("volumes", Mount::read),
            volumes_from: keys.list("volumes_from"),
            working_dir: keys.scalar("working_dir"),
        })
    }

    /// Whether a key that is absent here is absent for Compose too: everything was read, and no
    /// other service is extended.
    pub fn is_complete(&self) -> bool {
        !self.partial && self.extends.is_none()
    }

    /// The ports that it publishes.
    pub fn ports(&self) -> &[Port] {
        self.ports.as_ref().map_or(&[], |field| &field.value)
    }

    /// The commands that Compose runs for it before and after its start, before its stop, and after
    /// changes of its files.
    pub fn hooks(&self) -> impl Iterator<Item = &Hook> {
        let fields = self.pre_start.iter().chain(&self.post_start).chain(&self.pre_stop);
        let watches = self.develop.iter().flat_map(|field| &field.value);
        let after_changes = watches.filter_map(|watch| Some(&watch.exec.as_ref()?.value));
        fields.flat_map(|field| &field.value).chain(after_changes)
    }

    /// Whether it gets every right of the host.
    pub fn is_privileged(&self) -> bool {
        self.privileged
            .as_ref()
            .is_some_and(|field| field.value.likely() == Some(true))
    }

    /// Whether it gets every right of the host, or may get it from a variable.
    pub fn may_be_privileged(&self) -> bool {
        self.privileged
            .as_ref()
            .is_some_and(|field| field.value.likely() != Some(false))
    }

    /// What it mounts.
    pub fn mounts(&self) -> &[Mount] {
        self.volumes.as_ref().map_or(&[], |field| &field.value)
    }

    /// The variables that it sets itself, without those of `env_file`.
    pub fn environment(&self) -> &[KeyValue] {
        self.environment.as_ref().map_or(&[], |field| &field.value)
    }

    /// A variable that it sets itself.
    pub fn variable(&self, name: &str) -> Option<&KeyValue> {
        self.environment().iter().rev().find(|pair| pair.name() == Some(name))
    }

    /// Whether it starts only with one of its profiles.
    pub fn has_profile(&self) -> bool {
        self.profiles
            .as_ref()
            .is_some_and(|profiles| !profiles.value.is_empty())
    }
}
