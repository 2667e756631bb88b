//! The purpose of packages that a running service does not need: tools that build, that debug, or
//! that somebody uses by hand.
//!
//! The tables use the package names of Debian 12, Ubuntu 24.04, Alpine 3.20, Fedora 41, PyPI, npm
//! and RubyGems; they were written from memory. A package is in only one table, so that only one
//! rule reports it. They leave out what entrypoint scripts often call: `curl`, `netcat`,
//! `net-tools`, `procps`, `ping`, `dig`, `jq`, `less`.

use super::manager::Manager;

/// What a package is for.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Purpose {
    /// Compilers and what drives them.
    Building,
    /// Debuggers, profilers, and helpers that restart a program after each change.
    Debugging,
    /// Editors, manuals and diagnostic tools.
    Inspecting,
}

/// Compilers, linkers and the tools that drive them, by their distribution names.
static BUILDING: &[&str] = &[
    "automake",
    "base-devel",
    "build-base",
    "build-essential",
    "clang",
    "cmake",
    "development tools",
    "g++",
    "gcc",
    "gcc-c++",
    "gfortran",
    "make",
    "meson",
    "ninja-build",
];

/// Debuggers and tracers, by their distribution names.
static DEBUGGING: &[&str] = &["gdb", "gdbserver", "ltrace", "strace", "valgrind"];

/// Editors, manuals and inspection tools, by their distribution names, each with its programs.
static INSPECTING: &[(&str, &[&str])] = &[
    ("atop", &["atop"]),
    ("emacs", &["emacs"]),
    ("emacs-nox", &["emacs"]),
    ("htop", &["htop"]),
    ("iftop", &["iftop"]),
    ("iotop", &["iotop"]),
    ("iptraf-ng", &["iptraf-ng"]),
    ("joe", &["joe"]),
    ("man-db", &["man", "mandb"]),
    ("manpages", &["man"]),
    ("mc", &["mc"]),
    ("mtr", &["mtr"]),
    ("nano", &["nano"]),
    ("neofetch", &["neofetch"]),
    ("neovim", &["nvim"]),
    ("nmap", &["nmap", "ncat"]),
    ("tcpdump", &["tcpdump"]),
    ("telnet", &["telnet"]),
    ("tmux", &["tmux"]),
    ("traceroute", &["traceroute"]),
    ("vim", &["vim", "vi", "vimdiff", "xxd"]),
    ("vim-nox", &["vim", "vi"]),
    ("vim-tiny", &["vim", "vi"]),
    ("vim-enhanced", &["vim", "vi"]),
    ("vim-minimal", &["vim", "vi"]),
];

/// PyPI: debuggers, and the toolbar that shows queries and settings in the page.
static PYTHON: &[&str] = &[
    "debugpy",
    "django-debug-toolbar",
    "ipdb",
    "pdbpp",
    "ptvsd",
    "pudb",
    "pydevd",
    "pydevd-pycharm",
];

/// npm: programs that restart a server after each change, and an inspector.
static NODE: &[&str] = &[
    "concurrently",
    "ndb",
    "node-inspector",
    "nodemon",
    "supervisor",
    "ts-node-dev",
    "tsx-watch",
];

/// RubyGems: debuggers, and the page that runs code from the browser.
static RUBY: &[&str] = &[
    "better_errors",
    "byebug",
    "debase",
    "pry",
    "pry-byebug",
    "pry-rails",
    "ruby-debug-ide",
    "web-console",
];

/// Go modules of debuggers and of programs that rebuild after each change.
static GO: &[&str] = &[
    "github.com/go-delve/delve/cmd/dlv",
    "github.com/derekparker/delve/cmd/dlv",
    "github.com/cosmtrek/air",
    "github.com/air-verse/air",
    "github.com/githubnemo/CompileDaemon",
    "github.com/cespare/reflex",
    "github.com/codegangsta/gin",
    "github.com/oxequa/realize",
    "github.com/pilu/fresh",
];

/// What a package is for, if a running service does not need it. `name` has no version.
pub(crate) fn purpose_of(manager: Manager, name: &str) -> Option<Purpose> {
    let debugs = |table: &[&str]| table.contains(&name).then_some(Purpose::Debugging);
    match manager {
        Manager::Pip | Manager::Pipx | Manager::Uv => {
            let name = name.split('[').next()?;
            let is_debugger = PYTHON.iter().any(|known| known.eq_ignore_ascii_case(name));
            is_debugger.then_some(Purpose::Debugging)
        }
        Manager::Npm | Manager::Yarn | Manager::Pnpm | Manager::Bun => debugs(NODE),
        Manager::Gem => debugs(RUBY),
        Manager::Go => debugs(GO),
        Manager::Cargo => debugs(&["cargo-watch"]),
        manager if manager.is_system() => of_system(name),
        _ => None,
    }
}

/// The programs of an inspection package; none for others.
pub fn programs_of(package: &str) -> &'static [&'static str] {
    let found = INSPECTING.iter().find(|(name, _)| *name == package);
    found.map_or(&[], |(_, programs)| programs)
}

/// The kind of a distribution's package.
fn of_system(name: &str) -> Option<Purpose> {
    // Debian and Alpine have `php8.3-xdebug` and `php83-pecl-xdebug`.
    if name == "xdebug" || name.ends_with("-xdebug") || name.ends_with("-xdebug3") {
        return Some(Purpose::Debugging);
    }
    let lower = name.to_ascii_lowercase();
    let group = lower.trim_start_matches('@');
    // `gcc-12` and `clang-17` are other versions of the same.
    let plain = group
        .trim_end_matches(|c: char| c.is_ascii_digit() || c == '.')
        .trim_end_matches('-');
    if BUILDING.contains(&group) || BUILDING.contains(&plain) {
        return Some(Purpose::Building);
    }
    if DEBUGGING.contains(&name) {
        return Some(Purpose::Debugging);
    }
    INSPECTING
        .iter()
        .any(|(known, _)| *known == name)
        .then_some(Purpose::Inspecting)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packages_have_one_purpose() {
        for (manager, name, purpose) in [
            (Manager::AptGet, "gcc-12", Some(Purpose::Building)),
            (Manager::AptGet, "g++", Some(Purpose::Building)),
            (Manager::Dnf, "@Development Tools", Some(Purpose::Building)),
            (Manager::AptGet, "php8.3-xdebug", Some(Purpose::Debugging)),
            (Manager::Apk, "strace", Some(Purpose::Debugging)),
            (Manager::Apk, "vim", Some(Purpose::Inspecting)),
            (Manager::Apk, "curl", None),
            (Manager::AptGet, "libgcc-s1", None),
            (Manager::Pip, "Debugpy", Some(Purpose::Debugging)),
            (Manager::Pip, "gcc", None),
            (Manager::Npm, "nodemon", Some(Purpose::Debugging)),
            (Manager::Npm, "pm2", None),
            (Manager::Composer, "xdebug", None),
        ] {
            assert_eq!(purpose_of(manager, name), purpose, "{name}");
        }
        let twice = INSPECTING
            .iter()
            .filter(|(name, _)| BUILDING.contains(name) || DEBUGGING.contains(name));
        assert_eq!(twice.count(), 0);
        assert_eq!(programs_of("neovim"), ["nvim"]);
    }
}
