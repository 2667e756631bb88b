//! What the package managers of languages leave behind of their downloads, and what removes it.

use crate::command::argument::Argument;
use crate::command::file::{covers, removed};
use crate::command::package::{Action, Manager, PackageCommand, package_command};

/// The download cache of a manager.
#[derive(Clone, Copy, Debug)]
pub struct LibraryCache {
    /// Its folder in the home folder.
    pub folder: &'static str,
    /// The flag that disables it.
    pub flag: Option<&'static str>,
    /// The variable that does the same.
    pub variable: Option<&'static str>,
    /// The variables that move it to another folder.
    pub moved_by: &'static [&'static str],
    /// The command that empties it.
    pub clean: &'static str,
}

/// The cache that a command fills; none if it installs nothing, or if it installs links to its
/// cache, which then takes no extra space (pnpm, uv, bun).
pub fn library_cache(command: &PackageCommand<'_>) -> Option<LibraryCache> {
    let has = |names: &[&str]| command.flags.iter().any(|flag| names.contains(&flag.name));
    let fills = command.action == Action::Install || command.action == Action::Upgrade;
    if !fills || command.is_dry {
        return None;
    }
    match command.manager {
        Manager::Pip if !has(&["no-cache-dir", "cache-dir"]) => Some(LibraryCache {
            folder: ".cache/pip",
            flag: Some("--no-cache-dir"),
            variable: Some("PIP_NO_CACHE_DIR"),
            moved_by: &["PIP_CACHE_DIR"],
            clean: "pip cache purge",
        }),
        Manager::Npm if !has(&["cache"]) => Some(LibraryCache {
            folder: ".npm",
            flag: None,
            variable: None,
            moved_by: &["npm_config_cache", "NPM_CONFIG_CACHE"],
            clean: "npm cache clean --force",
        }),
        // `--immutable` belongs to a newer Yarn, which keeps its archives because it runs from
        // them.
        Manager::Yarn if !has(&["immutable", "cache-folder", "immutable-cache", "mode"]) => Some(LibraryCache {
            folder: ".cache/yarn",
            flag: None,
            variable: None,
            moved_by: &["YARN_CACHE_FOLDER"],
            clean: "yarn cache clean",
        }),
        Manager::Composer if !has(&["no-cache"]) => Some(LibraryCache {
            folder: ".composer/cache",
            flag: Some("--no-cache"),
            variable: None,
            moved_by: &["COMPOSER_CACHE_DIR"],
            clean: "composer clear-cache",
        }),
        Manager::Conda if command.subcommand != "config" => Some(LibraryCache {
            folder: "pkgs",
            flag: None,
            variable: None,
            moved_by: &["CONDA_PKGS_DIRS"],
            clean: "conda clean --all --yes",
        }),
        _ => None,
    }
}

/// Whether a command empties the cache of a manager, through the manager itself or by deleting the
/// folder. `folders` are absolute paths, or the ends of paths in a home folder.
pub fn empties_cache(argv: &[Argument<'_>], manager: Manager, folders: &[&str]) -> bool {
    if let Some(command) = package_command(argv) {
        let own = command.manager.shares_settings_with(manager);
        // pacman asks with its own letters: `-Scc`.
        let cleans = command.action == Action::Clean || command.subcommand.starts_with("dist");
        if own && cleans {
            // dnf(8): `clean metadata` and the like leave the rest.
            let whole = !manager.is_dnf() || command.packages.iter().any(|package| package.name == "all");
            return whole && (empties_lists(&command) || !manager.is_debian());
        }
    }
    let deleted = removed(argv);
    deleted.iter().any(|path| {
        let path = path.text.trim_end_matches(['*', '/']);
        folders.iter().any(|folder| match folder.starts_with('/') {
            true => covers(path, folder) || braces_hold(path, folder),
            false => in_home(path, folder),
        })
    })
}

/// apt-get(8): `clean` deletes only packages, `distclean` the lists too.
fn empties_lists(command: &PackageCommand<'_>) -> bool {
    matches!(command.subcommand, "distclean" | "dist-clean")
}

/// Whether a path with alternatives in braces contains a folder: `/var/{cache,lib}/apt`.
fn braces_hold(path: &str, folder: &str) -> bool {
    let Some((before, rest)) = path.split_once('{') else {
        return false;
    };
    let Some((inside, after)) = rest.split_once('}') else {
        return false;
    };
    let mut inside = inside.split(',').take(16);
    inside.any(|part| covers(&format!("{before}{part}{after}"), folder))
}

/// Whether a deleted path is a folder in a home folder, or a parent of it: `/root/.cache`,
/// `~/.cache/pip`, `$HOME/.npm`.
fn in_home(path: &str, folder: &str) -> bool {
    let mut ends = std::iter::successors(Some(folder), |end| end.rsplit_once('/').map(|(above, _)| above));
    ends.any(|end| {
        path.strip_suffix(end).is_some_and(|rest| rest.ends_with('/')) || path.contains(&format!("/{end}/_"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::tests::commands;

    fn empties(line: &str, manager: Manager, folders: &[&str]) -> bool {
        commands(line)
            .invocations()
            .any(|i| empties_cache(i.argv(), manager, folders))
    }

    #[test]
    fn commands_and_deletions_empty_caches() {
        let lists = &["/var/lib/apt/lists"][..];
        assert!(empties("rm -rf /var/lib/apt/lists/*", Manager::AptGet, lists));
        assert!(empties("rm -rf /tmp/* /var/lib/apt", Manager::AptGet, lists));
        assert!(empties("rm -rf /var/lib/{apt,dpkg}", Manager::AptGet, lists));
        assert!(empties("apt-get distclean", Manager::Apt, lists));
        assert!(!empties("apt-get clean", Manager::AptGet, lists));
        assert!(!empties("rm -rf /var/lib/apt/lists/partial", Manager::AptGet, lists));
        assert!(empties("yum clean all", Manager::Dnf, &["/var/cache/dnf"]));
        assert!(empties("rm -rf ~/.cache", Manager::Pip, &[".cache/pip"]));
        assert!(empties("pip cache purge", Manager::Pip, &[".cache/pip"]));
        assert!(!empties("rm -rf /root/.npm", Manager::Pip, &[".cache/pip"]));
    }
}
