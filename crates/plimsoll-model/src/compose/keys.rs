//! The keys that the Compose specification knows, section by section.
//!
//! compose-spec, schema/compose-spec.json: which key may stand where. Only names are here; the types
//! of values are not.

use Below::{Leaf, List, Named, One};

/// A kind of mapping and the keys it may have.
pub(super) struct Section {
    /// As it is called in a sentence.
    pub(super) name: &'static str,
    /// In alphabetical order.
    pub(super) keys: &'static [(&'static str, Below)],
}

/// What stands below a key.
#[derive(Clone, Copy)]
pub(super) enum Below {
    /// Nothing whose keys are fixed.
    Leaf,
    /// A mapping of this section.
    One(&'static Section),
    /// A mapping from names to mappings of this section.
    Named(&'static Section),
    /// A list with mappings of this section.
    List(&'static Section),
}

/// Where a misplaced key is looked for, the likeliest first.
pub(super) static HOMES: &[&Section] = &[
    &SERVICE,
    &BUILD,
    &DEPLOY,
    &HEALTHCHECK,
    &LIMITS,
    &RESERVATIONS,
    &RESTART_POLICY,
    &UPDATE_CONFIG,
    &LOGGING,
    &TOP,
    &NETWORK,
    &VOLUME,
    &SECRET,
    &CONFIG,
];

pub(super) static TOP: Section = Section {
    name: "the top level",
    keys: &[
        ("configs", Named(&CONFIG)),
        ("include", List(&INCLUDE)),
        ("models", Named(&MODEL)),
        ("name", Leaf),
        ("networks", Named(&NETWORK)),
        ("secrets", Named(&SECRET)),
        ("services", Named(&SERVICE)),
        ("version", Leaf),
        ("volumes", Named(&VOLUME)),
    ],
};

pub(super) static SERVICE: Section = Section {
    name: "a service",
    keys: &[
        ("annotations", Leaf),
        ("attach", Leaf),
        ("blkio_config", One(&BLKIO)),
        ("build", One(&BUILD)),
        ("cap_add", Leaf),
        ("cap_drop", Leaf),
        ("cgroup", Leaf),
        ("cgroup_parent", Leaf),
        ("command", Leaf),
        ("configs", List(&GRANT)),
        ("container_name", Leaf),
        ("cpu_count", Leaf),
        ("cpu_percent", Leaf),
        ("cpu_period", Leaf),
        ("cpu_quota", Leaf),
        ("cpu_rt_period", Leaf),
        ("cpu_rt_runtime", Leaf),
        ("cpu_shares", Leaf),
        ("cpus", Leaf),
        ("cpuset", Leaf),
        ("credential_spec", One(&CREDENTIALS)),
        ("depends_on", Named(&DEPENDENCY)),
        ("deploy", One(&DEPLOY)),
        ("develop", One(&DEVELOP)),
        ("device_cgroup_rules", Leaf),
        ("devices", List(&DEVICE)),
        ("dns", Leaf),
        ("dns_opt", Leaf),
        ("dns_search", Leaf),
        ("domainname", Leaf),
        ("entrypoint", Leaf),
        ("env_file", List(&ENV_FILE)),
        ("environment", Leaf),
        ("expose", Leaf),
        ("extends", One(&EXTENDS)),
        ("external_links", Leaf),
        ("extra_hosts", Leaf),
        ("gpus", Leaf),
        ("group_add", Leaf),
        ("healthcheck", One(&HEALTHCHECK)),
        ("hostname", Leaf),
        ("image", Leaf),
        ("init", Leaf),
        ("ipc", Leaf),
        ("isolation", Leaf),
        ("label_file", Leaf),
        ("labels", Leaf),
        ("links", Leaf),
        ("logging", One(&LOGGING)),
        ("mac_address", Leaf),
        ("mem_limit", Leaf),
        ("mem_reservation", Leaf),
        ("mem_swappiness", Leaf),
        ("memswap_limit", Leaf),
        ("models", Named(&SERVICE_MODEL)),
        ("network_mode", Leaf),
        ("networks", Named(&ATTACHMENT)),
        ("oom_kill_disable", Leaf),
        ("oom_score_adj", Leaf),
        ("pid", Leaf),
        ("pids_limit", Leaf),
        ("platform", Leaf),
        ("ports", List(&PORT)),
        ("post_start", List(&HOOK)),
        ("pre_start", List(&HOOK)),
        ("pre_stop", List(&HOOK)),
        ("privileged", Leaf),
        ("profiles", Leaf),
        ("provider", One(&PROVIDER)),
        ("pull_policy", Leaf),
        ("pull_refresh_after", Leaf),
        ("read_only", Leaf),
        ("restart", Leaf),
        ("runtime", Leaf),
        ("scale", Leaf),
        ("secrets", List(&GRANT)),
        ("security_opt", Leaf),
        ("shm_size", Leaf),
        ("stdin_open", Leaf),
        ("stop_grace_period", Leaf),
        ("stop_signal", Leaf),
        ("storage_opt", Leaf),
        ("sysctls", Leaf),
        ("tmpfs", Leaf),
        ("tty", Leaf),
        ("ulimits", Named(&ULIMIT)),
        ("use_api_socket", Leaf),
        ("user", Leaf),
        ("userns_mode", Leaf),
        ("uts", Leaf),
        ("volumes", List(&MOUNT)),
        ("volumes_from", Leaf),
        ("working_dir", Leaf),
    ],
};

pub(super) static BUILD: Section = Section {
    name: "`build`",
    keys: &[
        ("additional_contexts", Leaf),
        ("args", Leaf),
        ("cache_from", Leaf),
        ("cache_to", Leaf),
        ("context", Leaf),
        ("dockerfile", Leaf),
        ("dockerfile_inline", Leaf),
        ("entitlements", Leaf),
        ("extra_hosts", Leaf),
        ("isolation", Leaf),
        ("labels", Leaf),
        ("network", Leaf),
        ("no_cache", Leaf),
        ("no_cache_filter", Leaf),
        ("platforms", Leaf),
        ("privileged", Leaf),
        ("provenance", Leaf),
        ("pull", Leaf),
        ("sbom", Leaf),
        ("secrets", List(&GRANT)),
        ("shm_size", Leaf),
        ("ssh", Leaf),
        ("tags", Leaf),
        ("target", Leaf),
        ("ulimits", Named(&ULIMIT)),
    ],
};

pub(super) static DEPLOY: Section = Section {
    name: "`deploy`",
    keys: &[
        ("endpoint_mode", Leaf),
        ("labels", Leaf),
        ("mode", Leaf),
        ("placement", One(&PLACEMENT)),
        ("replicas", Leaf),
        ("resources", One(&RESOURCES)),
        ("restart_policy", One(&RESTART_POLICY)),
        ("rollback_config", One(&UPDATE_CONFIG)),
        ("update_config", One(&UPDATE_CONFIG)),
    ],
};

pub(super) static PLACEMENT: Section = Section {
    name: "`placement`",
    keys: &[
        ("constraints", Leaf),
        ("max_replicas_per_node", Leaf),
        ("preferences", List(&PREFERENCE)),
    ],
};

pub(super) static PREFERENCE: Section = Section {
    name: "a placement preference",
    keys: &[("spread", Leaf)],
};

pub(super) static RESOURCES: Section = Section {
    name: "`resources`",
    keys: &[("limits", One(&LIMITS)), ("reservations", One(&RESERVATIONS))],
};

pub(super) static LIMITS: Section = Section {
    name: "`limits`",
    keys: &[("cpus", Leaf), ("memory", Leaf), ("pids", Leaf)],
};

pub(super) static RESERVATIONS: Section = Section {
    name: "`reservations`",
    keys: &[
        ("cpus", Leaf),
        ("devices", List(&RESERVED_DEVICE)),
        ("generic_resources", Leaf),
        ("memory", Leaf),
    ],
};

pub(super) static RESERVED_DEVICE: Section = Section {
    name: "a reserved device",
    keys: &[
        ("capabilities", Leaf),
        ("count", Leaf),
        ("device_ids", Leaf),
        ("driver", Leaf),
        ("options", Leaf),
    ],
};

pub(super) static RESTART_POLICY: Section = Section {
    name: "`restart_policy`",
    keys: &[
        ("condition", Leaf),
        ("delay", Leaf),
        ("max_attempts", Leaf),
        ("window", Leaf),
    ],
};

pub(super) static UPDATE_CONFIG: Section = Section {
    name: "an update or rollback",
    keys: &[
        ("delay", Leaf),
        ("failure_action", Leaf),
        ("max_failure_ratio", Leaf),
        ("monitor", Leaf),
        ("order", Leaf),
        ("parallelism", Leaf),
    ],
};

pub(super) static HEALTHCHECK: Section = Section {
    name: "`healthcheck`",
    keys: &[
        ("disable", Leaf),
        ("interval", Leaf),
        ("retries", Leaf),
        ("start_interval", Leaf),
        ("start_period", Leaf),
        ("test", Leaf),
        ("timeout", Leaf),
    ],
};

pub(super) static LOGGING: Section = Section {
    name: "`logging`",
    keys: &[("driver", Leaf), ("options", Leaf)],
};

pub(super) static PORT: Section = Section {
    name: "a port",
    keys: &[
        ("app_protocol", Leaf),
        ("host_ip", Leaf),
        ("mode", Leaf),
        ("name", Leaf),
        ("protocol", Leaf),
        ("published", Leaf),
        ("target", Leaf),
    ],
};

pub(super) static MOUNT: Section = Section {
    name: "a mount",
    keys: &[
        ("bind", One(&MOUNT_BIND)),
        ("consistency", Leaf),
        ("image", One(&MOUNT_IMAGE)),
        ("read_only", Leaf),
        ("source", Leaf),
        ("target", Leaf),
        ("tmpfs", One(&MOUNT_TMPFS)),
        ("type", Leaf),
        ("volume", One(&MOUNT_VOLUME)),
    ],
};

pub(super) static MOUNT_BIND: Section = Section {
    name: "`bind` of a mount",
    keys: &[
        ("create_host_path", Leaf),
        ("propagation", Leaf),
        ("recursive", Leaf),
        ("selinux", Leaf),
    ],
};

pub(super) static MOUNT_IMAGE: Section = Section {
    name: "`image` of a mount",
    keys: &[("subpath", Leaf)],
};

pub(super) static MOUNT_TMPFS: Section = Section {
    name: "`tmpfs` of a mount",
    keys: &[("mode", Leaf), ("size", Leaf)],
};

pub(super) static MOUNT_VOLUME: Section = Section {
    name: "`volume` of a mount",
    keys: &[("labels", Leaf), ("nocopy", Leaf), ("subpath", Leaf)],
};

pub(super) static DEPENDENCY: Section = Section {
    name: "a dependency",
    keys: &[("condition", Leaf), ("required", Leaf), ("restart", Leaf)],
};

pub(super) static ATTACHMENT: Section = Section {
    name: "a network of a service",
    keys: &[
        ("aliases", Leaf),
        ("driver_opts", Leaf),
        ("gw_priority", Leaf),
        ("interface_name", Leaf),
        ("ipv4_address", Leaf),
        ("ipv6_address", Leaf),
        ("link_local_ips", Leaf),
        ("mac_address", Leaf),
        ("priority", Leaf),
    ],
};

pub(super) static GRANT: Section = Section {
    name: "a secret or config of a service",
    keys: &[
        ("gid", Leaf),
        ("mode", Leaf),
        ("source", Leaf),
        ("target", Leaf),
        ("uid", Leaf),
    ],
};

pub(super) static ENV_FILE: Section = Section {
    name: "an entry of `env_file`",
    keys: &[("format", Leaf), ("path", Leaf), ("required", Leaf)],
};

pub(super) static EXTENDS: Section = Section {
    name: "`extends`",
    keys: &[("file", Leaf), ("service", Leaf)],
};

pub(super) static ULIMIT: Section = Section {
    name: "a ulimit",
    keys: &[("hard", Leaf), ("soft", Leaf)],
};

pub(super) static DEVELOP: Section = Section {
    name: "`develop`",
    keys: &[("watch", List(&WATCH))],
};

pub(super) static WATCH: Section = Section {
    name: "an entry of `watch`",
    keys: &[
        ("action", Leaf),
        ("exec", One(&HOOK)),
        ("ignore", Leaf),
        ("include", Leaf),
        ("initial_sync", Leaf),
        ("path", Leaf),
        ("target", Leaf),
    ],
};

pub(super) static HOOK: Section = Section {
    name: "a hook",
    keys: &[
        ("command", Leaf),
        ("environment", Leaf),
        ("image", Leaf),
        ("per_replica", Leaf),
        ("privileged", Leaf),
        ("user", Leaf),
        ("working_dir", Leaf),
    ],
};

pub(super) static DEVICE: Section = Section {
    name: "a device",
    keys: &[("permissions", Leaf), ("source", Leaf), ("target", Leaf)],
};

pub(super) static BLKIO: Section = Section {
    name: "`blkio_config`",
    keys: &[
        ("device_read_bps", Leaf),
        ("device_read_iops", Leaf),
        ("device_write_bps", Leaf),
        ("device_write_iops", Leaf),
        ("weight", Leaf),
        ("weight_device", Leaf),
    ],
};

pub(super) static CREDENTIALS: Section = Section {
    name: "`credential_spec`",
    keys: &[("config", Leaf), ("file", Leaf), ("registry", Leaf)],
};

pub(super) static PROVIDER: Section = Section {
    name: "`provider`",
    keys: &[("options", Leaf), ("type", Leaf)],
};

pub(super) static SERVICE_MODEL: Section = Section {
    name: "a model of a service",
    keys: &[("endpoint_var", Leaf), ("model_var", Leaf)],
};

pub(super) static INCLUDE: Section = Section {
    name: "an entry of `include`",
    keys: &[("env_file", Leaf), ("path", Leaf), ("project_directory", Leaf)],
};

pub(super) static NETWORK: Section = Section {
    name: "a network",
    keys: &[
        ("attachable", Leaf),
        ("driver", Leaf),
        ("driver_opts", Leaf),
        ("enable_ipv4", Leaf),
        ("enable_ipv6", Leaf),
        ("external", One(&EXTERNAL)),
        ("internal", Leaf),
        ("ipam", One(&IPAM)),
        ("labels", Leaf),
        ("name", Leaf),
    ],
};

pub(super) static IPAM: Section = Section {
    name: "`ipam`",
    keys: &[("config", List(&SUBNET)), ("driver", Leaf), ("options", Leaf)],
};

pub(super) static SUBNET: Section = Section {
    name: "an entry of `ipam.config`",
    keys: &[
        ("aux_addresses", Leaf),
        ("gateway", Leaf),
        ("ip_range", Leaf),
        ("subnet", Leaf),
    ],
};

pub(super) static EXTERNAL: Section = Section {
    name: "`external`",
    keys: &[("name", Leaf)],
};

pub(super) static VOLUME: Section = Section {
    name: "a volume",
    keys: &[
        ("driver", Leaf),
        ("driver_opts", Leaf),
        ("external", One(&EXTERNAL)),
        ("labels", Leaf),
        ("name", Leaf),
    ],
};

pub(super) static SECRET: Section = Section {
    name: "a secret",
    keys: &[
        ("driver", Leaf),
        ("driver_opts", Leaf),
        ("environment", Leaf),
        ("external", Leaf),
        ("file", Leaf),
        ("labels", Leaf),
        ("name", Leaf),
        ("template_driver", Leaf),
    ],
};

pub(super) static CONFIG: Section = Section {
    name: "a config",
    keys: &[
        ("content", Leaf),
        ("environment", Leaf),
        ("external", Leaf),
        ("file", Leaf),
        ("labels", Leaf),
        ("name", Leaf),
        ("template_driver", Leaf),
    ],
};

pub(super) static MODEL: Section = Section {
    name: "a model",
    keys: &[
        ("context_size", Leaf),
        ("model", Leaf),
        ("name", Leaf),
        ("runtime_flags", Leaf),
    ],
};
