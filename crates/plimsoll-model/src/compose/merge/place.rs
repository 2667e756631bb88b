//! Which merge rule applies where in a Compose file.
//!
//! compose-go v2, override/merge.go `mergeSpecials` and override/uncity.go `unique`: both are
//! tables of paths. Here a place knows the places below it, so that no path is built or compared.

/// A place in a Compose file, as far as the merge distinguishes places.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Place {
    Top,
    Services,
    Service,
    Build,
    Deploy,
    Healthcheck,
    /// `networks` of a service.
    Attachments,
    Attachment,
    Dependencies,
    Ulimits,
    TopNetworks,
    TopNetwork,
    TopVolumes,
    TopVolume,
    Ipam,
    /// A key whose value has a rule of its own.
    Field(Rule, Option<Identity>),
    /// A list whose entries have identities, and are otherwise merged like any other.
    Unique(Identity),
    Other,
}

/// How a value of a later file is combined with the one of an earlier file.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Rule {
    /// Mappings are merged, lists appended, scalars replaced.
    Deep,
    /// The later value replaces the earlier one.
    Replace,
    /// `K: v`, `- K=v`, and a single scalar are all lists.
    Pairs,
    /// Like `Pairs`, but only identical entries are one.
    Hosts,
    /// A path means `context`.
    Build,
    /// A list of names means a mapping of them.
    Names,
    /// Options belong to a driver.
    Logging,
    /// Entries with the same subnet are one.
    Subnets,
}

/// What identifies the entries of a list.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(super) enum Identity {
    /// The part before `=`, or all of it.
    Key,
    Mount,
    Device,
    Port,
    /// The path of an entry of `env_file`.
    Path,
    /// The path in the container of a secret or config.
    Grant,
}

impl Place {
    /// The place below a key.
    pub(super) fn below(self, key: &str) -> Self {
        use self::{Identity as I, Place as P};
        const PAIRS: Place = Place::Field(Rule::Pairs, Some(Identity::Key));
        match (self, key) {
            (P::Top, "services") => P::Services,
            (P::Top, "networks") => P::TopNetworks,
            (P::Top, "volumes") => P::TopVolumes,
            (P::Services, _) => P::Service,
            (P::Service, "build") => P::Build,
            (P::Service, "deploy") => P::Deploy,
            (P::Service, "healthcheck") => P::Healthcheck,
            (P::Service, "networks") => P::Attachments,
            (P::Service, "ulimits") => P::Ulimits,
            (P::Service, "command" | "entrypoint") | (P::Healthcheck, "test") => P::Field(Rule::Replace, None),
            (P::Service, "depends_on") => P::Dependencies,
            (P::Service, "models") => P::Field(Rule::Names, None),
            (P::Service, "logging") => P::Field(Rule::Logging, None),
            (P::Service | P::Build, "extra_hosts") => P::Field(Rule::Hosts, None),
            (P::Service, "env_file") => P::Field(Rule::Pairs, Some(I::Path)),
            (P::Service, "label_file") => P::Field(Rule::Pairs, None),
            (
                P::Service,
                "annotations" | "dns" | "dns_opt" | "dns_search" | "environment" | "labels" | "sysctls" | "tmpfs",
            ) => PAIRS,
            (P::Service, "cap_add" | "cap_drop" | "expose" | "links" | "profiles") => P::Unique(I::Key),
            (P::Service, "ports") => P::Unique(I::Port),
            (P::Service, "volumes") => P::Unique(I::Mount),
            (P::Service, "devices") => P::Unique(I::Device),
            (P::Service, "secrets" | "configs") => P::Unique(I::Grant),
            (P::Build, "args" | "additional_contexts" | "labels") => PAIRS,
            (P::Build, "platform" | "tags") => P::Unique(I::Key),
            (P::Deploy, "labels") => PAIRS,
            (P::Attachments, _) => P::Attachment,
            (P::Attachment, "aliases" | "link_local_ips") => P::Unique(I::Key),
            // compose-go's `mergeUlimit` means to merge, but returns the later value.
            (P::Ulimits, _) => P::Field(Rule::Replace, None),
            (P::TopNetworks, _) => P::TopNetwork,
            (P::TopVolumes, _) => P::TopVolume,
            (P::TopNetwork | P::TopVolume, "labels") => PAIRS,
            (P::TopNetwork, "ipam") => P::Ipam,
            (P::Ipam, "config") => P::Field(Rule::Subnets, None),
            _ => P::Other,
        }
    }

    /// How values are combined here.
    pub(super) fn rule(self) -> Rule {
        match self {
            Self::Field(rule, _) => rule,
            Self::Build => Rule::Build,
            Self::Attachments | Self::Dependencies => Rule::Names,
            _ => Rule::Deep,
        }
    }

    /// What identifies the entries of a list here.
    pub(super) fn identity(self) -> Option<Identity> {
        match self {
            Self::Field(_, identity) => identity,
            Self::Unique(identity) => Some(identity),
            _ => None,
        }
    }
}
