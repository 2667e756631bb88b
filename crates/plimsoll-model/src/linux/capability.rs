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
    of("ALL", CapabilityReach::Host, "has all rights of the host's root"),
    of(
        "SYS_ADMIN",
        CapabilityReach::Host,
        "can mount file systems, and escape that way",
    ),
    of(
        "SYS_MODULE",
        CapabilityReach::Host,
        "can load code into the kernel of the host",
    ),
    of(
        "SYS_RAWIO",
        CapabilityReach::Host,
        "can read and write memory and hardware of the host",
    ),
    of(
        "BPF",
        CapabilityReach::Neighbours,
        "can load programs into the kernel of the host",
    ),
    of(
        "DAC_READ_SEARCH",
        CapabilityReach::Neighbours,
        "can open files of the host by their inode number",
    ),
    of(
        "MAC_ADMIN",
        CapabilityReach::Neighbours,
        "can change the rules that confine containers",
    ),
    of(
        "MAC_OVERRIDE",
        CapabilityReach::Neighbours,
        "can ignore the rules that confine containers",
    ),
    of(
        "NET_ADMIN",
        CapabilityReach::Neighbours,
        "can change addresses, routes and firewall rules of its network",
    ),
    of(
        "PERFMON",
        CapabilityReach::Neighbours,
        "can watch what the host and other containers do",
    ),
    of(
        "SYSLOG",
        CapabilityReach::Neighbours,
        "can read the log of the host's kernel",
    ),
    of(
        "SYS_BOOT",
        CapabilityReach::Neighbours,
        "can restart the host or replace its kernel",
    ),
    of(
        "SYS_PTRACE",
        CapabilityReach::Neighbours,
        "can read and change the memory of other processes",
    ),
    of("SYS_TIME", CapabilityReach::Neighbours, "can set the clock of the host"),
    of(
        "IPC_LOCK",
        CapabilityReach::Resources,
        "can keep memory from being swapped",
    ),
    of("LEASE", CapabilityReach::Resources, "can delay others that open a file"),
    of(
        "SYS_NICE",
        CapabilityReach::Resources,
        "can run ahead of everything else",
    ),
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
