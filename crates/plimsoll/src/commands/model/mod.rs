//! `plimsoll model`: what the rules see. Compose projects merged, and Dockerfiles stage by stage, each
//! value with its place.

mod json;
mod tree;
mod yaml;

use std::collections::BTreeSet;

use plimsoll_lint::{Registry, Report};
use plimsoll_model::document::Model;
use plimsoll_model::view::{Dockerfile, Subject};
use plimsoll_model::workspace::Workspace;
use plimsoll_syntax::FileId;

use super::deployment::Deployment;
use crate::args::{ModelArgs, ModelFormat};
use crate::outcome::Outcome;
use crate::terminal;

/// What is printed.
struct Shown<'a> {
    models: Vec<&'a Model<'a>>,
    /// The Dockerfiles that none of the projects builds.
    dockerfiles: Vec<Dockerfile<'a>>,
}

/// Prints the projects and Dockerfiles that the arguments name.
pub(crate) fn run(args: &ModelArgs, registry: &Registry) -> anyhow::Result<Outcome> {
    let stdin_name = args.stdin_filename.as_deref();
    let Some(deployment) = Deployment::read(&args.paths, &args.project, stdin_name, registry)? else {
        return Ok(Outcome::Failed);
    };
    if deployment.is_empty {
        terminal::complain("no Dockerfiles and no Compose files found, so there is nothing to show");
        return Ok(Outcome::Failed);
    }
    let mut complete = deployment.is_complete;
    let (workspace, report) = (&deployment.workspace, &deployment.report);
    let all = workspace.models();
    let (models, all_known) = choose(&all, &args.variants);
    complete &= all_known;
    complain_of_errors(&models, report);
    complete &= models.iter().all(|model| model.errors.is_empty());
    let dockerfiles = match args.variants.is_empty() {
        true => built_by_none(workspace, &all),
        false => Vec::new(),
    };
    let shown = Shown { models, dockerfiles };
    let mut out = Vec::new();
    match args.format {
        ModelFormat::Yaml => yaml::write(&shown, report, &mut out)?,
        ModelFormat::Json => json::write(&shown, report, &mut out)?,
    }
    terminal::print(&out)?;
    Ok(if complete { Outcome::Clean } else { Outcome::Failed })
}

/// The Dockerfiles of the run that no project builds.
fn built_by_none<'a>(workspace: &'a Workspace, models: &[Model<'a>]) -> Vec<Dockerfile<'a>> {
    let built = models.iter().flat_map(Model::dockerfiles);
    let built: BTreeSet<FileId> = built.map(|dockerfile| dockerfile.source().id()).collect();
    let subjects = workspace.subjects().filter_map(|(file, subject)| match subject {
        Subject::Dockerfile(dockerfile) if !built.contains(&file) => Some(dockerfile),
        _ => None,
    });
    subjects.collect()
}

/// The models that the words select, all if there are none, and whether each word is known.
pub(super) fn choose<'m, 'a>(all: &'m [Model<'a>], words: &[String]) -> (Vec<&'m Model<'a>>, bool) {
    if words.is_empty() {
        return (all.iter().collect(), true);
    }
    let mut chosen = BTreeSet::new();
    let mut all_known = true;
    for word in words {
        let matching = |is: fn(&str, &str) -> bool| -> Vec<usize> {
            let models = all.iter().enumerate();
            models
                .filter(|(_, m)| is(&m.name, word))
                .map(|(index, _)| index)
                .collect()
        };
        let mut found = matching(|name, word| name == word);
        if found.is_empty() {
            found = matching(|name, word| name.rsplit(" + ").next() == Some(word));
        }
        if found.is_empty() {
            let names: BTreeSet<&str> = all.iter().map(|model| &*model.name).collect();
            let names: Vec<String> = names.into_iter().map(|name| format!("`{name}`")).collect();
            let others = match names.is_empty() {
                true => "no Compose files were found".to_owned(),
                false => format!("there are {}", names.join(", ")),
            };
            terminal::complain(format_args!("there is no variant `{word}`; {others}"));
            all_known = false;
        }
        chosen.extend(found);
    }
    (chosen.into_iter().map(|index| &all[index]).collect(), all_known)
}

/// Reports why Compose would refuse the projects, each fault once.
fn complain_of_errors(models: &[&Model<'_>], report: &Report) {
    let mut said = BTreeSet::new();
    for error in models.iter().flat_map(|model| &model.errors) {
        let source = report.source(error.span.file);
        let message = report.redact_sentence(error.span, &error.message);
        if said.insert((error.span, message.clone())) {
            let line = source.line_of(error.span.start);
            terminal::complain(format_args!("{}:{line}: {message}", source.shown()));
        }
    }
}
