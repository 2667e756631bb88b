//! The projects that a command shows, with what is secret in them.

use std::path::PathBuf;

use plimsoll_lint::{Policy, Registry, Report};
use plimsoll_model::base::path::file_name;
use plimsoll_model::document::Model;
use plimsoll_model::environment::{Environment, is_plain_compose};
use plimsoll_model::workspace::Workspace;

use super::judging::{judged_for_secrets, variants_of};
use crate::args::ProjectArgs;
use crate::{disk, inputs};

/// Projects and what the rules say of them.
pub(super) struct Deployment {
    pub(super) workspace: Workspace,
    pub(super) report: Report,
}

impl Deployment {
    /// Reads the projects that the paths lead to. None if something is wrong with the configuration, which
    /// is told.
    pub(super) fn read(paths: &[PathBuf], project: &ProjectArgs, registry: &Registry) -> anyhow::Result<Option<Self>> {
        let mut policy = Policy::default_of(registry);
        policy.project = inputs::options(project)?;
        policy.project.with_models = true;
        let gathered = inputs::gather(paths, project, None)?;
        let mut files = gathered.files;
        let sources = disk::sources(&gathered.project, gathered.unsaved.as_ref());
        let Some(variants) = variants_of(paths, &mut files, &gathered.project, &sources) else {
            return Ok(None);
        };
        policy.project.variants = variants;
        let workspace = Workspace::load_with(files.inputs, &sources, None, &policy.project);
        let report = judged_for_secrets(&workspace, registry, &policy)?;
        Ok(Some(Self { workspace, report }))
    }
}

/// Of several ways to start one or more projects, the one that is meant without a word: its base is one
/// that Compose finds by itself, and it is for that environment.
pub(super) fn usual<'m, 'a>(models: &[&'m Model<'a>], environment: Environment) -> Option<&'m Model<'a>> {
    let is_worse = |model: &&&Model<'_>| {
        let is_found = is_plain_compose(file_name(model.compose.source().path()));
        (!is_found, model.verdict.environment != environment)
    };
    models.iter().min_by_key(is_worse).copied()
}
