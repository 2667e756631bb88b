//! What a Linux capability lets a container do beyond itself.
//!
//! Only capabilities that Docker does not give by default, or that amount to all of them. The list
//! of images knows which ones an image needs.

/// How far a capability reaches.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum CapabilityReach {
    /// It is enough to take over the host.
    Host,
    /// It reaches other containers or parts of the host.
    Neighbours,
    /// It can take more than its share of the host's resources.
    Resources,
}

/// A capability that containers do not have by default.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Capability {
    /// Without `CAP_`.
    pub name: &'static str,
    pub reach: CapabilityReach,
    /// What the container can do with it: `it …`.
    pub allows: &'static str,
}

/// The capability that Docker reads from a name: in any case, with or without `CAP_`; but `CAP_ALL`
/// is not one (moby v28, daemon/pkg/oci/caps/utils.go).
pub fn capability(name: &str) -> Option<&'static Capability> {
    let name = name.trim().to_ascii_uppercase();
    if name == "CAP_ALL" {
        return None;
    }
    let name = name.strip_prefix("CAP_").unwrap_or(&name);
    CAPABILITIES.iter().find(|capability| capability.name == name)
}

const fn of(name: &'static str, reach: CapabilityReach, allows: &'static str) -> Capability {
    Capability { name, reach, allows }
}

/// capabilities(7).
static CAPABILITIES: [Capability; 17] = [
    of("ALL", CapabilityReach::Host, "has every right of the host's root"),
    of(
        "SYS_ADMIN",
        CapabilityReach::Host,
        "mounts file systems, and leaves the container by that",
    ),
    of(
        "SYS_MODULE",
        CapabilityReach::Host,
        "loads code into the kernel of the host",
    ),
    of(
        "SYS_RAWIO",
        CapabilityReach::Host,
        "reads and writes memory and hardware of the host",
    ),
    of(
        "BPF",
        CapabilityReach::Neighbours,
        "loads programs into the kernel of the host",
    ),
    of(
        "DAC_READ_SEARCH",
        CapabilityReach::Neighbours,
        "opens files of the host by their number",
    ),
    of(
        "MAC_ADMIN",
        CapabilityReach::Neighbours,
        "changes the rules that confine containers",
    ),
    of(
        "MAC_OVERRIDE",
        CapabilityReach::Neighbours,
        "ignores the rules that confine containers",
    ),
    of(
        "NET_ADMIN",
        CapabilityReach::Neighbours,
        "changes addresses, routes and firewall of its network",
    ),
    of(
        "PERFMON",
        CapabilityReach::Neighbours,
        "watches what the host and other containers do",
    ),
    of(
        "SYSLOG",
        CapabilityReach::Neighbours,
        "reads the log of the host's kernel",
    ),
    of(
        "SYS_BOOT",
        CapabilityReach::Neighbours,
        "restarts or replaces the kernel",
    ),
    of(
        "SYS_PTRACE",
        CapabilityReach::Neighbours,
        "reads and changes the memory of other processes",
    ),
    of("SYS_TIME", CapabilityReach::Neighbours, "sets the clock of the host"),
    of(
        "IPC_LOCK",
        CapabilityReach::Resources,
        "keeps memory from being swapped",
    ),
    of("LEASE", CapabilityReach::Resources, "holds up others that open a file"),
    of("SYS_NICE", CapabilityReach::Resources, "runs ahead of everything else"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_as_docker_does() {
        for name in ["SYS_ADMIN", "CAP_SYS_ADMIN", "sys_admin", "cap_sys_admin"] {
            assert_eq!(capability(name).map(|c| c.reach), Some(CapabilityReach::Host), "{name}");
        }
        assert_eq!(capability("all").map(|c| c.name), Some("ALL"));
        assert_eq!(
            capability("NET_ADMIN").map(|c| c.reach),
            Some(CapabilityReach::Neighbours)
        );
        for name in ["CAP_ALL", "CHOWN", "NET_RAW", "MKNOD", ""] {
            assert_eq!(capability(name), None, "{name}");
        }
    }
}
