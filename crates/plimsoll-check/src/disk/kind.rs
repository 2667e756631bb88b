//! What kind of file a path is, by its name and by a look at its lines.

use std::path::Path;

use plimsoll_model::files::FileKind;

/// What a name says.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Guess {
    Is(FileKind),
    /// Compose files have such names, but other files do too; a top-level `services:` decides.
    PerhapsCompose,
}

/// Names of Compose files whose folder says the rest, as in `deploy/production.yml`. They come from
/// real projects.
const BARE: [&str; 35] = [
    "acceptance",
    "base",
    "ci",
    "cloud",
    "common",
    "default",
    "demo",
    "deploy",
    "dev",
    "devel",
    "development",
    "docs",
    "e2e",
    "infra",
    "live",
    "local",
    "localhost",
    "override",
    "prd",
    "prod",
    "production",
    "qa",
    "release",
    "server",
    "services",
    "stack",
    "stage",
    "staging",
    "standalone",
    "stg",
    "swarm",
    "test",
    "testing",
    "tests",
    "uat",
];

/// Names after `Dockerfile.` that are not Dockerfiles: notes, ignore files, leftovers, and
/// templates that become a Dockerfile later.
const NOT_DOCKERFILES: [&str; 21] = [
    "bak",
    "dockerignore",
    "ejs",
    "erb",
    "gotmpl",
    "hbs",
    "html",
    "in",
    "j2",
    "jinja",
    "jinja2",
    "m4",
    "md",
    "mustache",
    "orig",
    "rej",
    "rst",
    "swp",
    "template",
    "tmpl",
    "tpl",
];

/// What the name of a path says; `None` if it says nothing.
pub(super) fn by_path(path: &Path) -> Option<Guess> {
    by_name(&path.file_name()?.to_string_lossy())
}

/// What the name of a file says that the user named. A walk passes over files that only set
/// variables: they say little without the Compose file that reads them.
pub(super) fn of_named(path: &Path) -> Option<Guess> {
    let name = path.file_name()?.to_string_lossy();
    by_name(&name).or_else(|| is_env_file(&name).then_some(Guess::Is(FileKind::EnvFile)))
}

/// `.env`, `.env.production`, `prod.env`.
fn is_env_file(name: &str) -> bool {
    let is_other = [".yml", ".yaml", ".json"].iter().any(|end| name.ends_with(end));
    let of_environment = name
        .strip_prefix(".env")
        .filter(|rest| rest.starts_with(['.', '-', '_']));
    !is_other && (name == ".env" || name.ends_with(".env") || of_environment.is_some())
}

fn by_name(name: &str) -> Option<Guess> {
    if is_dockerfile(name) {
        return Some(Guess::Is(FileKind::Dockerfile));
    }
    let stem = name.strip_suffix(".yml").or_else(|| name.strip_suffix(".yaml"))?;
    let rest = ["docker-compose", "docker-stack", "compose"]
        .into_iter()
        .find_map(|prefix| stem.strip_prefix(prefix));
    match rest {
        // `composer.yml` and `composition.yml` are something else.
        Some(rest) if rest.starts_with(|c: char| c.is_ascii_alphabetic()) => Some(Guess::PerhapsCompose),
        Some(_) => Some(Guess::Is(FileKind::Compose)),
        None if stem.ends_with(".compose") => Some(Guess::Is(FileKind::Compose)),
        // What Podman's own program reads has forms that Compose refuses.
        None if stem.starts_with("podman") => None,
        None if stem.contains("compose") || is_bare(stem) => Some(Guess::PerhapsCompose),
        None => None,
    }
}

/// Whether a name without its ending is a bare one, or made of bare ones: `test.override`, `ci-prod`.
/// Anything may have an override. What has `services` among other words is for a framework.
fn is_bare(stem: &str) -> bool {
    let parts = || stem.split(['.', '-', '_']);
    let is_combined = parts().all(|part| BARE.contains(&part) && part != "services");
    BARE.contains(&stem) || is_combined || stem.ends_with(".override")
}

fn is_dockerfile(name: &str) -> bool {
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
    if NOT_DOCKERFILES.contains(&extension) || name.ends_with('~') {
        return false;
    }
    name == "Dockerfile"
        || name.starts_with("Dockerfile.")
        || name.starts_with("Containerfile")
        || (name.len() > extension.len() + 1 && ["Dockerfile", "dockerfile"].contains(&extension))
}

/// The kind of a file whose name does not tell. The user named it, so it is one of the three.
pub(super) fn by_content(path: &str, bytes: &[u8]) -> FileKind {
    let is_yaml = [".yml", ".yaml", ".json"].iter().any(|end| path.ends_with(end));
    let is_flow = bytes.trim_ascii_start().starts_with(b"{");
    if is_yaml || is_flow || has_services(bytes) {
        FileKind::Compose
    } else if sets_variables(bytes) {
        FileKind::EnvFile
    } else {
        FileKind::Dockerfile
    }
}

/// Whether each line of a text sets a variable or is a comment.
fn sets_variables(bytes: &[u8]) -> bool {
    let lines = bytes.split(|b| *b == b'\n').map(<[u8]>::trim_ascii);
    let mut lines = lines
        .filter(|line| !line.is_empty() && !line.starts_with(b"#"))
        .peekable();
    let sets = |line: &[u8]| {
        let line = line.strip_prefix(b"export ").unwrap_or(line).trim_ascii_start();
        let name = line
            .iter()
            .take_while(|b| b.is_ascii_alphanumeric() || **b == b'_')
            .count();
        name > 0 && line.get(name) == Some(&b'=')
    };
    lines.peek().is_some() && lines.all(sets)
}

/// Whether a text has a top-level mapping `services:` of mappings, by its lines. A list there, or names
/// with a text each, belong to another tool.
pub(super) fn has_services(bytes: &[u8]) -> bool {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let mut lines = bytes.split(|b| *b == b'\n');
    while let Some(line) = lines.next() {
        let Some(rest) = line.strip_prefix(b"services:") else {
            continue;
        };
        let rest = rest.trim_ascii();
        if !rest.is_empty() && !rest.starts_with(b"#") {
            return begins_node(rest);
        }
        let next = lines.find(|l| !l.trim_ascii().is_empty() && !l.trim_ascii_start().starts_with(b"#"));
        return next.is_some_and(|l| {
            let value = l
                .windows(2)
                .position(|pair| pair == b": ")
                .map(|at| l[at + 2..].trim_ascii());
            let has_text =
                value.is_some_and(|value| !value.is_empty() && !value.starts_with(b"#") && !begins_node(value));
            l.starts_with(b" ") && !l.trim_ascii_start().starts_with(b"-") && !has_text
        });
    }
    false
}

/// Whether a value on the line of its key may be a mapping: written there, or elsewhere.
fn begins_node(value: &[u8]) -> bool {
    value.starts_with(b"{") || value.starts_with(b"&") || value.starts_with(b"!") || value.starts_with(b"*")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_dockerfiles() {
        for name in [
            "Dockerfile",
            "Dockerfile.dev",
            "api.Dockerfile",
            "api.dockerfile",
            "Containerfile",
            "Containerfile.x",
        ] {
            assert_eq!(by_name(name), Some(Guess::Is(FileKind::Dockerfile)), "{name}");
        }
        for name in [
            "Dockerfile.md",
            "Dockerfile.dockerignore",
            "Dockerfile.j2",
            "Dockerfiles",
            "dockerfile",
            ".dockerfile",
            "Dockerfile~",
        ] {
            assert_eq!(by_name(name), None, "{name}");
        }
    }

    #[test]
    fn names_of_environment_files() {
        for (name, is_env_file) in [
            (".env", true),
            ("shop/.env.dev", true),
            ("prod.env", true),
            ("Dockerfile.env", false),
            ("environment", false),
            (".envrc", false),
            (".env.yaml", false),
        ] {
            let is_one = of_named(Path::new(name)) == Some(Guess::Is(FileKind::EnvFile));
            assert_eq!(is_one, is_env_file, "{name}");
        }
    }

    #[test]
    fn names_of_compose_files() {
        for name in [
            "compose.yaml",
            "compose.prod.yml",
            "compose-dev.yml",
            "docker-compose.yml",
            "docker-compose-ci.yaml",
            "docker-stack.yml",
            "shop.compose.yml",
        ] {
            assert_eq!(by_name(name), Some(Guess::Is(FileKind::Compose)), "{name}");
        }
        for name in [
            "local.yml",
            "production.yaml",
            "composer.yml",
            "default.yml",
            "test.override.yml",
            "shop.override.yaml",
            "ci-prod.yml",
            "fetchmail-compose.yaml",
            "rabbitmq-docker-compose-common.yml",
        ] {
            assert_eq!(by_name(name), Some(Guess::PerhapsCompose), "{name}");
        }
        for name in [
            "compose.json",
            "podman-compose.yml",
            "values.yml",
            "compose.yml.j2",
            "development.services.yml",
            "services_test.yaml",
        ] {
            assert_eq!(by_name(name), None, "{name}");
        }
    }

    #[test]
    fn services_must_be_a_top_level_mapping() {
        assert!(has_services(b"# x\nservices:\n\n  # y\n  web:\n"));
        assert!(has_services(b"\xef\xbb\xbfservices: # all\r\n  web:\r\n"));
        assert!(has_services(b"services: {web: {image: a}}\n"));
        assert!(has_services(b"services:\n  web: {image: a}\n"));
        assert!(has_services(b"services:\n  web: # all\n    image: a\n"));
        assert!(has_services(b"services:\n  <<: *all\n"));
        assert!(has_services(b"services:\n  ${NAME:-web}:\n"));
        assert!(!has_services(b"services:\n  - postgres\n"));
        assert!(!has_services(b"jobs:\n  services:\n    a: b\n"));
        assert!(!has_services(b"services: postgres\n"));
        assert!(!has_services(b"services:\n  database: postgres\n"));
        assert!(!has_services(b"services:\n"));
    }

    #[test]
    fn content_decides_where_the_name_does_not() {
        assert_eq!(by_content("x", b"services:\n  a:\n    image: b\n"), FileKind::Compose);
        assert_eq!(by_content("x", b" {\"services\": {}}"), FileKind::Compose);
        assert_eq!(by_content("x.yml", b"a: b"), FileKind::Compose);
        assert_eq!(by_content("x", b"FROM a\n"), FileKind::Dockerfile);
        assert_eq!(by_content("x", b"# all\nA=b\nexport C=\n"), FileKind::EnvFile);
        assert_eq!(by_content("x", b"A=b\nFROM c\n"), FileKind::Dockerfile);
        assert_eq!(by_content("x", b""), FileKind::Dockerfile);
    }
}
