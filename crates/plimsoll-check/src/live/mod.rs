//! A folder that is judged again and again while its files change, as an editor needs it.
//!
//! The files are split into groups that do not concern each other. A change drops what was found in the
//! groups that it may concern, and only these are judged again. What it gives is what a run over the
//! folder would give, with the texts of the editor over those on the disk.
//!
//! Paths are relative to the current folder, which is the one that is judged.

mod fixing;
mod group;
mod grouping;

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;

use plimsoll_lint::policy::Layer;
use plimsoll_lint::{KnownFinding, Registry, Report, judge};
use plimsoll_model::base::path::folder;
use plimsoll_model::environment::Environment;
use plimsoll_model::files::{FileKind, Files, Input};
use plimsoll_model::project::Options;
use plimsoll_model::sources::Sources;
use plimsoll_model::workspace::Workspace;

use crate::config::Choice;
use crate::disk::{self, Stamps};
use crate::judging::{Judging, Ready, Unready, known_findings};
use crate::told::Told;

pub use group::Group;

/// What is judged, and how.
#[derive(Clone, Default)]
pub struct Wanted {
    /// The files to look at; none means the whole folder.
    pub paths: Vec<PathBuf>,
    /// A configuration instead of the nearest one.
    pub configuration: Vec<PathBuf>,
    /// What the editor says of rules.
    pub layer: Layer,
    /// What every file is for, whatever its name and content say.
    pub environment: Option<Environment>,
    /// Nobody trusts the folder: policies in Rego are left out.
    pub untrusted: bool,
}

/// The state of a folder.
pub struct Live {
    sources: Sources<'static>,
    ready: Ready,
    known: Vec<KnownFinding>,
    /// The files as they are on the disk.
    saved: BTreeMap<String, Input>,
    /// The texts of the editor; none for those that are of no kind that is judged.
    open: BTreeMap<String, Option<Input>>,
    groups: Vec<Group>,
    /// What has changed since the groups were made.
    changed: BTreeSet<String>,
    /// Files have come or gone.
    has_moved: bool,
}

impl Live {
    /// Reads the files and the configuration. Nothing is judged yet.
    pub fn new(wanted: &Wanted, registry: &Registry) -> Result<Self, Unready> {
        let current = [PathBuf::from(".")];
        let paths = if wanted.paths.is_empty() {
            &current[..]
        } else {
            &wanted.paths
        };
        let gathered = disk::gather(paths, None);
        let project = Arc::new(gathered.project);
        let sources = Sources::shared(Arc::clone(&project) as Arc<dyn Files + Send + Sync>);
        let judging = Judging {
            paths,
            choice: Choice {
                files: &wanted.configuration,
                without_rego: wanted.untrusted,
                ..Choice::default()
            },
            options: Options::default(),
            environment: wanted.environment,
            date: None,
        };
        let mut ready = judging.prepare(gathered.files, &project, &sources, wanted.layer.clone(), registry)?;
        let known = known_findings(None, &ready.loaded, &project).map_err(|error| Unready {
            notes: Vec::new(),
            faults: vec![Told::of_file("plimsoll-baseline.json", format!("{error:#}"))],
        })?;
        let inputs = std::mem::take(&mut ready.inputs);
        Ok(Self {
            sources,
            ready,
            known,
            saved: inputs.into_iter().map(|input| (input.path.clone(), input)).collect(),
            open: BTreeMap::new(),
            groups: Vec::new(),
            changed: BTreeSet::new(),
            has_moved: true,
        })
    }

    /// Puts a text of the editor over a file. `is_dockerfile` is what the editor takes it for.
    pub fn put(&mut self, path: &str, text: &str, is_dockerfile: bool) {
        if let Some(Some(open)) = self.open.get(path)
            && open.bytes == text.as_bytes()
        {
            return;
        }
        let bytes = text.as_bytes().to_vec();
        let named = &self.ready.loaded.named;
        let is_named = named.is_in_variant(path) || named.includes(path, true);
        let kind = match self.saved.get(path).map(|input| input.kind) {
            Some(FileKind::Dockerfile) => Some(FileKind::Dockerfile),
            Some(kind) if is_named => Some(kind),
            _ => disk::kind_of_text(path, &bytes, is_dockerfile),
        };
        let kind = kind.filter(|_| !named.excludes(path, false));
        self.sources.add(path, bytes.clone());
        let path = path.to_owned();
        let input = kind.map(|kind| Input {
            path: path.clone(),
            kind,
            bytes,
        });
        let before = self.open.insert(path.clone(), input);
        let is_same_kind = |before: &Option<Input>| before.as_ref().map(|input| input.kind) == kind;
        self.has_moved |= !before.as_ref().is_some_and(is_same_kind);
        self.changed.insert(path);
    }

    /// Takes back a text: the file on the disk counts again.
    pub fn take_back(&mut self, path: &str) {
        if self.open.remove(path).is_some() {
            self.sources.take_back(path);
            self.changed.insert(path.to_owned());
            self.has_moved = true;
        }
    }

    /// Whether a path is one of the files that are judged.
    pub fn judges(&self, path: &str) -> bool {
        match self.open.get(path) {
            Some(input) => input.is_some(),
            None => self.saved.contains_key(path),
        }
    }

    /// Takes out what the baseline has.
    pub fn hide(&self, report: &mut Report) {
        if self.known.is_empty() {
            return;
        }
        let here: BTreeSet<&str> = report
            .files
            .iter()
            .map(|file| report.source(file.file).path())
            .collect();
        // What was known in another file that is still there stays with that file.
        let may_be_here = |known: &&KnownFinding| here.contains(&*known.path) || !self.judges(&known.path);
        let known: Vec<KnownFinding> = self.known.iter().filter(may_be_here).cloned().collect();
        self.ready.leave_known(report, &known);
    }

    /// What is wrong with the configuration itself, once all groups are judged.
    pub fn configuration(&self) -> Report {
        let mut whole = Report::default();
        for group in &self.groups {
            let Some(report) = group.report() else {
                return Report::default();
            };
            whole.used_exceptions.extend(&report.used_exceptions);
            whole.used_overrides.extend(&report.used_overrides);
        }
        self.ready.with_configuration(whole)
    }

    /// The files of a group, as the editor has them.
    pub fn inputs_of(&self, group: &Group) -> Vec<Input> {
        let input = |path: &String| match self.open.get(path) {
            Some(input) => input.clone(),
            None => self.saved.get(path).cloned(),
        };
        group.paths.iter().filter_map(input).collect()
    }

    /// The facts of a group.
    pub fn workspace(&self, group: &Group) -> Workspace {
        let inputs = self.inputs_of(group);
        let policy = self.ready.policy.stating(&inputs);
        Workspace::load_with(inputs, &self.sources, policy.environment, &policy.project)
    }

    /// The facts of a group with its merged projects, and what the rules say of them: only they know
    /// what is secret.
    pub fn models(&self, group: &Group) -> (Workspace, Report) {
        let inputs = self.inputs_of(group);
        let mut policy = self.ready.policy.stating(&inputs).into_owned();
        policy.project.with_models = true;
        let workspace = Workspace::load_with(inputs, &self.sources, policy.environment, &policy.project);
        let report = judge(&workspace, &self.ready.registry, &policy, &|| ());
        (workspace, report)
    }

    /// What was decided about rules, and the rules.
    pub fn ready(&self) -> &Ready {
        &self.ready
    }

    /// The way to all files, with the texts of the editor over those on the disk.
    pub fn sources(&self) -> &Sources<'static> {
        &self.sources
    }

    /// The paths of the configuration files that hold.
    pub fn configuration_files(&self) -> impl Iterator<Item = &str> {
        self.ready.loaded.sources.values().map(|source| source.path())
    }

    /// What the disk has to say about everything that was read, and the folders around it.
    pub fn stamps(&self) -> Stamps {
        let mut paths: BTreeSet<String> = self.configuration_files().map(str::to_owned).collect();
        for path in self.saved.keys() {
            paths.insert(path.clone());
            paths.insert(folder(path).to_owned());
        }
        for judged in self.groups.iter().filter_map(|group| group.judged.as_ref()) {
            paths.extend(judged.asked.files.iter().cloned());
            paths.extend(judged.asked.folders.iter().cloned());
        }
        paths.insert(String::new());
        paths.retain(|path| !self.open.contains_key(path));
        Stamps::of(paths)
    }

    /// All files that are judged.
    fn inputs(&self) -> impl Iterator<Item = &Input> {
        let saved = self.saved.iter().filter(|(path, _)| !self.open.contains_key(*path));
        let open = self.open.values().flatten();
        saved.map(|(_, input)| input).chain(open)
    }
}
