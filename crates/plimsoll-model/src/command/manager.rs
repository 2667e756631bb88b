//! Package managers: their names, sub-commands and flags.

use super::package::Action;

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

/// How the command line of a manager is read.
pub(super) struct Grammar {
    pub(super) manager: Manager,
    pub(super) names: &'static [&'static str],
    /// Flags that take the next word.
    pub(super) valued: &'static [&'static str],
    /// Sub-commands, of one word or two.
    pub(super) actions: &'static [(&'static str, Action)],
    /// Flags that answer every question. None for managers that do not ask.
    pub(super) consent: Option<&'static [&'static str]>,
    /// Flags that leave out what is only recommended.
    pub(super) no_recommends: &'static [&'static str],
    /// What stands between the name of a package and its version.
    pub(super) version: &'static [&'static str],
}

impl Manager {
    /// The name of its program.
    pub fn name(self) -> &'static str {
        GRAMMARS.iter().find(|g| g.manager == self).map_or("", |g| g.names[0])
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

    /// Whether it can stop to ask. Others install without a word.
    pub fn asks(self) -> bool {
        GRAMMARS.iter().any(|g| g.manager == self && g.consent.is_some())
    }

    /// The flag that answers every question, as a fix would write it behind the sub-command.
    /// `zypper` takes it before; pacman's is a word of its own.
    pub fn consent_flag(self) -> Option<&'static str> {
        match self {
            Self::Pacman => Some("--noconfirm"),
            _ => self.asks().then_some("-y"),
        }
    }
}

/// The grammar of a program.
pub(super) fn grammar(program: &str) -> Option<&'static Grammar> {
    // `pip3.12` and `pip3` are pip.
    let family = match program.strip_prefix("pip") {
        Some(version) if version.bytes().all(|b| b.is_ascii_digit() || b == b'.') => "pip",
        _ => program,
    };
    GRAMMARS.iter().find(|grammar| grammar.names.contains(&family))
}

use Action::{Clean, Install, Remove, Update, Upgrade};

// apt-get(8), apt 2.9.
const APT_VALUED: &[&str] = &[
    "o",
    "c",
    "t",
    "a",
    "P",
    "option",
    "config-file",
    "target-release",
    "default-release",
    "host-architecture",
    "build-profiles",
];
const APT_ACTIONS: &[(&str, Action)] = &[
    ("update", Update),
    ("upgrade", Upgrade),
    ("dist-upgrade", Upgrade),
    ("full-upgrade", Upgrade),
    ("safe-upgrade", Upgrade),
    ("dselect-upgrade", Upgrade),
    ("install", Install),
    ("reinstall", Install),
    ("build-dep", Install),
    ("satisfy", Install),
    ("remove", Remove),
    ("purge", Remove),
    ("autoremove", Remove),
    ("auto-remove", Remove),
    ("autopurge", Remove),
    ("clean", Clean),
    ("autoclean", Clean),
    ("auto-clean", Clean),
    ("distclean", Clean),
];
const APT_YES: &[&str] = &["y", "yes", "assume-yes"];

// dnf(8), dnf5(8), yum(8), microdnf(8).
const DNF_VALUED: &[&str] = &[
    "c",
    "d",
    "e",
    "x",
    "config",
    "setopt",
    "repo",
    "repoid",
    "enablerepo",
    "disablerepo",
    "enable-repo",
    "disable-repo",
    "installroot",
    "releasever",
    "exclude",
    "excludepkgs",
    "disableplugin",
    "enableplugin",
    "comment",
    "forcearch",
    "repofrompath",
    "advisory",
    "downloaddir",
    "destdir",
];
const DNF_ACTIONS: &[(&str, Action)] = &[
    ("install", Install),
    ("in", Install),
    ("localinstall", Install),
    ("groupinstall", Install),
    ("group install", Install),
    ("module install", Install),
    ("reinstall", Install),
    ("builddep", Install),
    ("update", Upgrade),
    ("upgrade", Upgrade),
    ("up", Upgrade),
    ("update-minimal", Upgrade),
    ("upgrade-minimal", Upgrade),
    ("distro-sync", Upgrade),
    ("dist-sync", Upgrade),
    ("makecache", Update),
    ("check-update", Update),
    ("check-upgrade", Update),
    ("remove", Remove),
    ("rm", Remove),
    ("erase", Remove),
    ("autoremove", Remove),
    ("groupremove", Remove),
    ("clean", Clean),
];
const DNF_YES: &[&str] = &["y", "assumeyes"];

const fn dnf(manager: Manager, names: &'static [&'static str]) -> Grammar {
    Grammar {
        manager,
        names,
        valued: DNF_VALUED,
        actions: DNF_ACTIONS,
        consent: Some(DNF_YES),
        no_recommends: &["exclude-weakdeps", "excludeweakdeps"],
        version: &["-"],
    }
}

const fn apt(manager: Manager, names: &'static [&'static str]) -> Grammar {
    Grammar {
        manager,
        names,
        valued: APT_VALUED,
        actions: APT_ACTIONS,
        consent: Some(APT_YES),
        no_recommends: &["no-install-recommends"],
        version: &["="],
    }
}

/// A manager that asks nothing and has no recommended packages.
const fn quiet(
    manager: Manager,
    names: &'static [&'static str],
    valued: &'static [&'static str],
    actions: &'static [(&'static str, Action)],
    version: &'static [&'static str],
) -> Grammar {
    Grammar {
        manager,
        names,
        valued,
        actions,
        consent: None,
        no_recommends: &[],
        version,
    }
}

const PIP_VALUED: &[&str] = &[
    "r",
    "c",
    "e",
    "t",
    "i",
    "f",
    "requirement",
    "constraint",
    "editable",
    "target",
    "index-url",
    "extra-index-url",
    "find-links",
    "prefix",
    "root",
    "python",
    "platform",
    "python-version",
    "implementation",
    "abi",
    "cache-dir",
    "log",
    "proxy",
    "retries",
    "timeout",
    "trusted-host",
    "cert",
    "client-cert",
    "no-binary",
    "only-binary",
    "src",
    "upgrade-strategy",
    "config-settings",
    "global-option",
    "build-option",
    "progress-bar",
    "report",
    "exists-action",
];
const PIP_ACTIONS: &[(&str, Action)] = &[
    ("install", Install),
    ("pip install", Install),
    ("sync", Install),
    ("pip sync", Install),
    ("add", Install),
    ("tool install", Install),
    ("uninstall", Remove),
    ("pip uninstall", Remove),
    ("remove", Remove),
    ("cache purge", Clean),
    ("cache clean", Clean),
];
const PIP_VERSION: &[&str] = &["===", "==", "~=", ">=", "<=", "!=", ">", "<", "@"];

const NPM_VALUED: &[&str] = &[
    "prefix",
    "registry",
    "cache",
    "userconfig",
    "globalconfig",
    "loglevel",
    "omit",
    "include",
    "workspace",
    "w",
    "C",
    "cwd",
    "dir",
    "filter",
    "F",
    "modules-folder",
    "cache-folder",
    "network-timeout",
    "network-concurrency",
    "mutex",
    "tag",
];
const NPM_ACTIONS: &[(&str, Action)] = &[
    ("install", Install),
    ("i", Install),
    ("ci", Install),
    ("clean-install", Install),
    ("add", Install),
    ("global add", Install),
    ("update", Upgrade),
    ("up", Upgrade),
    ("upgrade", Upgrade),
    ("uninstall", Remove),
    ("un", Remove),
    ("rm", Remove),
    ("remove", Remove),
    ("cache clean", Clean),
    ("cache clear", Clean),
    ("store prune", Clean),
    ("pm cache", Clean),
];

pub(super) static GRAMMARS: &[Grammar] = &[
    apt(Manager::AptGet, &["apt-get"]),
    apt(Manager::Apt, &["apt"]),
    Grammar {
        manager: Manager::Aptitude,
        names: &["aptitude"],
        valued: &["o", "t", "q", "w", "F", "O", "target-release", "default-release"],
        actions: APT_ACTIONS,
        consent: Some(APT_YES),
        no_recommends: &["R", "without-recommends"],
        version: &["="],
    },
    Grammar {
        manager: Manager::AddAptRepository,
        names: &["add-apt-repository", "apt-add-repository"],
        valued: &["p", "pocket", "c", "component", "k", "keyserver", "S", "sourceslist"],
        actions: &[],
        consent: Some(APT_YES),
        no_recommends: &[],
        version: &[],
    },
    // apk(8): it asks only with `--interactive`.
    quiet(
        Manager::Apk,
        &["apk"],
        &[
            "t",
            "X",
            "p",
            "virtual",
            "repository",
            "root",
            "repositories-file",
            "keys-dir",
            "arch",
            "cache-dir",
            "cache-max-age",
            "wait",
            "timeout",
            "progress-fd",
        ],
        &[
            ("add", Install),
            ("upgrade", Upgrade),
            ("update", Update),
            ("del", Remove),
            ("cache clean", Clean),
            ("cache purge", Clean),
        ],
        &["==", ">=", "<=", "=", "~", ">", "<"],
    ),
    dnf(Manager::Dnf, &["dnf", "dnf5", "dnf-3"]),
    dnf(Manager::Microdnf, &["microdnf"]),
    dnf(Manager::Tdnf, &["tdnf"]),
    dnf(Manager::Yum, &["yum", "yum-3"]),
    // zypper(8).
    Grammar {
        manager: Manager::Zypper,
        names: &["zypper"],
        valued: &[
            "R",
            "C",
            "D",
            "r",
            "t",
            "p",
            "root",
            "cache-dir",
            "config",
            "reposd-dir",
            "solv-cache-dir",
            "raw-cache-dir",
            "pkg-cache-dir",
            "plus-repo",
            "plus-content",
            "repo",
            "from",
            "type",
            "releasever",
            "installroot",
        ],
        actions: &[
            ("install", Install),
            ("in", Install),
            ("source-install", Install),
            ("si", Install),
            ("install-new-recommends", Install),
            ("inr", Install),
            ("update", Upgrade),
            ("up", Upgrade),
            ("dist-upgrade", Upgrade),
            ("dup", Upgrade),
            ("patch", Upgrade),
            ("refresh", Update),
            ("ref", Update),
            ("remove", Remove),
            ("rm", Remove),
            ("clean", Clean),
            ("cc", Clean),
        ],
        consent: Some(&["n", "non-interactive", "y", "no-confirm"]),
        no_recommends: &["no-recommends"],
        version: &[">=", "<=", "=", ">", "<"],
    },
    // pacman(8): its actions are flags, see `package.rs`.
    Grammar {
        manager: Manager::Pacman,
        names: &["pacman", "yay", "paru"],
        valued: &[
            "b", "r", "dbpath", "root", "arch", "cachedir", "config", "color", "hookdir", "ignore",
        ],
        actions: &[],
        consent: Some(&["noconfirm"]),
        no_recommends: &[],
        version: &["="],
    },
    quiet(Manager::Pip, &["pip"], PIP_VALUED, PIP_ACTIONS, PIP_VERSION),
    quiet(Manager::Uv, &["uv"], PIP_VALUED, PIP_ACTIONS, PIP_VERSION),
    quiet(Manager::Pipx, &["pipx"], PIP_VALUED, PIP_ACTIONS, PIP_VERSION),
    quiet(Manager::Npm, &["npm"], NPM_VALUED, NPM_ACTIONS, &["@"]),
    quiet(Manager::Yarn, &["yarn", "yarnpkg"], NPM_VALUED, NPM_ACTIONS, &["@"]),
    quiet(Manager::Pnpm, &["pnpm"], NPM_VALUED, NPM_ACTIONS, &["@"]),
    quiet(Manager::Bun, &["bun"], NPM_VALUED, NPM_ACTIONS, &["@"]),
    // RubyGems asks only when it uninstalls; see `package.rs`.
    quiet(
        Manager::Gem,
        &["gem"],
        &[
            "v",
            "version",
            "i",
            "install-dir",
            "n",
            "bindir",
            "s",
            "source",
            "platform",
            "p",
            "P",
        ],
        &[
            ("install", Install),
            ("i", Install),
            ("update", Upgrade),
            ("uninstall", Remove),
            ("cleanup", Clean),
        ],
        &[":"],
    ),
    Grammar {
        manager: Manager::Conda,
        names: &["conda", "mamba", "micromamba"],
        valued: &[
            "n",
            "name",
            "p",
            "prefix",
            "c",
            "channel",
            "f",
            "file",
            "solver",
            "r",
            "root-prefix",
        ],
        actions: &[
            ("install", Install),
            ("create", Install),
            ("env create", Install),
            ("env update", Upgrade),
            ("update", Upgrade),
            ("upgrade", Upgrade),
            ("remove", Remove),
            ("uninstall", Remove),
            ("clean", Clean),
        ],
        consent: Some(&["y", "yes"]),
        no_recommends: &[],
        version: &["==", ">=", "<=", "=", ">", "<"],
    },
    quiet(
        Manager::Composer,
        &["composer", "composer.phar"],
        &["d", "working-dir"],
        &[
            ("install", Install),
            ("i", Install),
            ("require", Install),
            ("global require", Install),
            ("create-project", Install),
            ("update", Upgrade),
            ("upgrade", Upgrade),
            ("u", Upgrade),
            ("remove", Remove),
            ("clear-cache", Clean),
            ("clearcache", Clean),
        ],
        &[":", "="],
    ),
    quiet(
        Manager::Go,
        &["go"],
        &["C", "o", "ldflags", "tags", "mod"],
        &[
            ("install", Install),
            ("get", Install),
            ("mod download", Install),
            ("clean", Clean),
        ],
        &["@"],
    ),
    quiet(
        Manager::Cargo,
        &["cargo"],
        &[
            "version",
            "vers",
            "git",
            "branch",
            "tag",
            "rev",
            "path",
            "root",
            "registry",
            "index",
            "bin",
            "features",
            "F",
            "target",
            "profile",
            "j",
            "jobs",
            "target-dir",
        ],
        &[
            ("install", Install),
            ("binstall", Install),
            ("add", Install),
            ("update", Upgrade),
            ("uninstall", Remove),
        ],
        &["@"],
    ),
    Grammar {
        manager: Manager::Choco,
        names: &["choco", "chocolatey"],
        valued: &[
            "s",
            "source",
            "version",
            "params",
            "package-parameters",
            "ia",
            "install-arguments",
        ],
        actions: &[
            ("install", Install),
            ("upgrade", Upgrade),
            ("update", Upgrade),
            ("uninstall", Remove),
        ],
        consent: Some(&["y", "yes", "confirm"]),
        no_recommends: &[],
        version: &[],
    },
];
