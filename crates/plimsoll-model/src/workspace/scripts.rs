//! The scripts of the build contexts: read once each, after all other phases, since the finished
//! workspace tells which of them are run.

use std::collections::{BTreeSet, HashMap};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use plimsoll_syntax::FileId;
use rayon::prelude::*;

use super::Workspace;
use crate::context::ScriptFile;
use crate::files::Files;
use crate::project::{Failure, panic_message};
use crate::sources::Reader;

/// So many places of a run are looked at.
const MOST_PLACES: usize = 10_000;

/// Scripts by their path.
pub(super) type Scripts = HashMap<String, ScriptFile>;

impl Workspace {
    /// Reads the scripts that images and services run.
    pub(super) fn read_scripts(&mut self, files: &Reader<'_>) {
        let dockerfiles = (0..self.contexts.len()).into_par_iter().map(|index| {
            let dockerfile = self.dockerfile(index);
            guarded(dockerfile.source().id(), || dockerfile.script_places())
        });
        let composes = self.projects.judged().into_par_iter().map(|index| {
            let compose = self.compose(index);
            let places = || compose.services().flat_map(|service| service.script_places()).collect();
            guarded(compose.source().id(), places)
        });
        let found: Vec<Result<Vec<String>, Failure>> = dockerfiles.chain(composes).collect();
        let (mut places, mut failures): (BTreeSet<String>, _) = (BTreeSet::new(), Vec::new());
        for found in found {
            match found {
                Ok(found) => places.extend(found),
                Err(failure) => failures.push(failure),
            }
        }
        self.failures.append(&mut failures);
        // What version control leaves out is on one machine only, or made before the build.
        let is_kept = |place: &String| files.is_ignored(place) != Some(true);
        let places = places.into_iter().take(MOST_PLACES).filter(is_kept).collect();
        for source in files.load(places) {
            let path = source.path().to_owned();
            let is_executable = files.is_executable(&path);
            if let Some(script) = ScriptFile::read(Arc::clone(&source), is_executable) {
                self.sources.insert(source.id(), source);
                self.scripts.insert(path, script);
            }
        }
    }
}

/// What is asked of a file; a panic costs what would be known of its scripts.
fn guarded(file: FileId, ask: impl FnOnce() -> Vec<String>) -> Result<Vec<String>, Failure> {
    catch_unwind(AssertUnwindSafe(ask)).map_err(|payload| Failure {
        file,
        message: panic_message(&*payload),
    })
}
