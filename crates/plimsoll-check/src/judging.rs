//! What all that judge files have in common: the files that are left, the policy of the configuration
//! and of whoever asks, and the findings that are known.

use std::collections::BTreeSet;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::bail;
use plimsoll_config::Fault;
use plimsoll_lint::policy::{Layer, Origin, Policy, PolicyFault, PolicyProblem, Reach};
use plimsoll_lint::{Finding, KnownFinding, Registry, Release, Report, Suppression, lint};
use plimsoll_model::base::Date;
use plimsoll_model::base::path::{folder, join};
use plimsoll_model::environment::Environment;
use plimsoll_model::files::{FileKind, Input};
use plimsoll_model::image::OwnImages;
use plimsoll_model::project::Options;
use plimsoll_model::sources::Sources;
use plimsoll_model::workspace::partition;
use plimsoll_syntax::FileId;

use crate::baseline;
use crate::clock::today;
use crate::config::{Choice, Loaded};
use crate::disk::{self, Found, Problem, Project};
use crate::told::Told;

/// What whoever asks says about judging.
pub struct Judging<'a> {
    /// The files and folders that were asked for; none means the current folder.
    pub paths: &'a [PathBuf],
    /// Which configuration holds.
    pub choice: Choice<'a>,
    /// How Compose projects are read.
    pub options: Options,
    /// What every file is for, whatever its name and content say.
    pub environment: Option<Environment>,
    /// The day, if not today.
    pub date: Option<Date>,
}

/// One part of the projects.
#[derive(Clone, Copy)]
pub struct Shard {
    /// From 1.
    pub number: u64,
    pub of: u64,
}

/// All that is needed to judge.
pub struct Ready {
    /// The files, with those that only say what others are for.
    pub inputs: Vec<Input>,
    /// What was decided.
    pub policy: Policy,
    /// The configuration.
    pub loaded: Loaded,
    /// The rules, with those of the configuration.
    pub registry: Registry,
    /// The command line chooses rules or files, so that what the configuration says may seem to be unused.
    chooses: bool,
    /// The paths of the command line.
    named: BTreeSet<String>,
    /// The files that are looked at because a configuration says so.
    pub included: Vec<PathBuf>,
    /// What people should know, a sentence each.
    pub notes: Vec<String>,
}

impl Ready {
    /// Judges the files.
    pub fn judge(&mut self, sources: &Sources<'_>, on_file: &(dyn Fn() + Sync)) -> Report {
        let inputs = std::mem::take(&mut self.inputs);
        lint(inputs, sources, &self.registry, &self.policy, on_file)
    }

    /// Says that the files are only some of those that the configuration is for.
    pub fn looks_at_some(&mut self) {
        self.chooses = true;
    }

    /// Keeps the files of one part of the projects. Which it is depends only on where a project lies,
    /// so that machines that see the same files agree.
    pub fn keep(&mut self, shard: Shard, sources: &Sources<'_>) {
        let inputs = std::mem::take(&mut self.inputs);
        let projects = partition(inputs, &sources.reader(), &self.policy.project);
        let is_kept = |project: &Vec<Input>| {
            let first = project.iter().map(|input| input.path.as_str()).min();
            let mut hasher = DefaultHasher::new();
            folder(first.unwrap_or_default()).hash(&mut hasher);
            hasher.finish() % shard.of == shard.number - 1
        };
        self.inputs = projects.into_iter().filter(is_kept).flatten().collect();
        self.looks_at_some();
    }

    /// Hides the findings that the baseline has, but those that an organisation enforces.
    pub fn leave_known(&self, report: &mut Report, known: &[KnownFinding]) {
        let lets = |finding: &Finding| self.policy.lets_baselines(finding.rule.index());
        report.leave_known(known, &Suppression::Baseline, lets);
    }

    /// The report with what is wrong with the configuration itself.
    pub fn with_configuration(&self, report: Report) -> Report {
        let is_whole = |file: FileId| {
            let source = self.loaded.sources.get(&file);
            !self.chooses && source.is_some_and(|source| self.looked_at_all_of(source.path()))
        };
        report.with_configuration(&self.policy, &self.registry, &self.loaded.sources, is_whole)
    }

    /// Whether the command line leaves a rule in.
    pub fn asks_for(&self, rule: &str) -> bool {
        let rule = self.registry.rule(rule).filter(|_| self.chooses);
        rule.is_none_or(|rule| self.policy.is_enabled(rule.index()))
    }

    /// Whether the paths of the command line lead to everything that a configuration file is for.
    fn looked_at_all_of(&self, configuration: &str) -> bool {
        let own = folder(configuration);
        let own = own.strip_suffix(".config").unwrap_or(own).trim_end_matches('/');
        let is_above = |path: &String| match path.as_str() {
            "." | "" => !own.starts_with("..") && !own.starts_with('/'),
            path => own == path || own.strip_prefix(path).is_some_and(|rest| rest.starts_with('/')),
        };
        self.named.iter().any(is_above)
    }
}

impl Judging<'_> {
    /// Reads the configuration, makes the policy, and takes over the files. If something is wrong with
    /// either, that is all there is: nothing is judged half.
    pub fn prepare(
        self,
        mut files: Found,
        project: &Project,
        sources: &Sources<'_>,
        mut layer: Layer,
        registry: &Registry,
    ) -> Result<Ready, Unready> {
        let (more, problems) = more_files(self.paths, &files, &self.choice, project, sources);
        let mut notes: Vec<String> = problems.iter().map(Problem::to_string).collect();
        let included = more.iter().map(|input| PathBuf::from(&input.path)).collect();
        files.inputs.extend(more);
        let mut loaded = Loaded::of(&files.inputs, &self.choice, project, sources);
        let chooses = layer.settings.select.is_some() || !layer.settings.ignore.is_empty();
        // The command line holds over every file, also over those with a configuration of their own.
        if loaded.layers.iter().any(|layer| layer.reach.is_some()) {
            layer.reach = Some(Reach::default());
        }
        let layers: Vec<Layer> = loaded.layers.drain(..).chain([layer]).collect();
        let mut registry = registry.clone();
        let has_policies = !loaded.policies.is_empty() || !loaded.rego.is_empty();
        loaded.load_policies(&mut registry);
        let (mut policy, faults) = Policy::resolve(&layers, &registry);
        let faulty = faults.iter().filter(|fault| !self.is_left_out(fault));
        let faulty = faulty.map(|fault| told(fault, &loaded));
        let mut faults: Vec<Told> = loaded.faults.iter().cloned().chain(faulty).collect();
        faults.sort();
        if !faults.is_empty() {
            return Err(Unready { notes, faults });
        }
        policy.environment = self.environment;
        let asks_clock = self.choice.only.is_none();
        let date = self.date.or(loaded.date);
        policy.date = date.or_else(|| asks_clock.then(today).flatten());
        policy.is_date_fixed = self.date.or(loaded.date).is_some();
        let coming = policy.coming(&registry);
        if coming > 0 {
            let rules = if coming == 1 { "rule is" } else { "rules are" };
            notes.push(format!(
                "{coming} {rules} newer than your edition and off (`edition = \"{}\"` turns them on)",
                Release::EDITION.edition()
            ));
        }
        policy.project = self.options;
        policy.project.with_models = has_policies;
        policy.project.variants = loaded.named.variants();
        policy.project.images = Arc::new(OwnImages::new(std::mem::take(&mut loaded.images)));
        policy.project.context = files.context.iter().map(|input| input.path.clone()).collect();
        let current = [PathBuf::from(".")];
        let paths = if self.paths.is_empty() { &current } else { self.paths };
        let named: BTreeSet<String> = paths.iter().map(|path| disk::identity(path)).collect();
        let is_left = |input: &Input| !loaded.named.excludes(&input.path, named.contains(&input.path));
        let mut inputs = files.inputs;
        let before = inputs.len();
        inputs.retain(is_left);
        if inputs.is_empty() && before > 0 {
            let files = if before == 1 { "file is" } else { "files are" };
            notes.push(format!("{before} {files} left out by `exclude` in the configuration"));
        }
        inputs.extend(files.context);
        Ok(Ready {
            inputs,
            policy,
            loaded,
            registry,
            chooses,
            named,
            included,
            notes,
        })
    }
}

impl Judging<'_> {
    /// Whether a fault only names a policy in Rego that is left out.
    fn is_left_out(&self, fault: &PolicyFault) -> bool {
        let PolicyProblem::UnknownSelector { word, .. } = &fault.problem else {
            return false;
        };
        self.choice.without_rego && word.starts_with("policy/")
    }
}

/// Why nothing can be judged.
pub struct Unready {
    /// What people should know, a sentence each.
    pub notes: Vec<String>,
    /// What is wrong with the configuration, in order.
    pub faults: Vec<Told>,
}

/// Adds the files that the configuration leads to, and gives the ways in which projects are started by its
/// word. For those who judge nothing.
pub fn variants_of(
    paths: &[PathBuf],
    files: &mut Found,
    project: &Project,
    sources: &Sources<'_>,
) -> Result<Vec<Vec<String>>, Unready> {
    let choice = Choice::default();
    let (more, problems) = more_files(paths, files, &choice, project, sources);
    files.inputs.extend(more);
    let loaded = Loaded::of(&files.inputs, &choice, project, sources);
    match loaded.faults.is_empty() {
        true => Ok(loaded.named.variants()),
        false => Err(Unready {
            notes: problems.iter().map(Problem::to_string).collect(),
            faults: loaded.faults,
        }),
    }
}

/// The files in the folders of the command line that a configuration leads to beside those that are found
/// by their names.
fn more_files(
    paths: &[PathBuf],
    files: &Found,
    choice: &Choice<'_>,
    project: &Project,
    sources: &Sources<'_>,
) -> (Vec<Input>, Vec<Problem>) {
    if !Loaded::may_name_files(&files.folders, choice, project) {
        return (Vec::new(), Vec::new());
    }
    // What is wrong with them is told when they are read for the files.
    let places = files.folders.iter().map(|folder| Input {
        path: join(folder, "Dockerfile"),
        kind: FileKind::Dockerfile,
        bytes: Vec::new(),
    });
    let named = Loaded::of(&places.collect::<Vec<_>>(), choice, project, sources).named;
    if !named.names_more() {
        return (Vec::new(), Vec::new());
    }
    let known: BTreeSet<&str> = files.inputs.iter().map(|input| input.path.as_str()).collect();
    let current = [PathBuf::from(".")];
    let paths = if paths.is_empty() { &current } else { paths };
    let folders: Vec<PathBuf> = paths.iter().filter(|path| disk::is_folder(path)).cloned().collect();
    let is_meant = |path: &str, is_called_so| !known.contains(path) && named.includes(path, is_called_so);
    disk::gather_more(&folders, &named.folders(), &is_meant, &|path| named.is_in_variant(path))
}

/// A fault of the policy with its place.
fn told(fault: &PolicyFault, loaded: &Loaded) -> Told {
    let message = fault.problem.to_string();
    match fault.origin {
        Origin::Argument(name) => Told::of_argument(name, fault.problem.word(), message),
        Origin::Source(span) => match loaded.sources.get(&span.file) {
            Some(source) => Told::new(&Fault { span, message }, source),
            None => Told::of_file("the configuration", message),
        },
    }
}

/// The findings that are known: of the file that the command line names, of that of the configuration,
/// or of the usual one, if it is there.
pub fn known_findings(named: Option<&Path>, loaded: &Loaded, project: &Project) -> anyhow::Result<Vec<KnownFinding>> {
    if let Some(path) = named {
        return baseline::read(&disk::identity(path));
    }
    match &loaded.baseline {
        Some(path) if !project.has(&path.value) => {
            let shown = disk::shown_of(&path.value);
            let message = format!("there is no file `{shown}`; `plimsoll baseline` writes it");
            match loaded.told(path.origin, message.clone()) {
                Some(told) => bail!("{told}"),
                None => bail!(message),
            }
        }
        Some(path) => baseline::read(&path.value),
        None if project.has(baseline::NAME) => baseline::read(baseline::NAME),
        None => Ok(Vec::new()),
    }
}
