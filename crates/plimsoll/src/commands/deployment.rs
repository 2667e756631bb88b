//! The projects that a command shows, with what is secret in them.

use std::path::{Path, PathBuf};

use plimsoll_lint::{Policy, Registry, Report};
use plimsoll_model::base::path::file_name;
use plimsoll_model::document::Model;
use plimsoll_model::environment::{Environment, is_plain_compose};
use plimsoll_model::files::Input;
use plimsoll_model::project::Options;
use plimsoll_model::sources::Sources;
use plimsoll_model::workspace::Workspace;
use plimsoll_syntax::Span;

use super::judging::{judged_for_secrets, variants_of};
use crate::args::ProjectArgs;
use crate::disk::Revision;
use crate::{disk, inputs};

/// Projects and what the rules say of them.
pub(super) struct Deployment {
    pub(super) workspace: Workspace,
    pub(super) report: Report,
    /// Whether all that was named could be read.
    pub(super) is_complete: bool,
    /// Nothing was found that could be read.
    pub(super) is_empty: bool,
}

impl Deployment {
    /// Reads the projects that the paths lead to. None if something is wrong with the configuration, which
    /// is told.
    pub(super) fn read(
        paths: &[PathBuf],
        project: &ProjectArgs,
        stdin_name: Option<&Path>,
        registry: &Registry,
    ) -> anyhow::Result<Option<Self>> {
        let gathered = inputs::gather(paths, project, stdin_name)?;
        let mut files = gathered.files;
        let sources = disk::sources(&gathered.project, gathered.unsaved.as_ref());
        let Some(variants) = variants_of(paths, &mut files, &gathered.project, &sources) else {
            return Ok(None);
        };
        let mut options = inputs::options(project)?;
        options.variants = variants;
        let mut deployment = Self::of(files.inputs, &sources, options, registry)?;
        deployment.is_complete = !gathered.problems.iter().any(|problem| problem.named);
        Ok(Some(deployment))
    }

    /// The projects at the time of a commit.
    pub(super) fn at(
        revision: &str,
        paths: &[PathBuf],
        project: &ProjectArgs,
        registry: &Registry,
    ) -> anyhow::Result<Self> {
        let tree = Revision::of(revision, true)?;
        let options = inputs::options(project)?;
        Self::of(tree.inputs(paths), &Sources::new(&tree), options, registry)
    }

    /// The projects among some files.
    pub(super) fn of(
        inputs: Vec<Input>,
        sources: &Sources<'_>,
        options: Options,
        registry: &Registry,
    ) -> anyhow::Result<Self> {
        let mut policy = Policy::default_of(registry);
        policy.project = options;
        policy.project.with_models = true;
        let is_empty = inputs.is_empty();
        let workspace = Workspace::load_with(inputs, sources, None, &policy.project);
        let report = judged_for_secrets(&workspace, registry, &policy)?;
        Ok(Self {
            workspace,
            report,
            is_complete: true,
            is_empty,
        })
    }
}

/// Of several ways to start a project, the one that is meant without a word: it is for that environment, and
/// its base is one that Compose finds by itself.
pub(super) fn usual<'m, 'a>(models: &[&'m Model<'a>], environment: Environment) -> Option<&'m Model<'a>> {
    let is_worse = |model: &&&Model<'_>| {
        let is_found = is_plain_compose(file_name(model.compose.source().path()));
        (model.verdict.environment != environment, !is_found)
    };
    models.iter().min_by_key(is_worse).copied()
}

/// A text of the files without the secrets in it: also those that stand beside a name.
pub(super) fn clean(report: &Report, place: Span, text: &str) -> String {
    if report.holds_secret(place) {
        return report.redact(place, None, text).unwrap_or_else(|| "…".to_owned());
    }
    // Between backticks, `name=value` is read as code.
    let shown = report.redact_sentence(place, &format!("`{text}`"));
    shown.trim_matches('`').to_owned()
}
