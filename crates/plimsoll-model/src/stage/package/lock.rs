//! Installations of a project, with the lock file that they are to follow.

use plimsoll_syntax::Span;
use plimsoll_syntax::dockerfile::Word;

use super::project_folder::names_folder;
use crate::base::path::{file_name, folder};
use crate::command::package::{ProjectInstall, lockfiles_of, manifests, project_install};
use crate::context::{LockfileState, Manifests};
use crate::stage::copy::Placed;
use crate::view::{Instruction, Stage};

/// A step that installs what a manifest lists, where no lock file was brought before it.
#[derive(Clone)]
pub struct UnlockedInstall<'a> {
    pub install: ProjectInstall<'a>,
    pub run: Instruction<'a>,
    /// The source that brings the manifest.
    pub source: &'a Word,
    pub copy: Instruction<'a>,
    pub manifest: &'static str,
    pub lock: Lock,
}

/// What is known of the lock file of an installation.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Lock {
    /// It lies beside the manifest, and is not copied.
    NotCopied(&'static str),
    /// It lies there, and a line of the ignore file leaves it out.
    LeftOut(&'static str, Span),
    /// Version control leaves it out.
    Ignored(&'static str),
    /// There is none. Perhaps there is one of another tool.
    Missing { other: Option<&'static str> },
}

impl<'a> Stage<'a> {
    /// The steps that install a project without its lock file, the first of each tool.
    pub fn unlocked_installs(self) -> Vec<UnlockedInstall<'a>> {
        let mut found: Vec<UnlockedInstall<'a>> = Vec::new();
        for run in self.runs() {
            // A mount may bring any file.
            if run
                .node()
                .flags_named("mount")
                .any(|mount| run.mount_type(mount).as_deref() != Some("cache"))
            {
                continue;
            }
            let mut steps = run.steps().filter(|step| !names_folder(step));
            let Some(install) = steps.find_map(|step| project_install(step.argv())) else {
                continue;
            };
            if run.changes_folder() || !install.reads_lockfile {
                continue;
            }
            if found.iter().any(|known| known.install.tool == install.tool) {
                continue;
            }
            found.extend(self.unlocked(run, install));
        }
        found
    }

    fn unlocked(self, run: Instruction<'a>, install: ProjectInstall<'a>) -> Option<UnlockedInstall<'a>> {
        let contexts = self.dockerfile().contexts();
        let before: Vec<Placed<'a>> = self
            .placed()
            .filter(|placed| placed.instruction.index() < run.index())
            .collect();
        let brought = before.iter().rev().find_map(|placed| {
            let manifests = contexts.manifests(placed.source.span)?;
            let manifest = install.manifests.iter().find(|name| manifests.names.contains(name))?;
            Some((placed, manifests, *manifest))
        });
        let (placed, manifests, manifest) = brought?;
        if self.folder_at(run)? != folder_of(placed, manifest) {
            return None;
        }
        let others = before.iter().filter(|other| other.source.span != placed.source.span);
        let from_parents = self.ancestors().skip(1).any(|parent| parent.placed().next().is_some());
        if from_parents || others.into_iter().any(|other| may_bring_lockfile(other)) {
            return None;
        }
        Some(UnlockedInstall {
            lock: lock(&install, manifests)?,
            install,
            run,
            source: placed.source,
            copy: placed.instruction,
            manifest,
        })
    }
}

/// The folder that a manifest ends up in.
fn folder_of<'p>(placed: &Placed<'p>, manifest: &str) -> &'p str {
    match placed.is_file || file_name(placed.path) == manifest {
        true => folder(placed.path),
        false => placed.path,
    }
}

/// What is known of the lock file; none if it may be there as it should.
fn lock(install: &ProjectInstall<'_>, manifests: &Manifests) -> Option<Lock> {
    let own = || {
        manifests
            .lockfiles
            .iter()
            .filter(|lockfile| install.lockfiles.contains(&lockfile.name))
    };
    let is_there = own().find(|lockfile| lockfile.state == LockfileState::There);
    if let Some(lockfile) = is_there {
        return (!manifests.is_all).then_some(Lock::NotCopied(lockfile.name));
    }
    let left_out = own().find_map(|lockfile| match lockfile.state {
        LockfileState::LeftOut(line) => Some(Lock::LeftOut(lockfile.name, line)),
        _ => None,
    });
    if left_out.is_some() {
        return left_out;
    }
    if own().any(|lockfile| lockfile.state == LockfileState::Unknown) {
        return None;
    }
    if let Some(lockfile) = own().find(|lockfile| lockfile.state == LockfileState::Ignored) {
        return Some(Lock::Ignored(lockfile.name));
    }
    own().next()?;
    Some(Lock::Missing {
        other: manifests.of_state(LockfileState::There).next(),
    })
}

/// Whether a source may bring a lock file: it is none of the files that we know, or one of those.
fn may_bring_lockfile(placed: &Placed<'_>) -> bool {
    let name = file_name(placed.name);
    let is_lockfile = || manifests().flat_map(lockfiles_of).any(|lockfile| lockfile == name);
    let is_manifest = || manifests().any(|manifest| manifest == name);
    !is_manifest() && (!placed.is_file || is_lockfile() || name.contains("lock"))
}
