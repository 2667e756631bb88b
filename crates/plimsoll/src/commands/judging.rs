//! What the commands that judge files have in common: the files that are left, the policy of the
//! configuration and the command line, and the findings that are known.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use plimsoll_config::Fault;
use plimsoll_lint::policy::{Layer, Origin, Policy, PolicyFault, Reach};
use plimsoll_lint::{KnownFinding, Registry};
use plimsoll_model::base::Date;
use plimsoll_model::files::Input;
use plimsoll_model::sources::Sources;

use crate::args::{ConfigArgs, EnvironmentChoice, ProjectArgs};
use crate::clock::today;
use crate::config::{self, Choice, Loaded};
use crate::disk::{self, Found, Project};
use crate::{baseline, inputs, terminal};

/// What the arguments of a command say about judging.
pub(crate) struct Judging<'a> {
    pub(crate) paths: &'a [PathBuf],
    pub(crate) project: &'a ProjectArgs,
    pub(crate) config: &'a ConfigArgs,
    pub(crate) environment: EnvironmentChoice,
    pub(crate) date: Option<Date>,
}

/// All that is needed to judge.
pub(crate) struct Ready {
    pub(crate) inputs: Vec<Input>,
    pub(crate) policy: Policy,
    pub(crate) loaded: Loaded,
    /// The rules, with those of the configuration.
    pub(crate) registry: Registry,
}

impl Judging<'_> {
    /// Reads the configuration, makes the policy, and takes over the files. None if something is wrong
    /// with either: all of it is told, and nothing is judged half.
    pub(crate) fn prepare(
        &self,
        files: Found,
        project: &Project,
        sources: &Sources<'_>,
        mut layer: Layer,
        registry: &Registry,
    ) -> anyhow::Result<Option<Ready>> {
        let choice = Choice {
            file: self.config.config.as_ref(),
            isolated: self.config.isolated,
            with_tests: false,
        };
        let mut loaded = Loaded::of(&files.inputs, &choice, project, sources);
        // The command line holds over every file, also over those with a configuration of their own.
        if loaded.layers.iter().any(|layer| layer.reach.is_some()) {
            layer.reach = Some(Reach::default());
        }
        let layers: Vec<Layer> = loaded.layers.drain(..).chain([layer]).collect();
        let mut registry = registry.clone();
        let has_policies = !loaded.policies.is_empty() || !loaded.rego.is_empty();
        loaded.load_policies(&mut registry);
        let (mut policy, faults) = Policy::resolve(&layers, &registry);
        let told = faults.iter().map(|fault| told(fault, &loaded));
        let faults: Vec<String> = loaded.faults.iter().cloned().chain(told).collect();
        if !faults.is_empty() {
            faults.iter().for_each(terminal::complain);
            return Ok(None);
        }
        policy.environment = self.environment.forced();
        policy.date = self.date.or(loaded.date).or_else(today);
        policy.is_date_fixed = self.date.or(loaded.date).is_some();
        for exception in policy
            .exceptions()
            .iter()
            .filter(|exception| policy.has_ended(exception))
        {
            let message = format!(
                "the exception ended on {}; what it accepted is reported again",
                exception.until.map(|day| day.to_string()).unwrap_or_default()
            );
            terminal::complain(told_at(exception.origin, message, &loaded));
        }
        policy.project = inputs::options(self.project)?;
        policy.project.with_models = has_policies;
        policy.project.context = files.context.iter().map(|input| input.path.clone()).collect();
        let named: BTreeSet<String> = self.paths.iter().map(|path| disk::identity(path)).collect();
        let is_left = |input: &Input| !loaded.excludes(&input.path, named.contains(&input.path));
        let mut inputs = files.inputs;
        let before = inputs.len();
        inputs.retain(is_left);
        if inputs.is_empty() && before > 0 {
            terminal::complain(format_args!(
                "{before} files are left out by `exclude` in the configuration"
            ));
        }
        inputs.extend(files.context);
        Ok(Some(Ready {
            inputs,
            policy,
            loaded,
            registry,
        }))
    }
}

/// A fault of the policy with its place.
fn told(fault: &PolicyFault, loaded: &Loaded) -> String {
    told_at(fault.origin, fault.problem.to_string(), loaded)
}

fn told_at(origin: Origin, message: String, loaded: &Loaded) -> String {
    match origin {
        Origin::Argument(name) => format!("{name}: {message}"),
        Origin::Source(span) => match loaded.sources.get(&span.file) {
            Some(source) => config::told(&Fault { span, message }, source),
            None => message,
        },
    }
}

/// The findings that are known: of the file that the command line names, of that of the configuration,
/// or of the usual one, if it is there.
pub(crate) fn known_findings(
    named: Option<&Path>,
    loaded: &Loaded,
    project: &Project,
) -> anyhow::Result<Vec<KnownFinding>> {
    let stated = named.map(disk::identity).or(loaded.baseline.clone());
    match stated {
        Some(path) => baseline::read(&path),
        None if project.has(baseline::NAME) => baseline::read(baseline::NAME),
        None => Ok(Vec::new()),
    }
}
