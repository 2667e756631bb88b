//! The groups of a folder: made anew where a change may have moved something, and judged again where it
//! may have changed what was found.

use std::collections::{BTreeSet, HashMap};

use plimsoll_lint::lint_group;
use plimsoll_model::base::path::folder;
use plimsoll_model::files::{FileKind, Input};
use plimsoll_model::workspace::partition;
use rayon::prelude::*;

use super::group::{Group, Judged};
use super::{Live, Ready};

impl Live {
    /// The groups of files, after all changes. Those that a change may concern have to be judged again.
    pub fn groups(&mut self) -> &[Group] {
        if self.changed.is_empty() && !self.has_moved {
            return &self.groups;
        }
        if self.splits_as_before() {
            let changed = std::mem::take(&mut self.changed);
            let concerned = self.groups.iter_mut();
            let concerned = concerned.filter(|group| group.depends_on(&changed, &BTreeSet::new()));
            concerned.for_each(|group| group.judged = None);
            return &self.groups;
        }
        let parts = partition(
            self.inputs().cloned().collect(),
            &self.sources.reader(),
            &self.ready.policy.project,
        );
        let groups = std::mem::take(&mut self.groups).into_iter();
        let mut before: HashMap<Vec<String>, Group> = groups.map(|group| (group.paths.clone(), group)).collect();
        let changed = std::mem::take(&mut self.changed);
        let folders: BTreeSet<&str> = match std::mem::take(&mut self.has_moved) {
            true => changed.iter().map(|path| folder(path)).collect(),
            false => BTreeSet::new(),
        };
        let group = |part: Vec<Input>| {
            let paths: Vec<String> = part.into_iter().map(|input| input.path).collect();
            let before = before.remove(&paths);
            before
                .filter(|group| !group.depends_on(&changed, &folders))
                .unwrap_or_else(|| Group::new(paths))
        };
        self.groups = parts.into_iter().map(group).collect();
        &self.groups
    }

    /// Whether the groups are surely the same after the changes: what belongs together is said by Compose
    /// files and by environment files, never by a Dockerfile.
    fn splits_as_before(&self) -> bool {
        let is_dockerfile = |path: &String| {
            let open = self.open.get(path).and_then(Option::as_ref);
            open.is_some_and(|input| input.kind == FileKind::Dockerfile)
        };
        !self.has_moved && self.changed.iter().all(is_dockerfile)
    }

    /// One of the groups.
    pub fn group(&self, index: usize) -> &Group {
        &self.groups[index]
    }

    /// Judges some groups, unless that is done.
    pub fn judge(&mut self, indexes: &[usize]) {
        let stale = indexes.par_iter().filter(|&&index| self.groups[index].judged.is_none());
        let judged: Vec<(usize, Judged)> = stale.map(|&index| (index, self.judged(&self.groups[index]))).collect();
        for (index, judged) in judged {
            self.groups[index].judged = Some(judged);
        }
    }

    fn judged(&self, group: &Group) -> Judged {
        let Ready { registry, policy, .. } = &self.ready;
        let (mut report, asked) = lint_group(self.inputs_of(group), &self.sources, registry, policy);
        self.hide(&mut report);
        Judged {
            report,
            asked,
            is_new: true,
        }
    }

    /// The groups that were judged since this was asked last, whoever had it done.
    pub fn news(&mut self) -> Vec<usize> {
        let groups = self.groups.iter_mut().enumerate();
        let new = groups.filter_map(|(index, group)| {
            let is_new = &mut group.judged.as_mut()?.is_new;
            std::mem::take(is_new).then_some(index)
        });
        new.collect()
    }
}
