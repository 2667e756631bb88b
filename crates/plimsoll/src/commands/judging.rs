//! What the commands that judge files have in common: their arguments as the judge takes them, and its
//! words on standard error.

use std::path::PathBuf;

use plimsoll_check::config::Choice;
use plimsoll_check::disk::{Found, Project};
use plimsoll_check::judging::{self, Unready};
pub(super) use plimsoll_check::judging::{Ready, known_findings};
use plimsoll_lint::policy::Layer;
use plimsoll_lint::{Policy, Registry, Report, judge};
use plimsoll_model::base::Date;
use plimsoll_model::sources::Sources;
use plimsoll_model::workspace::Workspace;

use crate::args::{ConfigArgs, EnvironmentChoice, ProjectArgs};
use crate::{inputs, terminal};

/// What the arguments of a command say about judging.
pub(crate) struct Judging<'a> {
    pub(crate) paths: &'a [PathBuf],
    pub(crate) project: &'a ProjectArgs,
    pub(crate) config: &'a ConfigArgs,
    pub(crate) environment: EnvironmentChoice,
    pub(crate) date: Option<Date>,
}

impl Judging<'_> {
    /// Reads the configuration, makes the policy, and takes over the files. None if something is wrong
    /// with either, which is told.
    pub(crate) fn prepare(
        &self,
        files: Found,
        project: &Project,
        sources: &Sources<'_>,
        layer: Layer,
        registry: &Registry,
    ) -> anyhow::Result<Option<Ready>> {
        let judging = judging::Judging {
            paths: self.paths,
            choice: Choice {
                files: &self.config.config,
                isolated: self.config.isolated,
                enforced: self.config.enforce.as_ref(),
                ..Choice::default()
            },
            options: inputs::options(self.project)?,
            environment: self.environment.forced(),
            date: self.date,
        };
        Ok(match judging.prepare(files, project, sources, layer, registry) {
            Ok(ready) => {
                ready.notes.iter().for_each(terminal::complain);
                Some(ready)
            }
            Err(unready) => {
                complain(&unready);
                None
            }
        })
    }
}

/// Adds the files that the configuration leads to, and gives the ways in which projects are started by its
/// word; none if something is wrong with it, which is told.
pub(crate) fn variants_of(
    paths: &[PathBuf],
    files: &mut Found,
    project: &Project,
    sources: &Sources<'_>,
) -> Option<Vec<Vec<String>>> {
    let variants = judging::variants_of(paths, files, project, sources);
    variants.inspect_err(complain).ok()
}

fn complain(unready: &Unready) {
    unready.notes.iter().for_each(terminal::complain);
    unready.faults.iter().for_each(terminal::complain);
}

/// What the rules say of a workspace, for commands that show it: only they know what is a secret.
pub(crate) fn judged_for_secrets(
    workspace: &Workspace,
    registry: &Registry,
    policy: &Policy,
) -> anyhow::Result<Report> {
    let report = judge(workspace, registry, policy, &|| ());
    if report.internal_error {
        anyhow::bail!("a rule failed, so it is not known what is a secret");
    }
    Ok(report)
}
