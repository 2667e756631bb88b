//! The files of a project as they are between two passes, and what is found in them.

use std::collections::{BTreeMap, HashMap};

use plimsoll_lint::{Finding, Policy, Report, judge};
use plimsoll_model::files::Input;
use plimsoll_model::sources::Sources;
use plimsoll_model::workspace::Workspace;
use plimsoll_syntax::FileId;

use crate::{Job, Patch};

/// How the states of a run are judged.
#[derive(Clone, Copy)]
pub(crate) struct Judges<'a> {
    pub(crate) job: &'a Job<'a>,
    /// Errors that no fix may bring, though the user has not asked for their rules.
    pub(crate) guard: Option<&'a Policy>,
}

/// Files that can concern each other, judged.
pub(crate) struct State {
    pub(crate) inputs: Vec<Input>,
    pub(crate) workspace: Workspace,
    /// All that is found, also what is known.
    pub(crate) report: Report,
    /// What the guard finds.
    pub(crate) guarded: Report,
    by_path: HashMap<String, FileId>,
}

impl State {
    pub(crate) fn of(judges: Judges<'_>, inputs: Vec<Input>) -> Self {
        let job = judges.job;
        let sources = Sources::new(job.files);
        let mut options = job.policy.project.clone();
        options.with_models = true;
        let workspace = Workspace::load_with(inputs.clone(), &sources, job.policy.environment, &options);
        let report = judge(&workspace, job.registry, job.policy, &|| ());
        let guarded = judges.guard.map(|guard| judge(&workspace, job.registry, guard, &|| ()));
        let files = workspace.sources().values();
        Self {
            by_path: files.map(|source| (source.path().to_owned(), source.id())).collect(),
            inputs,
            workspace,
            report,
            guarded: guarded.unwrap_or_default(),
        }
    }

    /// The state that a patch leads to.
    pub(crate) fn after(&self, judges: Judges<'_>, patch: &Patch<'_>) -> Self {
        let mut new: BTreeMap<&str, Vec<u8>> = patch.files().map(|(file, bytes)| (self.path(file), bytes)).collect();
        let mut inputs = self.inputs.clone();
        for input in &mut inputs {
            if let Some(bytes) = new.remove(&*input.path) {
                input.bytes = bytes;
            }
        }
        Self::of(judges, inputs)
    }

    pub(crate) fn path(&self, file: FileId) -> &str {
        self.workspace.source(file).path()
    }

    /// The number of a file, if it is here.
    pub(crate) fn file(&self, path: &str) -> Option<FileId> {
        self.by_path.get(path).copied()
    }

    /// Whether a file may be changed: one of the inputs that was asked for, and not only read to know what
    /// the others are for.
    pub(crate) fn is_input(&self, file: FileId) -> bool {
        self.workspace.is_reported(file) && self.inputs.iter().any(|input| input.path == self.path(file))
    }

    /// What findings have in common that only their numbers tell apart.
    pub(crate) fn likeness<'s>(&'s self, finding: &'s Finding) -> ((&'s str, &'s str), u64) {
        (self.kind_of(finding), finding.identity.hash())
    }

    /// What two findings must have in common to be taken for the same: their file and rule.
    pub(crate) fn kind_of<'s>(&'s self, finding: &'s Finding) -> (&'s str, &'s str) {
        (self.path(finding.span.file), finding.rule.id())
    }
}
