//! Package managers: their names, sub-commands and flags.

use super::action::Action;
use crate::base::{path, words};
use crate::command::program::without_version;

/// A package manager.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Manager {
    AptGet,
    Apt,
    Aptitude,
    /// `add-apt-repository` and `apt-add-repository`.
    AddAptRepository,
    Apk,
    Dnf,
    Microdnf,
    Tdnf,
    Yum,
    Zypper,
    Pacman,
    Pip,
    Uv,
    Pipx,
    Npm,
    Yarn,
    Pnpm,
    Bun,
    Gem,
    Conda,
    Composer,
    Go,
    Cargo,
    Choco,
}

/// How a manager is told what to do.
#[derive(Debug)]
pub(crate) struct Grammar {
    pub(crate) manager: Manager,
    /// The name of its program.
    pub(crate) name: &'static str,
    /// Sub-commands, of one word or two.
    pub(crate) actions: &'static [(&'static str, Action)],
    /// Flags that answer every question. Empty for managers that do not ask.
    pub(crate) consent: Option<&'static [&'static str]>,
    /// Flags that leave out recommended packages.
    pub(crate) no_recommends: &'static [&'static str],
    /// The separator between the name of a package and its version.
    pub(crate) version: &'static [&'static str],
}

// `MANAGERS`, by the names of their programs, sorted.
include!(concat!(env!("OUT_DIR"), "/managers.rs"));

impl Manager {
    /// The name of its program.
    pub fn name(self) -> &'static str {
        self.grammar().map_or("", |grammar| grammar.name)
    }

    /// Whether it installs the packages of a Linux distribution.
    pub fn is_system(self) -> bool {
        matches!(
            self,
            Self::AptGet
                | Self::Apt
                | Self::Aptitude
                | Self::Apk
                | Self::Dnf
                | Self::Microdnf
                | Self::Tdnf
                | Self::Yum
                | Self::Zypper
                | Self::Pacman
        )
    }

    /// Whether its packages come from Debian's archives: apt-get, apt, aptitude.
    pub fn is_debian(self) -> bool {
        matches!(self, Self::AptGet | Self::Apt | Self::Aptitude)
    }

    /// Whether its packages are RPMs read as DNF reads them: dnf, microdnf, tdnf, yum.
    pub fn is_dnf(self) -> bool {
        matches!(self, Self::Dnf | Self::Microdnf | Self::Tdnf | Self::Yum)
    }

    /// Whether both read the same configuration.
    pub(crate) fn shares_settings_with(self, other: Self) -> bool {
        self == other || (self.is_debian() && other.is_debian()) || (self.is_dnf() && other.is_dnf())
    }

    /// Whether cleaning up with one cleans up behind the other. Managers of different formats do not
    /// meet, so only those of RPMs are told apart.
    // tdnf and Red Hat's microdnf (dnf/dnf-main.c) have folders of their own; Fedora's is dnf5.
    pub fn shares_cache_with(self, other: Self, is_red_hat: bool) -> bool {
        let is_apart = |manager: Self| match manager {
            Self::Tdnf => true,
            Self::Microdnf => is_red_hat,
            _ => false,
        };
        self == other || !(self.is_dnf() && other.is_dnf()) || !(is_apart(self) || is_apart(other))
    }

    /// The folders of its downloads: package lists and packages.
    pub fn cache_folders(self) -> &'static [&'static str] {
        match self {
            Self::AptGet | Self::Apt | Self::Aptitude => &["/var/lib/apt", "/var/cache/apt"],
            Self::Apk => &["/etc/apk/cache", "/var/cache/apk"],
            Self::Dnf | Self::Microdnf | Self::Tdnf | Self::Yum => &[
                "/var/cache/dnf",
                "/var/cache/libdnf5",
                "/var/cache/yum",
                "/var/cache/tdnf",
            ],
            Self::Zypper => &["/var/cache/zypp"],
            Self::Pacman => &["/var/lib/pacman", "/var/cache/pacman"],
            _ => &[],
        }
    }

    /// Whether a folder is one where it keeps what it has fetched, or lies in one: its own folder, in
    /// any home, or one that is named after it (`/cache/pip`, `/npm-cache`).
    pub fn keeps_cache_in(self, path: &str) -> bool {
        let at_home: &[&str] = match self {
            Self::Pip => &[".cache/pip"],
            Self::Uv => &[".cache/uv"],
            Self::Npm => &[".npm"],
            Self::Yarn => &[".cache/yarn", ".yarn"],
            Self::Pnpm => &["pnpm/store", ".pnpm-store"],
            _ => &[],
        };
        let is_at_home = |folder: &&str| format!("{path}/").contains(&format!("/{folder}/"));
        path::is_below_any(path, self.cache_folders())
            || at_home.iter().any(is_at_home)
            || words(path::file_name(path)).iter().any(|word| word == self.name())
    }

    /// Whether it can stop to ask. Other managers install without asking.
    pub fn asks(self) -> bool {
        self.grammar().is_some_and(|grammar| grammar.consent.is_some())
    }

    /// The flag that answers every question, as a fix would write it after the sub-command (after
    /// the program if there is none). Absent for managers that do not ask.
    pub fn consent_flag(self) -> Option<&'static str> {
        match self {
            Self::Pacman => Some("--noconfirm"),
            _ => self.asks().then_some("-y"),
        }
    }

    fn grammar(self) -> Option<&'static Grammar> {
        let mut grammars = MANAGERS.iter().map(|(_, grammar)| grammar);
        grammars.find(|grammar| grammar.manager == self)
    }
}

/// The grammar of a program.
pub(crate) fn grammar(program: &str) -> Option<&'static Grammar> {
    let name = without_version(program);
    let found = MANAGERS.binary_search_by_key(&name, |(name, _)| name).ok()?;
    Some(&MANAGERS[found].1)
}

#[cfg(test)]
mod tests {
    use super::Manager;

    #[test]
    fn caches_lie_in_folders_of_their_manager() {
        for (manager, path) in [
            (Manager::Pip, "/root/.cache/pip"),
            (Manager::Pip, "/home/app/.cache/pip/http"),
            (Manager::Pip, "/cache/pip/"),
            (Manager::Npm, "/npm-cache"),
            (Manager::Pnpm, "/root/.local/share/pnpm/store"),
            (Manager::Apk, "/var/cache/apk"),
            (Manager::Microdnf, "/var/cache/libdnf5"),
        ] {
            assert!(manager.keeps_cache_in(path), "{manager:?} {path}");
        }
        for (manager, path) in [
            (Manager::Pip, "/home/pipeline/.m2"),
            (Manager::Pip, "/root/.npm"),
            (Manager::Npm, "/root/.local/share/pnpm/store"),
        ] {
            assert!(!manager.keeps_cache_in(path), "{manager:?} {path}");
        }
    }
}
