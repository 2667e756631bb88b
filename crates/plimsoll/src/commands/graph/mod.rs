//! `plimsoll graph`: a project as a picture.

mod dot;
mod mermaid;
mod picture;
mod svg;

use plimsoll_lint::{Policy, Registry};
use plimsoll_model::base::path::file_name;
use plimsoll_model::document::Model;
use plimsoll_model::environment::{Environment, is_plain_compose};
use plimsoll_model::workspace::Workspace;

use super::judging::{judged_for_secrets, variants_of};
use super::model::choose;
use crate::args::{GraphArgs, GraphFormat};
use crate::outcome::Outcome;
use crate::{disk, inputs, terminal};

use picture::Picture;

/// Draws the project that the arguments name.
pub(crate) fn run(args: &GraphArgs, registry: &Registry) -> anyhow::Result<Outcome> {
    let mut policy = Policy::default_of(registry);
    policy.project = inputs::options(&args.project)?;
    policy.project.with_models = true;
    let gathered = inputs::gather(&args.paths, &args.project, None)?;
    let mut files = gathered.files;
    let sources = disk::sources(&gathered.project, gathered.unsaved.as_ref());
    let Some(variants) = variants_of(&args.paths, &mut files, &gathered.project, &sources) else {
        return Ok(Outcome::Failed);
    };
    policy.project.variants = variants;
    let workspace = Workspace::load_with(files.inputs, &sources, None, &policy.project);
    let report = judged_for_secrets(&workspace, registry, &policy)?;
    let all = workspace.models();
    let (models, all_known) = choose(&all, &args.variants);
    if models.is_empty() {
        if all_known {
            terminal::complain("no Compose files found, so there is nothing to draw");
        }
        return Ok(Outcome::Failed);
    }
    if args.format == GraphFormat::Json {
        let pictures: Vec<Picture> = models.iter().map(|model| Picture::of(model, &report)).collect();
        let whole = serde_json::json!({"format_version": 1, "projects": pictures});
        terminal::print((serde_json::to_string_pretty(&whole)? + "\n").as_bytes())?;
        return Ok(if all_known { Outcome::Clean } else { Outcome::Failed });
    }
    let model = drawn(&models);
    complain_of_others(model, &models);
    let picture = Picture::of(model, &report);
    let text = match args.format {
        GraphFormat::Mermaid => mermaid::write(&picture),
        GraphFormat::Dot => dot::write(&picture),
        GraphFormat::Svg | GraphFormat::Json => svg::write(&picture)?,
    };
    terminal::print(text.as_bytes())?;
    Ok(if all_known { Outcome::Clean } else { Outcome::Failed })
}

/// One picture shows one way to start one project: where there are several, one whose base Compose finds
/// by itself, and one for production.
fn drawn<'m, 'a>(models: &[&'m Model<'a>]) -> &'m Model<'a> {
    let is_worse = |model: &&&Model<'_>| {
        let base = model.compose.source().path();
        let is_found = is_plain_compose(file_name(base));
        (!is_found, model.verdict.environment != Environment::Production)
    };
    models.iter().min_by_key(is_worse).unwrap_or(&models[0])
}

/// Says what else could be drawn.
fn complain_of_others(drawn: &Model<'_>, models: &[&Model<'_>]) {
    let others = models.iter().filter(|model| !std::ptr::eq(**model, drawn));
    let names: Vec<String> = others.map(|model| format!("`{}`", model.name)).collect();
    if !names.is_empty() {
        let names = names.join(", ");
        terminal::complain(format_args!(
            "this is `{}`; `--variant` draws another: {names}",
            drawn.name
        ));
    }
}
