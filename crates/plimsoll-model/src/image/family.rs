//! Which distribution an image is made of, and what its `/bin/sh` therefore is.
//!
//! Only what a tag or an entry of the catalogue says; what a Dockerfile installs is asked elsewhere.

use crate::command::package::Manager;

/// The distribution an image is made of, as far as its shell and its tools go.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Family {
    Alpine,
    Arch,
    Busybox,
    Debian,
    Distroless,
    Fedora,
    Rhel,
    Suse,
    Ubuntu,
    Windows,
}

/// The program behind `/bin/sh`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum SystemShell {
    Ash,
    Bash,
    Dash,
}

impl Family {
    /// Whether its images bring a package manager. What is cut down may have got one by other ways,
    /// so that `true` is said of it.
    pub fn may_have_manager(self, manager: Manager) -> bool {
        match self {
            Self::Alpine => manager == Manager::Apk,
            Self::Debian | Self::Ubuntu => manager.is_debian(),
            Self::Fedora | Self::Rhel => manager.is_dnf(),
            Self::Suse => manager == Manager::Zypper,
            Self::Arch => manager == Manager::Pacman,
            Self::Busybox | Self::Distroless | Self::Windows => true,
        }
    }

    /// The program behind `/bin/sh` in this distribution. The debug variants of distroless images
    /// bring BusyBox.
    pub fn system_shell(self) -> Option<SystemShell> {
        match self {
            Self::Alpine | Self::Busybox | Self::Distroless => Some(SystemShell::Ash),
            Self::Debian | Self::Ubuntu => Some(SystemShell::Dash),
            Self::Arch | Self::Fedora | Self::Rhel | Self::Suse => Some(SystemShell::Bash),
            Self::Windows => None,
        }
    }
}

/// The family that a tag names: `3.12-alpine3.20`, `17-jdk-jammy`, `8.0-bookworm-slim`, `al2023`.
pub(crate) fn family_of_tag(tag: &str) -> Option<Family> {
    let words = || tag.split(|c: char| !c.is_ascii_alphanumeric());
    // `8.0-jammy-chiseled` is cut down from Ubuntu, but has none of its tools.
    if words().any(|word| matches!(word, "distroless" | "chiseled")) {
        return Some(Family::Distroless);
    }
    words().find_map(|word| {
        // A version may follow without a gap, and LTSC stands before a year.
        let name = word.trim_end_matches(|c: char| c.is_ascii_digit());
        Some(match name {
            "alpine" => Family::Alpine,
            "archlinux" => Family::Arch,
            "busybox" | "uclibc" | "musl" => Family::Busybox,
            "debian" | "forky" | "trixie" | "bookworm" | "bullseye" | "buster" | "stretch" | "jessie" => Family::Debian,
            "ubuntu" | "noble" | "jammy" | "focal" | "bionic" | "xenial" | "trusty" => Family::Ubuntu,
            "fedora" => Family::Fedora,
            "al" | "almalinux" | "amazonlinux" | "centos" | "oracle" | "oraclelinux" | "rockylinux" | "ubi" => {
                Family::Rhel
            }
            "leap" | "opensuse" | "tumbleweed" => Family::Suse,
            "nanoserver" | "windowsservercore" => Family::Windows,
            _ => return None,
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_family_from_the_tag() {
        for (tag, family) in [
            ("3.12-alpine3.20", Some(Family::Alpine)),
            ("17-jdk-jammy", Some(Family::Ubuntu)),
            ("8.4-fpm-bookworm", Some(Family::Debian)),
            ("21-al2023", Some(Family::Rhel)),
            ("8.0-jammy-chiseled", Some(Family::Distroless)),
            ("1.25-nanoserver-ltsc2022", Some(Family::Windows)),
            ("latest", None),
            ("3.12-slim", None),
            ("", None),
        ] {
            assert_eq!(family_of_tag(tag), family, "{tag}");
        }
    }
}
