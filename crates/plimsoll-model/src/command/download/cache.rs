//! Where tools keep their downloads, so that the next build need not repeat them.

use plimsoll_syntax::Span;

use crate::command::argument::Argument;
use crate::command::build::compile;
use crate::command::package::{Action, Manager, PackageCommand, package_command, project_install};

/// A command that would find its downloads again in a cache mount.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct FetchedCache {
    /// The tool.
    pub tool: &'static str,
    /// The words that make it download.
    pub span: Span,
    /// The folder of its downloads when root runs it; several are separated by spaces.
    pub folder: &'static str,
}

/// The tools and their folders.
// Docker's documentation, build/cache/optimize, "Use cache mounts", and the manual of each tool.
static FOLDERS: &[(&str, &str)] = &[
    ("apt-get", "/var/cache/apt /var/lib/apt"),
    ("apt", "/var/cache/apt /var/lib/apt"),
    ("apk", "/etc/apk/cache"),
    ("dnf", "/var/cache/libdnf5"),
    ("yum", "/var/cache/yum"),
    ("zypper", "/var/cache/zypp"),
    ("pip", "/root/.cache/pip"),
    ("uv", "/root/.cache/uv"),
    ("poetry", "/root/.cache/pypoetry"),
    ("npm", "/root/.npm"),
    ("yarn", "/usr/local/share/.cache/yarn"),
    ("pnpm", "/root/.local/share/pnpm/store"),
    ("bun", "/root/.bun/install/cache"),
    ("bundle", "/usr/local/bundle/cache"),
    ("composer", "/root/.composer/cache"),
    ("go", "/go/pkg/mod /root/.cache/go-build"),
    ("cargo", "/usr/local/cargo/registry"),
    ("mvn", "/root/.m2"),
    ("mvnw", "/root/.m2"),
    ("gradle", "/root/.gradle"),
    ("gradlew", "/root/.gradle"),
    ("dotnet", "/root/.nuget/packages"),
];

/// The cache that a command fills, if it downloads.
pub fn fetched_cache(argv: &[Argument<'_>]) -> Option<FetchedCache> {
    let found = |tool: &str, span| {
        let (tool, folder) = FOLDERS.iter().find(|(known, _)| *known == tool)?;
        Some(FetchedCache { tool, span, folder })
    };
    if let Some(install) = project_install(argv) {
        return found(install.tool, install.head);
    }
    let fetches = |command: &PackageCommand<'_>| {
        command.action == Action::Install && !command.is_dry && command.manager != Manager::Gem
    };
    if let Some(command) = package_command(argv).filter(fetches) {
        return found(command.manager.name(), command.head());
    }
    let compile = compile(argv)?;
    found(compile.tool, compile.span)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::tests::commands;

    #[test]
    fn tools_that_download() {
        for (line, expected) in [
            ("apt-get install -y x", Some("apt-get")),
            ("apt-get update", None),
            ("python -m pip install x", Some("pip")),
            ("npm ci", Some("npm")),
            ("go build ./...", Some("go")),
            ("mvn package", Some("mvn")),
            ("make", None),
        ] {
            let commands = commands(line);
            let found = commands.invocations().find_map(|i| fetched_cache(i.argv()));
            assert_eq!(found.map(|f| f.tool), expected, "{line}");
        }
    }
}
