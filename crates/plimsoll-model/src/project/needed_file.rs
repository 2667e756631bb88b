//! The files that Compose stops without: those of `env_file`, `label_file`, `include` and
//! `extends`.

use std::collections::{HashMap, HashSet};

use plimsoll_syntax::Span;

use super::env_name::is_template;
use super::parsed::Parsed;
use super::variant::Projects;
use crate::base::path::{file_name, folder, join};
use crate::compose::merge::FileRole;
use crate::compose::{Compose, Scalar};
use crate::files::Files;
use crate::sources::Reader;

/// A file that a project needs and that is not there.
#[derive(Clone, Debug)]
pub struct MissingFile {
    /// Its path in the Compose file.
    pub span: Span,
    pub path: Box<str>,
    pub need: Need,
    pub absence: Absence,
}

/// What a file is needed for.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Need {
    /// Variables: `env_file` of a service or of an `include`.
    Environment,
    /// `label_file`
    Labels,
    /// `include` or `extends`
    Compose,
    /// The folder that a service is built from.
    Context,
    /// What a service is built by.
    Dockerfile,
    /// The source of a mount, which is meant to be a file.
    MountedFile,
    /// The source of a mount that the container only reads.
    MountedFolder,
}

/// Why a file may not be there.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Absence {
    /// Version control ignores it: everybody has one of their own.
    Ignored,
    /// A template of this name is beside it.
    Template(Box<str>),
    /// Nothing in reach says what version control ignores, or not even the folder is there.
    Unexplained,
    /// Version control would keep it, so nobody has it.
    Fault,
    /// It may be there, but it is not read: it is not in the project.
    Outside,
}

/// The missing files of all projects, by the Compose file that is judged.
pub(super) fn missing_files(
    parsed: &Parsed,
    projects: &Projects,
    files: &Reader<'_>,
) -> HashMap<usize, Vec<MissingFile>> {
    let mut search = Search {
        files,
        names: HashMap::new(),
    };
    let mut missing = HashMap::new();
    for index in projects.judged() {
        let compose = projects.compose(parsed, index);
        let found = search.missing(compose, needed(parsed, compose));
        if !found.is_empty() {
            missing.insert(index, found);
        }
    }
    missing
}

/// What a project names, with its place.
fn needed<'a>(parsed: &'a Parsed, compose: &'a Compose) -> Vec<(Need, &'a Scalar)> {
    let mut needed = Vec::new();
    for service in &compose.services {
        let env_files = service.env_file.iter().flat_map(|field| &field.value);
        let required = env_files.filter(|entry| {
            let required = entry.required.as_ref();
            required.is_none_or(|field| field.value.likely() == Some(true))
        });
        needed.extend(required.map(|entry| (Need::Environment, &entry.path)));
        let label_files = service.label_file.iter().flat_map(|field| &field.value);
        needed.extend(label_files.map(|path| (Need::Labels, path)));
        let extended = service.extends.iter().filter_map(|extends| extends.value.file.as_ref());
        needed.extend(extended.map(|path| (Need::Compose, path)));
    }
    // The merge leaves out what it could include. A file that is only extended includes nothing.
    let parts = compose.files.iter().filter(|file| file.role != FileRole::Extended);
    let parts = parts.filter_map(|file| parsed.compose_of(file.source.id()));
    let alone = compose.files.is_empty().then_some(compose);
    for part in parts.map(|part| &parsed.composes[part]).chain(alone) {
        let included = part.include.iter().flat_map(|field| &field.value);
        needed.extend(included.map(|path| (Need::Compose, path)));
        needed.extend(part.include_env_files.iter().map(|path| (Need::Environment, path)));
    }
    needed
}

struct Search<'a> {
    files: &'a Reader<'a>,
    names: HashMap<String, HashSet<String>>,
}

impl Search<'_> {
    fn missing(&mut self, compose: &Compose, needed: Vec<(Need, &Scalar)>) -> Vec<MissingFile> {
        let mut missing: Vec<MissingFile> = Vec::new();
        for (need, scalar) in needed {
            let Some(written) = scalar.likely().filter(|path| !path.is_empty()) else {
                continue;
            };
            // What files outside the project hold is none of our business, apart from services.
            let is_absolute = written.starts_with('/') && need != Need::Compose;
            if is_absolute || written.starts_with('~') || written.contains([':', '\\']) {
                continue;
            }
            let Some(directory) = compose.directory_of(scalar.span) else {
                continue;
            };
            // A missing file is missing once, however many services need it.
            if missing
                .iter()
                .any(|known| known.need == need && *known.path == *written)
            {
                continue;
            }
            let absence = self.absence(&join(directory, written), need);
            missing.extend(absence.map(|absence| MissingFile {
                span: scalar.span,
                path: written.into(),
                need,
                absence,
            }));
        }
        missing
    }

    /// Why it is missing; none if it is there, or if that is as it should be.
    fn absence(&mut self, path: &str, need: Need) -> Option<Absence> {
        let files = self.files;
        if files.is_outside(path) {
            return (need == Need::Compose).then_some(Absence::Outside);
        }
        let list = || files.names(folder(path)).into_iter().collect();
        let beside = self.names.entry(folder(path).to_owned()).or_insert_with(list);
        if beside.contains(file_name(path)) {
            return None;
        }
        // Whoever hands over some files in memory may have more.
        if !files.is_missing(path) {
            return None;
        }
        let no_folder = beside.is_empty();
        let is_environment = need == Need::Environment;
        let template = beside.iter().filter(|name| is_environment && is_template(name)).min();
        if let Some(template) = template {
            return Some(Absence::Template(template.as_str().into()));
        }
        match files.is_ignored(path) {
            Some(true) => Some(Absence::Ignored),
            // Git keeps no empty folders, and those of submodules are filled later.
            Some(false) if !no_folder => Some(Absence::Fault),
            _ => Some(Absence::Unexplained),
        }
    }
}
