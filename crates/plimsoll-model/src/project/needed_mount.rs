//! The files of the project that mounts bring in and that are not there.
//!
//! Docker makes a folder where the source of a bind mount is missing. For data that is as it should be;
//! for a file, and for a folder that the container only reads, it is not.

use std::collections::HashMap;

use super::env_name::says_template;
use super::needed_file::{Absence, MissingFile, Need};
use super::parsed::Parsed;
use super::variant::Projects;
use crate::base::path::{file_name, folder, is_below, is_below_any, join, upwards};
use crate::compose::{Compose, Mount, MountKind};
use crate::files::Files;
use crate::secret::secret_file;
use crate::sources::Reader;

/// Folders that images only read.
const READ: [&str; 3] = [
    "/docker-entrypoint-initdb.d",
    "/docker-entrypoint.d",
    "/usr/share/nginx/html",
];
/// Endings of what a program or its owner makes before or while it runs: state, logs, certificates.
const MADE: [&str; 18] = [
    "aof", "cer", "crt", "csr", "db", "db3", "duckdb", "jks", "key", "log", "p12", "pem", "pfx", "pid", "rdb", "sock",
    "sqlite", "sqlite3",
];
/// So many folders are searched: for a sign that the project was given to us, and for the place that a path
/// starts at.
const FOLDERS: usize = 8;

/// Adds what the mounts of all projects miss.
pub(super) fn add_missing(
    parsed: &Parsed,
    projects: &Projects,
    files: &Reader<'_>,
    missing: &mut HashMap<usize, Vec<MissingFile>>,
) {
    for index in projects.judged() {
        let found = missing_sources(projects.compose(parsed, index), files);
        if !found.is_empty() {
            missing.entry(index).or_default().extend(found);
        }
    }
}

/// What the mounts of a project miss, each once.
fn missing_sources(compose: &Compose, files: &dyn Files) -> Vec<MissingFile> {
    let mut missing: Vec<MissingFile> = Vec::new();
    let mounts = compose.services.iter().flat_map(|service| service.mounts());
    for found in mounts.filter_map(|mount| missing_source(compose, mount, files)) {
        if !missing.iter().any(|known| known.path == found.path) {
            missing.push(found);
        }
    }
    missing
}

fn missing_source(compose: &Compose, mount: &Mount, files: &dyn Files) -> Option<MissingFile> {
    let source = mount
        .source
        .as_ref()
        .filter(|_| mount.kind.is_known(&MountKind::Bind) && may_create(mount))?;
    let written = source.known().filter(|path| path.starts_with('.'))?;
    let target = mount.target_path().known()?;
    let need = if names_file(written) && names_file(target) {
        Need::MountedFile
    } else if mount.is_read_only().is_known(&true) || is_below_any(target, &READ) {
        Need::MountedFolder
    } else {
        return None;
    };
    let directory = compose.directory_of(source.span)?;
    let path = join(directory, written);
    if path.is_empty() || is_made(&path) || files.is_outside(&path) || !files.is_missing(&path) {
        return None;
    }
    if files.is_ignored_either_way(&path) != Some(false) || is_seen_from_above(directory, written, files) {
        return None;
    }
    if is_in_empty_folder(&path, files) || !is_given(&path, files) || is_filled(compose, &path, need) {
        return None;
    }
    Some(MissingFile {
        span: source.span,
        path: written.into(),
        need,
        absence: template_of(&path, files).map_or(Absence::Fault, Absence::Template),
    })
}

/// Whether Docker makes a folder where the source is missing; otherwise it stops.
fn may_create(mount: &Mount) -> bool {
    let field = mount.create_host_path.as_ref();
    field.is_none_or(|field| field.value.is_known(&true))
}

/// Whether a mount lets a container write there, and so make what another reads: the folder itself, or what
/// lies in a folder above it. Files beside the Compose file are the owner's.
fn is_filled(compose: &Compose, path: &str, need: Need) -> bool {
    let mounts = compose.services.iter().flat_map(|service| service.mounts());
    mounts
        .filter(|mount| mount.kind.is_known(&MountKind::Bind) && !mount.is_read_only().is_known(&true))
        .filter(|mount| {
            !mount
                .target_path()
                .known()
                .is_some_and(|target| is_below_any(target, &READ))
        })
        .filter_map(|mount| mount.source.as_ref())
        .any(|source| {
            let place = source.known().filter(|written| written.starts_with('.'));
            let directory = compose.directory_of(source.span);
            let Some((directory, written)) = directory.zip(place) else {
                return false;
            };
            let place = join(directory, written);
            let is_owners = place == path || is_below(directory, &place);
            is_below(path, &place) && (need == Need::MountedFolder || !is_owners)
        })
}

/// Whether a path leads somewhere from a folder above: whoever starts the project names a file up there first,
/// or the folder itself.
fn is_seen_from_above(directory: &str, written: &str, files: &dyn Files) -> bool {
    let above = std::iter::successors(Some(directory), |place| {
        (!matches!(*place, "" | "/") && !place.ends_with("..")).then(|| folder(place))
    });
    above
        .skip(1)
        .take(FOLDERS)
        .any(|place| files.has(&join(place, written)))
}

/// Whether a path is that of a file, by its ending.
fn names_file(path: &str) -> bool {
    let name = file_name(path).trim_start_matches('.');
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    !path.ends_with('/') && ending != "d" && (1..=10).contains(&ending.len())
}

/// Whether a program or the owner makes it, and nobody keeps it in the repository.
fn is_made(path: &str) -> bool {
    let name = file_name(path);
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    let is_state = ["acme.json", "passwd", "htpasswd"]
        .iter()
        .any(|end| name.ends_with(end));
    let words = path.split(['/', '.', '-', '_']);
    let is_for_certificates = words.into_iter().any(|word| {
        matches!(
            word,
            "cert" | "certs" | "certificates" | "keys" | "letsencrypt" | "certbot" | "ssl" | "tls" | "secrets"
        )
    });
    is_state || is_for_certificates || MADE.contains(&ending) || secret_file(path).is_some()
}

/// A file beside a missing one that it is made from: `app.conf.example` of `app.conf`.
fn template_of(path: &str, files: &dyn Files) -> Option<Box<str>> {
    let name = file_name(path);
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let names = files.names(folder(path));
    let templates = names
        .into_iter()
        .filter(|other| other.contains(stem) && says_template(other));
    templates.min().map(Into::into)
}

/// Whether the nearest folder above a path has no files: that of a submodule, which is filled later.
fn is_in_empty_folder(path: &str, files: &dyn Files) -> bool {
    let nearest = upwards(folder(path))
        .take(FOLDERS)
        .find(|place| place.is_empty() || files.has(place));
    nearest.is_none_or(|place| files.names(place).is_empty())
}

/// Whether more of the project is there than the files that we judge: near a path lies a file that is
/// none of them.
fn is_given(path: &str, files: &dyn Files) -> bool {
    let mut place = path;
    for _ in 0..FOLDERS {
        if matches!(place, "" | "/") || place.ends_with("..") {
            return false;
        }
        place = folder(place);
        if files.names(place).iter().any(|name| !is_judged(name)) {
            return true;
        }
    }
    false
}

/// Whether the name is that of a file that plimsoll judges, or reads to judge one.
fn is_judged(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    let is_yaml = lower.ends_with(".yml") || lower.ends_with(".yaml");
    let is_env = lower.split(['.', '-', '_']).any(|word| word == "env");
    lower.contains("dockerfile") || lower.ends_with("ignore") || is_yaml || is_env
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn endings_tell_files() {
        for path in ["./nginx.conf", "/etc/nginx/nginx.conf", "./.htaccess.php", "init.sql"] {
            assert!(names_file(path), "{path}");
        }
        for path in ["./data", "./conf.d", "./conf.d/", ".", "..", "./src", "./.git"] {
            assert!(!names_file(path), "{path}");
        }
    }

    #[test]
    fn what_nobody_keeps_is_made() {
        for path in [
            "certs/site.pem",
            "acme.json",
            "deploy/.htpasswd",
            "app.sqlite",
            "data/app.sqlite3",
            "dump.rdb",
            ".env",
            "nginx/ssl/site",
        ] {
            assert!(is_made(path), "{path}");
        }
        for path in ["nginx.conf", "initdb/schema.sql", "my.cnf"] {
            assert!(!is_made(path), "{path}");
        }
    }
}
