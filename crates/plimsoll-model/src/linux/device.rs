//! Which host devices give access to the host's data, whatever the container is.
//!
//! `/dev/mem` and the like do not: without `SYS_RAWIO`, which is treated separately, the kernel
//! refuses to open them.

use crate::base::path;

/// What a device gives access to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum DeviceReach {
    /// The data on a disk, below every file system.
    Disk,
    /// Every device of the host, or of one of its buses.
    Tree,
}

/// What a path below `/dev` gives access to; nothing for graphics, sound, serial adapters and
/// other devices that hold no data of the host.
pub fn device_reach(path: &str) -> Option<DeviceReach> {
    // A host path may begin with two slashes.
    let path = path::normal(path);
    if matches!(path.as_str(), "/dev" | "/dev/bus" | "/dev/bus/usb") {
        return Some(DeviceReach::Tree);
    }
    let name = path.strip_prefix("/dev/")?;
    let (folder, rest) = name.split_once('/').unwrap_or((name, ""));
    let is_disk = match (folder, rest.is_empty()) {
        ("disk" | "mapper" | "md" | "block" | "zvol", _) => true,
        (_, false) => false,
        _ => is_disk_name(folder),
    };
    is_disk.then_some(DeviceReach::Disk)
}

/// Whether a rule of `device_cgroup_rules` opens every device, or every disk (`a *:* rwm`).
pub fn allows_every_device(rule: &str) -> bool {
    let mut words = rule.split_whitespace();
    let (kind, numbers) = (words.next(), words.next());
    match (kind, numbers) {
        (Some("a"), _) => true,
        (Some("b" | "c"), Some(numbers)) => numbers == "*:*",
        _ => false,
    }
}

/// Names as the kernel assigns them: `sda`, `sda1`, `vdb`, `nvme0n1p2`, `mmcblk0`, `md127`, `dm-0`.
fn is_disk_name(name: &str) -> bool {
    let lettered = ["sd", "hd", "vd", "xvd"];
    let numbered = ["nvme", "mmcblk", "md", "dm-", "loop", "nbd", "zd"];
    let follows = |prefix: &&str, is: fn(u8) -> bool| {
        let rest = name.strip_prefix(*prefix);
        rest.is_some_and(|rest| rest.bytes().next().is_some_and(is))
    };
    let is_lettered = lettered.iter().any(|prefix| {
        follows(prefix, |byte| byte.is_ascii_lowercase())
            && name.trim_end_matches(|c: char| c.is_ascii_digit()).len() <= prefix.len() + 2
    });
    is_lettered
        || name == "loop-control"
        || numbered
            .iter()
            .any(|prefix| follows(prefix, |byte| byte.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn disks_and_trees() {
        for path in [
            "/dev/sda",
            "/dev/sda1",
            "//dev/sda",
            "/dev/../dev/sdb",
            "/dev/nvme0n1p2",
            "/dev/mmcblk0",
            "/dev/md/data",
            "/dev/md127",
            "/dev/dm-3",
            "/dev/mapper/root",
            "/dev/disk/by-id/ata",
            "/dev/xvda",
            "/dev/loop0",
        ] {
            assert_eq!(device_reach(path), Some(DeviceReach::Disk), "{path}");
        }
        assert_eq!(device_reach("/dev/"), Some(DeviceReach::Tree));
        assert_eq!(device_reach("/dev/bus/usb"), Some(DeviceReach::Tree));
        for path in [
            "/dev/dri",
            "/dev/snd",
            "/dev/net/tun",
            "/dev/ttyUSB0",
            "/dev/video0",
            "/dev/mdadm",
            "/dev/null",
            "/dev/mem",
            "/dev/kvm",
            "/dev/bus/usb/001/002",
            "/dev/vdso-thing",
            "/srv/dev/sda",
        ] {
            assert_eq!(device_reach(path), None, "{path}");
        }
    }

    #[test]
    fn rules_that_allow_everything() {
        assert!(allows_every_device("a *:* rwm"));
        assert!(allows_every_device("b *:* rwm"));
        assert!(!allows_every_device("c 188:* rwm"));
        assert!(!allows_every_device(""));
    }
}
