//! What a host folder means to the host: it controls it, or reveals something about it.
//!
//! The layout of Linux decides (hier(7)), and where the usual programs keep their keys. Sockets of
//! container runtimes are covered elsewhere.

use crate::base::path;
use crate::compose::Mount;
use crate::image::Role;
use crate::view::Service;

/// What a host path is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum HostFolder {
    /// Writing here gives control over the host.
    System,
    /// Keys and passwords of the host or of a person.
    Credentials,
    /// It reveals more about the host or its people than a container has to know.
    Private,
}

/// Folders and files that control the host, with everything below them.
const SYSTEM: [&str; 24] = [
    "/bin",
    "/boot",
    "/lib",
    "/lib64",
    "/proc",
    "/root/.ssh",
    "/sbin",
    "/sys",
    "/usr/bin",
    "/usr/lib",
    "/usr/lib64",
    "/usr/local/bin",
    "/usr/local/lib",
    "/usr/local/sbin",
    "/usr/sbin",
    "/var/lib/containerd",
    "/var/lib/containers",
    "/var/lib/docker",
    "/var/lib/dpkg",
    "/var/lib/etcd",
    "/var/lib/kubelet",
    "/var/lib/rancher",
    "/var/lib/systemd",
    "/var/spool/cron",
];

/// Folders that control the host as a whole, although some folders below them do not.
const SYSTEM_ALONE: [&str; 6] = ["/etc", "/etc/ssl", "/root", "/usr", "/usr/local", "/var/lib"];

/// What the host itself reads below `/etc`; the settings of a single program are not included.
const SYSTEM_SETTINGS: [&str; 38] = [
    "NetworkManager",
    "apparmor",
    "apparmor.d",
    "apt",
    "bash.bashrc",
    "ca-certificates",
    "dbus-1",
    "default",
    "docker",
    "environment",
    "fstab",
    "group",
    "gshadow",
    "hosts",
    "init.d",
    "kubernetes",
    "ld.so.conf",
    "ld.so.conf.d",
    "ld.so.preload",
    "modprobe.d",
    "modules-load.d",
    "netplan",
    "network",
    "nsswitch.conf",
    "pam.d",
    "passwd",
    "pki",
    "polkit-1",
    "profile",
    "profile.d",
    "security",
    "selinux",
    "shadow",
    "ssh",
    "sudoers",
    "sudoers.d",
    "systemd",
    "udev",
];

/// What nobody else has to read, with everything below.
const SECRET: [&str; 9] = [
    "/etc/docker",
    "/etc/gshadow",
    "/etc/kubernetes",
    "/etc/shadow",
    "/etc/ssh",
    "/etc/ssl/private",
    "/etc/sudoers",
    "/etc/sudoers.d",
    "/root/.ssh",
];

/// What reveals the host as a whole.
const PRIVATE_ALONE: [&str; 12] = [
    "/Users",
    "/boot",
    "/dev",
    "/dev/shm",
    "/etc",
    "/home",
    "/proc",
    "/root",
    "/sys",
    "/var/lib",
    "/run/systemd",
    "/var/run/systemd",
];

/// What reveals other containers, with everything below.
const PRIVATE: [&str; 5] = [
    "/var/lib/containerd",
    "/var/lib/containers",
    "/var/lib/docker",
    "/var/lib/etcd",
    "/var/lib/kubelet",
];

/// Folders of a home in which programs keep keys.
const KEYS: [&str; 8] = [
    ".aws",
    ".azure",
    ".config/gcloud",
    ".docker",
    ".gnupg",
    ".kube",
    ".password-store",
    ".ssh",
];

/// What a container that can write there can do to the host. The path is in its normal form.
pub(crate) fn writable_host_folder(path: &str) -> Option<HostFolder> {
    let setting = path.strip_prefix("/etc/").and_then(|rest| rest.split('/').next());
    let is_setting = setting.is_some_and(|name| SYSTEM_SETTINGS.contains(&name) || name.starts_with("cron"));
    let is_system = is_setting || SYSTEM_ALONE.contains(&path) || path::is_below_any(path, &SYSTEM);
    is_system.then_some(HostFolder::System)
}

/// What a container that can read there learns. The path is in its normal form; `~` is a home.
pub(crate) fn readable_host_folder(path: &str) -> Option<HostFolder> {
    let in_home = home_rest(path);
    let is_key = in_home.is_some_and(|rest| path::is_below_any(rest, &KEYS));
    if is_key || path::is_below_any(path, &SECRET) {
        return Some(HostFolder::Credentials);
    }
    let is_home = in_home == Some("");
    (is_home || PRIVATE_ALONE.contains(&path) || path::is_below_any(path, &PRIVATE)).then_some(HostFolder::Private)
}

impl<'a> Service<'a> {
    /// What a mount lets the container do to the host: control it, or learn about it. Leaves out
    /// paths that lead to the socket of a container runtime, and paths that monitoring programs
    /// only read.
    pub fn host_folder(self, mount: &'a Mount) -> Option<HostFolder> {
        self.host_folder_of(mount, mount.is_read_only().likely() != Some(true))
    }

    /// The same as if the mount were read-only.
    pub fn host_folder_read_only(self, mount: &'a Mount) -> Option<HostFolder> {
        self.host_folder_of(mount, false)
    }

    fn host_folder_of(self, mount: &'a Mount, is_writable: bool) -> Option<HostFolder> {
        if self.runtime_socket(mount).is_some() {
            return None;
        }
        let path = self.path_from_home(mount).or_else(|| self.host_path(mount)?.likely())?;
        if is_writable && let Some(folder) = writable_host_folder(&path) {
            return Some(folder);
        }
        let watches = self.known_root().is_some_and(|image| image.role == Role::Monitoring);
        readable_host_folder(&path).filter(|folder| *folder == HostFolder::Credentials || is_writable || !watches)
    }

    /// The path of a mount that is written with `$HOME`, as one with `~`.
    fn path_from_home(self, mount: &Mount) -> Option<String> {
        let text = mount.source.as_ref()?.as_str();
        let rest = text.strip_prefix("${HOME}").or_else(|| text.strip_prefix("$HOME"))?;
        let is_path = rest.is_empty() || rest.starts_with('/');
        is_path.then(|| format!("~{}", rest.trim_end_matches('/')))
    }
}

/// The part of a path below somebody's home; empty for the home itself.
fn home_rest(path: &str) -> Option<&str> {
    let rest = if let Some(rest) = path.strip_prefix('~') {
        rest
    } else if let Some(rest) = path.strip_prefix("/root") {
        rest
    } else {
        let homes = path.strip_prefix("/home/").or_else(|| path.strip_prefix("/Users/"))?;
        homes.find('/').map_or("", |at| &homes[at..])
    };
    match rest.strip_prefix('/') {
        Some(below) => Some(below),
        None => rest.is_empty().then_some(""),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_decides_over_the_host() {
        for path in [
            "/etc",
            "/etc/cron.d",
            "/etc/passwd",
            "/etc/ssh/sshd_config",
            "/lib/modules",
            "/usr/bin",
            "/var/lib",
            "/var/lib/docker/volumes",
            "/proc",
            "/root",
        ] {
            assert_eq!(writable_host_folder(path), Some(HostFolder::System), "{path}");
        }
        for path in [
            "/etc/localtime",
            "/etc/timezone",
            "/etc/letsencrypt",
            "/etc/machine-id",
            "/var/lib/app",
            "/var/log",
            "/usr/share/zoneinfo",
            "/srv",
            "/",
            "/root/app/data",
            "etc",
            ".",
        ] {
            assert_eq!(writable_host_folder(path), None, "{path}");
        }
    }

    #[test]
    fn what_tells_of_it() {
        for path in [
            "/root/.ssh",
            "~/.aws",
            "/home/me/.kube/config",
            "/etc/shadow",
            "/Users/me/.docker",
        ] {
            assert_eq!(readable_host_folder(path), Some(HostFolder::Credentials), "{path}");
        }
        for path in ["~", "/home", "/home/me", "/dev", "/etc", "/var/lib/docker/containers"] {
            assert_eq!(readable_host_folder(path), Some(HostFolder::Private), "{path}");
        }
        for path in [
            "~/app",
            "/home/me/app",
            "/etc/ssl/certs",
            "/etc/passwd",
            "/lib/modules",
            "/dev/dri",
            "/sys/fs/cgroup",
            "/rooted",
            "~other",
            "/var/log",
        ] {
            assert_eq!(readable_host_folder(path), None, "{path}");
        }
    }
}
