//! The build contexts of all Dockerfiles: a phase after the links, which know what services say.

use std::panic::{AssertUnwindSafe, catch_unwind};

use super::links::Links;
use crate::base::{Value, path::join};
use crate::compose::Compose;
use crate::context::{Contexts, Finder};
use crate::project::{Failure, Parsed, Projects, panic_message};
use crate::sources::Reader;

/// What each Dockerfile is built with. The ignore files become part of what the links have read.
pub(super) fn find(parsed: &Parsed, projects: &Projects, links: &mut Links, files: &Reader<'_>) -> Vec<Contexts> {
    let mut finder = Finder::new(files);
    let mut failures = Vec::new();
    let found = links.all(parsed).enumerate().map(|(index, facts)| {
        let mut stated: Vec<Option<String>> = Vec::new();
        for link in links.to_dockerfile(index) {
            let folder = folder_of_build(projects.compose(parsed, link.compose), link.service);
            // Many services may build the same.
            if !stated.contains(&folder) {
                stated.push(folder);
            }
        }
        for build in links.other_builds(index) {
            if !stated.contains(&build.folder) {
                stated.push(build.folder.clone());
            }
        }
        let named = links.named_folders(index);
        // A panic costs what would be known of this context.
        catch_unwind(AssertUnwindSafe(|| finder.contexts(facts, &stated, &named))).unwrap_or_else(|payload| {
            failures.push(Failure {
                file: facts.tree.source.id(),
                message: panic_message(&*payload),
            });
            Contexts::default()
        })
    });
    let contexts = found.collect();
    links.failures.append(&mut failures);
    links.sources.append(&mut finder.sources);
    contexts
}

/// The folder that a service builds from; absent if it is elsewhere or not known.
fn folder_of_build(compose: &Compose, service: usize) -> Option<String> {
    let build = compose.services[service].build.as_ref()?;
    if build.value.is_remote() != Value::Known(false) {
        return None;
    }
    let Value::Known(context) = build.value.context_path() else {
        return None;
    };
    Some(join(compose.directory_of(build.value.context_place())?, &context))
}
