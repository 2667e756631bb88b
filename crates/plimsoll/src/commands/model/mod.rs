//! `plimsoll model`: Compose projects merged, each value with its place.

mod json;
mod tree;
mod yaml;

use std::collections::BTreeSet;

use plimsoll_lint::{Policy, Registry, Report, judge};
use plimsoll_model::files::FileKind;
use plimsoll_model::workspace::Model;
use plimsoll_model::workspace::Workspace;

use crate::args::{ModelArgs, ModelFormat};
use crate::outcome::Outcome;
use crate::{disk, inputs, terminal};

/// Prints the projects that the arguments name.
pub(crate) fn run(args: &ModelArgs, registry: &Registry) -> anyhow::Result<Outcome> {
    let mut policy = Policy::default_of(registry);
    policy.project = inputs::options(&args.project)?;
    let gathered = inputs::gather(&args.paths, &args.project, args.stdin_filename.as_deref())?;
    let mut complete = !gathered.problems.iter().any(|p| p.named);
    if !gathered
        .files
        .inputs
        .iter()
        .any(|input| input.kind == FileKind::Compose)
    {
        terminal::complain("no Compose files found, so there is no project to show");
        return Ok(Outcome::Failed);
    }
    let sources = disk::sources(&gathered.project, gathered.unsaved.as_ref());
    let workspace = Workspace::load_with(gathered.files.inputs, &sources, None, &policy.project);
    // Only the rules know what is a secret.
    let report = judge(&workspace, registry, &policy, &|| ());
    if report.internal_error {
        anyhow::bail!("a rule failed inside, so nobody knows what is a secret");
    }
    let all = workspace.models(&gathered.project, &policy.project);
    let (chosen, all_known) = choose(&all, &args.variants);
    complete &= all_known;
    complain_of_errors(&chosen, &report);
    complete &= chosen.iter().all(|model| model.errors.is_empty());
    let mut out = Vec::new();
    match args.format {
        ModelFormat::Yaml => yaml::write(&chosen, &report, &mut out)?,
        ModelFormat::Json => json::write(&chosen, &report, &mut out)?,
    }
    terminal::print(&out)?;
    Ok(if complete { Outcome::Clean } else { Outcome::Failed })
}

/// The models that the words select, all if there are none, and whether each word is known.
fn choose<'m, 'a>(all: &'m [Model<'a>], words: &[String]) -> (Vec<&'m Model<'a>>, bool) {
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
            let names = names.join(", ");
            terminal::complain(format_args!("no variant is called `{word}`; there are {names}"));
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
