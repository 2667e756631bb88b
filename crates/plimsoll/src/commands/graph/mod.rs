//! `plimsoll graph`: a project as a picture.

mod dot;
mod mermaid;
mod picture;
mod svg;

use std::collections::{BTreeMap, BTreeSet};

use plimsoll_lint::Registry;
use plimsoll_model::document::Model;
use plimsoll_model::environment::Environment;
use plimsoll_model::files::Input;
use plimsoll_model::project::Options;
use plimsoll_model::sources::Sources;

use super::deployment::{Deployment, usual};
use super::model::choose;
use crate::args::{GraphArgs, GraphFormat};
use crate::outcome::Outcome;
use crate::report::Drawing;
use crate::terminal;

use picture::Picture;

/// A page has so many pictures at most.
const MOST_DRAWINGS: usize = 30;
/// So many other folders are named.
const MOST_FOLDERS: usize = 5;

/// Draws the project that the arguments name.
pub(crate) fn run(args: &GraphArgs, registry: &Registry) -> anyhow::Result<Outcome> {
    let Some(deployment) = Deployment::read(&args.paths, &args.project, None, registry)? else {
        return Ok(Outcome::Failed);
    };
    let report = &deployment.report;
    let all = deployment.workspace.models();
    let (models, all_known) = choose(&all, &args.variants);
    // One picture shows one way to start one project.
    let Some(model) = usual(&models, Environment::Production) else {
        if all_known {
            terminal::complain("no Compose files found, so there is nothing to draw");
        }
        return Ok(Outcome::Failed);
    };
    if args.format == GraphFormat::Json {
        let pictures: Vec<Picture> = models.iter().map(|model| Picture::of(model, report)).collect();
        let whole = serde_json::json!({"format_version": 1, "projects": pictures});
        terminal::print((serde_json::to_string_pretty(&whole)? + "\n").as_bytes())?;
        return Ok(if all_known { Outcome::Clean } else { Outcome::Failed });
    }
    complain_of_others(model, &models);
    let picture = Picture::of(model, report);
    let text = match args.format {
        GraphFormat::Mermaid => mermaid::write(&picture),
        GraphFormat::Dot => dot::write(&picture),
        GraphFormat::Svg | GraphFormat::Json => svg::write(&picture)?,
    };
    terminal::print(text.as_bytes())?;
    Ok(if all_known { Outcome::Clean } else { Outcome::Failed })
}

/// The pictures of the projects among some files, as they are started in production. One that cannot be drawn
/// is left out, and so is a project of a single box.
pub(super) fn drawings(
    inputs: Vec<Input>,
    sources: &Sources<'_>,
    options: &Options,
    registry: &Registry,
) -> Vec<Drawing> {
    // Nothing is shown of files of which nobody knows what is secret in them.
    let Ok(deployment) = Deployment::of(inputs, sources, options.clone(), registry) else {
        return Vec::new();
    };
    let models = deployment.workspace.models();
    let mut projects: BTreeMap<&str, Vec<&Model<'_>>> = BTreeMap::new();
    for model in &models {
        projects.entry(model.directory).or_default().push(model);
    }
    let usual = projects
        .values()
        .filter_map(|models| usual(models, Environment::Production));
    let drawings = usual.filter_map(|model| {
        let picture = Picture::of(model, &deployment.report);
        let svg = svg::write(&picture).ok().filter(|_| picture.boxes.len() > 1)?;
        let path = model.compose.source().shown();
        let environment = model.verdict.environment.name();
        let title = format!("Deployment of {path} ({environment})");
        Some(Drawing { title, svg })
    });
    drawings.take(MOST_DRAWINGS).collect()
}

/// Says what else could be drawn.
fn complain_of_others(drawn: &Model<'_>, models: &[&Model<'_>]) {
    let others = models.iter().filter(|model| !std::ptr::eq(**model, drawn));
    let (ways, elsewhere): (Vec<&Model<'_>>, Vec<&Model<'_>>) =
        others.partition(|model| model.directory == drawn.directory);
    let ways: Vec<String> = ways.iter().map(|model| format!("`{}`", model.name)).collect();
    let folders: BTreeSet<&str> = elsewhere.iter().map(|model| in_words(model.directory)).collect();
    let mut others = Vec::new();
    if !ways.is_empty() {
        others.push(format!("`--variant` draws another: {}", ways.join(", ")));
    }
    if !folders.is_empty() {
        let named: Vec<String> = folders
            .iter()
            .take(MOST_FOLDERS)
            .map(|name| format!("`{name}`"))
            .collect();
        let more = match folders.len().saturating_sub(MOST_FOLDERS) {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        others.push(format!(
            "for another project name its folder: {}{more}",
            named.join(", ")
        ));
    }
    if !others.is_empty() {
        let place = match folders.is_empty() {
            true => String::new(),
            false => format!(" in `{}`", in_words(drawn.directory)),
        };
        terminal::complain(format_args!("this is `{}`{place}; {}", drawn.name, others.join("; ")));
    }
}

fn in_words(folder: &str) -> &str {
    if folder.is_empty() { "." } else { folder }
}
