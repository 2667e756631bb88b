//! What there is to tell about a place in a file, beside what is wrong with it: facts of the model in
//! sentences, for whoever shows them.

mod account;
mod image;
mod links;
mod merged;
mod variable;

pub use account::{Account, accounts};
pub use image::image_at;
pub use links::{Link, links};
pub use merged::{Merged, holds_variables, merged_at};
pub use variable::{Variable, Variables};

use plimsoll_model::view::{ComposeFile, Service, Subject};
use plimsoll_model::workspace::Workspace;
use plimsoll_syntax::SourceFile;

/// The file of a workspace at a path, seen as what it is.
pub(crate) fn subject<'a>(workspace: &'a Workspace, path: &str) -> Option<(Subject<'a>, &'a SourceFile)> {
    let mut subjects = workspace.subjects().map(|(_, subject)| {
        let source = match &subject {
            Subject::Dockerfile(dockerfile) => dockerfile.source(),
            Subject::Compose(compose, _) => compose.source(),
        };
        (subject, source)
    });
    subjects.find(|(_, source)| source.path() == path)
}

/// A Compose file in each way to start its project, which is where its services have what they build.
fn ways<'a>(workspace: &'a Workspace, compose: ComposeFile<'a>, source: &SourceFile) -> Vec<ComposeFile<'a>> {
    let variants = workspace
        .variants()
        .filter(|variant| variant.files.contains(&source.id()));
    let composes = variants.filter_map(|variant| match variant.subject {
        Subject::Compose(compose, _) => Some(compose),
        Subject::Dockerfile(_) => None,
    });
    let ways: Vec<ComposeFile<'a>> = composes.collect();
    if ways.is_empty() { vec![compose] } else { ways }
}

/// The services that are written in a file, in each way to start its project.
fn services<'a>(workspace: &'a Workspace, compose: ComposeFile<'a>, source: &SourceFile) -> Vec<Service<'a>> {
    let services = ways(workspace, compose, source)
        .into_iter()
        .flat_map(ComposeFile::services);
    services
        .filter(|service| service.facts().name.span.file == source.id())
        .collect()
}
