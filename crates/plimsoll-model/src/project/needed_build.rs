//! The folders and Dockerfiles that services are built from and that are not there.

use std::collections::HashMap;

use super::needed_file::{self, Absence, MissingFile, Need};
use super::needed_mount;
use super::parsed::Parsed;
use super::variant::Projects;
use crate::base::{Value, path};
use crate::compose::{Compose, Service};
use crate::files::Files;
use crate::sources::Reader;

/// What all projects need and do not have, by the Compose file that is judged.
pub(crate) fn missing_files(
    parsed: &Parsed,
    projects: &Projects,
    files: &Reader<'_>,
) -> HashMap<usize, Vec<MissingFile>> {
    let mut missing = needed_file::missing_files(parsed, projects, files);
    for index in projects.judged() {
        let found = missing_builds(projects.compose(parsed, index), files);
        if !found.is_empty() {
            missing.entry(index).or_default().extend(found);
        }
    }
    needed_mount::add_missing(parsed, projects, files, &mut missing);
    missing
}

/// What the builds of a project miss, each once.
fn missing_builds(compose: &Compose, files: &dyn Files) -> Vec<MissingFile> {
    let mut missing: Vec<MissingFile> = Vec::new();
    for service in &compose.services {
        let Some(found) = missing_build(compose, service, files) else {
            continue;
        };
        if !missing
            .iter()
            .any(|known| known.need == found.need && known.path == found.path)
        {
            missing.push(found);
        }
    }
    missing
}

fn missing_build(compose: &Compose, service: &Service, files: &dyn Files) -> Option<MissingFile> {
    let build = service.build.as_ref()?;
    let Value::Known(context) = build.value.context_path() else {
        return None;
    };
    let is_elsewhere = build.value.is_remote() != Value::Known(false) || path::is_absolute(&context);
    if is_elsewhere || context.starts_with('~') || context.contains(':') {
        return None;
    }
    let context_place = build.value.context_place();
    let folder = path::join(compose.directory_of(context_place)?, &context);
    let found = |need, span, path: &str, absence| MissingFile {
        span,
        path: path.into(),
        need,
        absence,
    };
    if let Some(absence) = absence(&folder, files) {
        return Some(found(Need::Context, context_place, &context, absence));
    }
    let Value::Known(dockerfile) = build.value.dockerfile_path()? else {
        return None;
    };
    let written = build.value.dockerfile.as_ref();
    let place = written.map_or(context_place, |dockerfile| dockerfile.value.span);
    let absence = absence(&path::join(&folder, &dockerfile), files)?;
    Some(found(Need::Dockerfile, place, &dockerfile, absence))
}

/// Why nothing is at a path; none if something is, or if that is not ours to say.
fn absence(path: &str, files: &dyn Files) -> Option<Absence> {
    if path.is_empty() || files.is_outside(path) || !files.is_missing(path) {
        return None;
    }
    Some(match files.is_ignored_either_way(path) {
        Some(true) => Absence::Ignored,
        Some(false) if files.has(path::folder(path)) || path::folder(path).is_empty() => Absence::Fault,
        _ => Absence::Unexplained,
    })
}
