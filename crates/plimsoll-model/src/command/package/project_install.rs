//! Commands that install what the files of a project list, and how strictly they follow them.

use plimsoll_syntax::Span;

use crate::command::argument::{Argument, Parted};

/// The installation of a project's dependencies.
#[derive(Clone, Debug)]
pub struct ProjectInstall<'a> {
    /// The tool: `npm`, `bundle` …
    pub tool: &'a str,
    /// The tool and its sub-command.
    pub head: Span,
    /// The same as one line: `npm install`.
    pub title: String,
    /// The files that list what is wanted.
    pub manifests: &'static [&'static str],
    /// The files that list what exactly is installed.
    pub lockfiles: &'static [&'static str],
    /// It stops, or ignores the manifest, if the lock file does not match. None for tools that have
    /// no such mode, or if a setting decides.
    pub follows_lockfile: Option<bool>,
    /// It reads the lock file, unless it is told not to.
    pub reads_lockfile: bool,
    /// How to make it follow the lock file.
    pub strict: &'static str,
    /// It leaves out development dependencies. None if another flag or file may say so.
    pub leaves_out_development: Option<bool>,
    /// How to leave it out.
    pub production: &'static str,
    /// The variables that also leave them out, with the word that the value then contains.
    pub production_variables: &'static [(&'static str, &'static str)],
}

/// The tools; a row for each command head that installs.
struct Row {
    tool: &'static str,
    /// Sub-commands that install; the empty one stands for no sub-command.
    commands: &'static [&'static str],
    manifests: &'static [&'static str],
    lockfiles: &'static [&'static str],
    /// Flags that make it strict, and the advice.
    strict: &'static [&'static str],
    strict_advice: &'static str,
    /// Flags that leave out development dependencies, and the advice.
    production: &'static [&'static str],
    production_advice: &'static str,
    production_variables: &'static [(&'static str, &'static str)],
}

/// PHP takes both for true.
const COMPOSER: &[(&str, &str)] = &[("COMPOSER_NO_DEV", "1"), ("COMPOSER_NO_DEV", "true")];

const NODE: &[(&str, &str)] = &[
    ("NODE_ENV", "production"),
    ("NPM_CONFIG_PRODUCTION", "true"),
    ("npm_config_production", "true"),
    ("NPM_CONFIG_OMIT", "dev"),
    ("npm_config_omit", "dev"),
];

static ROWS: &[Row] = &[
    Row {
        tool: "npm",
        commands: &["install", "i", "ci", "clean-install"],
        manifests: &["package.json"],
        lockfiles: &["package-lock.json", "npm-shrinkwrap.json"],
        strict: &[],
        strict_advice: "write `npm ci`",
        production: &["omit=dev", "production", "only=production", "only=prod", "prod"],
        production_advice: "add `--omit=dev`",
        production_variables: NODE,
    },
    Row {
        tool: "yarn",
        commands: &["", "install"],
        manifests: &["package.json"],
        lockfiles: &["yarn.lock"],
        // `--pure-lockfile` only writes none.
        strict: &["frozen-lockfile", "immutable"],
        strict_advice: "add `--frozen-lockfile` (from Yarn 2 on: `--immutable`)",
        production: &["production", "prod"],
        production_advice: "add `--production` (from Yarn 2 on: `yarn workspaces focus --production`)",
        production_variables: NODE,
    },
    Row {
        tool: "pnpm",
        commands: &["install", "i"],
        manifests: &["package.json"],
        lockfiles: &["pnpm-lock.yaml"],
        strict: &["frozen-lockfile"],
        strict_advice: "add `--frozen-lockfile`",
        production: &["prod", "P", "production"],
        production_advice: "add `--prod`",
        production_variables: NODE,
    },
    Row {
        tool: "bun",
        commands: &["install", "i", "ci"],
        manifests: &["package.json"],
        lockfiles: &["bun.lock", "bun.lockb"],
        strict: &["frozen-lockfile"],
        strict_advice: "add `--frozen-lockfile`",
        production: &["production", "p", "omit=dev"],
        production_advice: "add `--production`",
        production_variables: &[],
    },
    Row {
        tool: "composer",
        commands: &["install", "i"],
        manifests: &["composer.json"],
        lockfiles: &["composer.lock"],
        strict: &[],
        strict_advice: "",
        production: &["no-dev"],
        production_advice: "add `--no-dev`",
        production_variables: COMPOSER,
    },
    Row {
        tool: "composer",
        commands: &["update"],
        manifests: &["composer.json"],
        lockfiles: &["composer.lock"],
        strict: &["lock"],
        strict_advice: "write `composer install`",
        production: &["no-dev"],
        production_advice: "add `--no-dev`",
        production_variables: COMPOSER,
    },
    Row {
        tool: "bundle",
        commands: &["", "install"],
        manifests: &["Gemfile"],
        lockfiles: &["Gemfile.lock"],
        strict: &["deployment", "frozen"],
        strict_advice: "set `BUNDLE_DEPLOYMENT=1` or `BUNDLE_FROZEN=1`",
        production: &["without"],
        production_advice: "set `BUNDLE_WITHOUT=development:test`",
        production_variables: &[
            ("BUNDLE_WITHOUT", "dev"),
            ("BUNDLE_ONLY", ""),
            ("BUNDLE_DEPLOYMENT_WITHOUT", "dev"),
        ],
    },
    Row {
        tool: "poetry",
        commands: &["install"],
        manifests: &["pyproject.toml"],
        lockfiles: &["poetry.lock"],
        strict: &[],
        strict_advice: "",
        production: &["no-dev", "without", "only", "only-root"],
        production_advice: "add `--only main`",
        production_variables: &[("POETRY_WITHOUT", "dev")],
    },
    Row {
        tool: "poetry",
        commands: &["update", "lock"],
        manifests: &["pyproject.toml"],
        lockfiles: &["poetry.lock"],
        strict: &["no-update", "check"],
        strict_advice: "remove it: `poetry install` follows the lock file",
        production: &[],
        production_advice: "",
        production_variables: &[],
    },
    Row {
        tool: "uv",
        commands: &["sync"],
        manifests: &["pyproject.toml"],
        lockfiles: &["uv.lock"],
        strict: &["locked", "frozen"],
        strict_advice: "add `--locked`",
        production: &["no-dev", "only-group", "no-default-groups", "no-group"],
        production_advice: "add `--no-dev`",
        production_variables: &[("UV_NO_DEV", "1")],
    },
    Row {
        tool: "pipenv",
        commands: &["install", "sync"],
        manifests: &["Pipfile"],
        lockfiles: &["Pipfile.lock"],
        strict: &["deploy", "ignore-pipfile"],
        strict_advice: "add `--deploy`",
        production: &[],
        production_advice: "",
        production_variables: &[],
    },
    Row {
        tool: "cargo",
        commands: &["build"],
        manifests: &["Cargo.toml"],
        lockfiles: &["Cargo.lock"],
        strict: &["locked", "frozen"],
        strict_advice: "add `--locked`",
        production: &[],
        production_advice: "",
        production_variables: &[],
    },
    Row {
        tool: "go",
        commands: &["mod"],
        manifests: &["go.mod"],
        lockfiles: &["go.sum"],
        strict: &[],
        strict_advice: "",
        production: &[],
        production_advice: "",
        production_variables: &[],
    },
    Row {
        tool: "dotnet",
        commands: &["restore"],
        manifests: &[".csproj", ".sln", ".fsproj"],
        lockfiles: &["packages.lock.json"],
        strict: &["locked-mode"],
        strict_advice: "add `--locked-mode`",
        production: &[],
        production_advice: "",
        production_variables: &[],
    },
];

/// The folders beside a manifest that package managers and compilers fill, each with the manifests.
pub const DEPENDENCY_FOLDERS: [(&str, &[&str]); 5] = [
    ("node_modules", &["package.json"]),
    ("vendor", &["composer.json"]),
    (".venv", &["pyproject.toml", "requirements.txt", "Pipfile"]),
    ("venv", &["pyproject.toml", "requirements.txt", "Pipfile"]),
    ("target", &["Cargo.toml", "pom.xml"]),
];

/// The folder that a tool installs the dependencies of a project into, beside its manifest.
pub fn dependency_folder(tool: &str) -> Option<&'static str> {
    Some(match tool {
        "npm" | "yarn" | "pnpm" | "bun" => "node_modules",
        "composer" => "vendor",
        "uv" => ".venv",
        _ => return None,
    })
}

/// The names of manifests that have a lock file beside them, in the order of the tools.
pub(crate) fn manifests() -> impl Iterator<Item = &'static str> {
    let names = ROWS.iter().flat_map(|row| row.manifests).copied();
    names.filter(|name| !name.starts_with('.'))
}

/// The lock files that the tools keep beside a manifest.
pub(crate) fn lockfiles_of(manifest: &str) -> impl Iterator<Item = &'static str> {
    let rows = ROWS.iter().filter(move |row| row.manifests.contains(&manifest));
    rows.flat_map(|row| row.lockfiles).copied()
}

/// The installation of a project that a command does, if any.
pub fn project_install<'a>(argv: &[Argument<'a>]) -> Option<ProjectInstall<'a>> {
    let first = argv.first()?;
    let tool = match first.program() {
        "yarnpkg" => "yarn",
        "bundler" => "bundle",
        "composer.phar" => "composer",
        program => program,
    };
    if !ROWS.iter().any(|row| row.tool == tool) {
        return None;
    }
    let parted = Parted::of(argv);
    let operands = &parted.operands;
    let command = operands.first().map_or("", |operand| operand.text);
    let row = ROWS
        .iter()
        .find(|row| row.tool == tool && row.commands.contains(&command))?;
    // With names, it installs something else; for poetry and cargo the names are options.
    let named =
        operands.len() > 1 && !(tool == "go" && operands[1].text == "download") && !matches!(tool, "dotnet" | "bundle");
    let elsewhere = parted.has(&["g", "global", "version", "help", "h", "v"]) && tool != "cargo";
    if named || elsewhere || (tool == "go" && operands.len() < 2) {
        return None;
    }
    let says = |flags: &[&str]| {
        parted.flags.iter().any(|flag| {
            let on = flag.value.is_none_or(|value| value != "false");
            flags.iter().any(|wanted| match wanted.split_once('=') {
                Some((name, value)) => flag.name == name && flag.value == Some(value),
                None => flag.name == *wanted && on,
            })
        })
    };
    let is_strict = match (tool, command) {
        ("npm" | "bun", "ci") | ("npm", "clean-install") => Some(true),
        // pnpm and bun follow it by default, at least in a CI environment.
        ("pnpm" | "bun", _) => Some(!parted.has(&["no-frozen-lockfile"])),
        ("pipenv", "sync") => Some(true),
        // Its purpose is to change the lock file.
        ("npm", _) if parted.has(&["package-lock-only", "no-package-lock"]) => None,
        ("composer" | "poetry", "install") | ("go", _) => None,
        _ => Some(says(row.strict)),
    };
    let leaves_out = match row.production {
        [] if tool == "pipenv" => Some(!parted.has(&["dev", "d"])),
        [] => None,
        flags => Some(says(flags)),
    };
    let head = operands
        .first()
        .map_or(first.span, |operand| first.span.to(operand.span));
    Some(ProjectInstall {
        tool: row.tool,
        head,
        title: match tool {
            "go" => "go mod download".to_owned(),
            _ => format!("{} {command}", row.tool).trim_end().to_owned(),
        },
        manifests: row.manifests,
        lockfiles: row.lockfiles,
        follows_lockfile: is_strict,
        reads_lockfile: !parted.has(&["no-package-lock", "no-lockfile"]) && !says(&["package-lock=false"]),
        strict: row.strict_advice,
        leaves_out_development: leaves_out,
        production: row.production_advice,
        production_variables: row.production_variables,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::tests::commands;

    fn first(line: &str) -> Option<(String, Option<bool>, Option<bool>)> {
        let commands = commands(line);
        let mut found = commands.invocations().filter_map(|i| {
            let install = project_install(i.argv())?;
            Some((install.title, install.follows_lockfile, install.leaves_out_development))
        });
        found.next()
    }

    #[test]
    fn installs_of_projects() {
        let is = |line: &str, title: &str, strict, production| {
            assert_eq!(first(line), Some((title.to_owned(), strict, production)), "{line}");
        };
        is("npm install", "npm install", Some(false), Some(false));
        is("npm ci --omit=dev", "npm ci", Some(true), Some(true));
        is("npm ci --omit dev", "npm ci", Some(true), Some(true));
        is(
            "npm --prefix web ci --only=production",
            "npm ci",
            Some(true),
            Some(true),
        );
        is("yarn", "yarn", Some(false), Some(false));
        is(
            "yarn install --frozen-lockfile --production=false",
            "yarn install",
            Some(true),
            Some(false),
        );
        is(
            "bundle install --without development test",
            "bundle install",
            Some(false),
            Some(true),
        );
        is("uv sync --locked --no-dev", "uv sync", Some(true), Some(true));
        is("poetry install --only main", "poetry install", None, Some(true));
        is("go mod download", "go mod download", None, None);
        assert_eq!(first("npm install -g typescript"), None);
        for (line, reads) in [
            ("npm install", true),
            ("npm install --no-package-lock", false),
            ("npm i --package-lock=false", false),
            ("yarn install --no-lockfile", false),
        ] {
            let commands = commands(line);
            let install = commands
                .invocations()
                .find_map(|i| Some(project_install(i.argv())?.reads_lockfile));
            assert_eq!(install, Some(reads), "{line}");
        }
        assert_eq!(first("npm install express"), None);
        assert_eq!(first("yarn build"), None);
        assert_eq!(first("go mod tidy"), None);
    }
}
