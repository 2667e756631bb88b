//! Projects as data: the merged files in the form that `docker compose config` prints, each value with
//! its place.
//!
//! The contents of `env_file` stay in their files: they are the values of one machine, and often
//! secret. Masking the secrets of the Compose files themselves is left to the caller.

use std::collections::HashMap;

use plimsoll_syntax::{FileId, Span};
use rayon::prelude::*;

use crate::base::Data;
use crate::base::path::{folder, join};
use crate::compose::canonical::{Canonical, render};
use crate::compose::{Compose, or_project_name};
use crate::files::Files;
use crate::project::{Options, Parsed, Projects, Variables};

/// The merged files of each Compose file that is judged, alone or with others.
pub(super) type Models = HashMap<usize, Data>;

/// Renders the projects of a run.
pub(super) fn rendered(
    parsed: &Parsed,
    projects: &Projects,
    variables: &Variables<'_>,
    files: &dyn Files,
    options: &Options,
) -> Models {
    let merged = projects.variants.iter().map(|variant| variant.compose);
    let indexes: Vec<usize> = projects.alone.iter().copied().chain(merged).collect();
    let render = |index: usize| {
        let compose = projects.compose(parsed, index);
        (index, rendered_file(compose, variables, files, options))
    };
    indexes.into_par_iter().map(render).collect()
}

fn rendered_file(compose: &Compose, variables: &Variables<'_>, files: &dyn Files, options: &Options) -> Data {
    let lookup = variables.lookup(folder(compose.yaml.source.path()));
    let place = |span: Span, path: &str| {
        let place = join(compose.directory_of(span)?, path);
        Some(files.shown(&place).unwrap_or(place))
    };
    let project = compose.name.as_ref().and_then(|name| name.value.likely());
    render(
        &compose.yaml,
        &Canonical {
            variables: &|file, name| or_project_name(lookup(name, env_files(compose, file)), name, project),
            place: &place,
            env_file: &|_| None,
            profiles: Some(&options.profiles[..]).filter(|profiles| !profiles.is_empty()),
            normalize: true,
        },
    )
}

/// The files that `include` adds for the variables of a file.
fn env_files(compose: &Compose, file: FileId) -> &[String] {
    let part = compose.files.iter().find(|part| part.source.id() == file);
    part.map_or(&[], |part| &part.env_files)
}
