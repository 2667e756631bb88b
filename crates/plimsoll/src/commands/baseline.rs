//! `plimsoll baseline`: writes the findings that a project has today, so that only new ones count.

use anyhow::anyhow;
use plimsoll_lint::policy::Layer;
use plimsoll_lint::{Registry, lint};

use super::judging::{Judging, read_baseline};
use crate::args::{BaselineArgs, EnvironmentChoice};
use crate::outcome::Outcome;
use crate::{config, disk, inputs, terminal};

/// Writes or prunes the baseline.
pub(crate) fn run(args: &BaselineArgs, registry: &Registry) -> anyhow::Result<Outcome> {
    let gathered = inputs::gather(&args.paths, &args.project, None)?;
    let sources = disk::sources(&gathered.project, None);
    let judging = Judging {
        paths: &args.paths,
        project: &args.project,
        config: &args.config,
        environment: EnvironmentChoice::Auto,
        date: None,
    };
    let Some(ready) = judging.prepare(gathered.files, &gathered.project, &sources, Layer::default(), registry)? else {
        return Ok(Outcome::Failed);
    };
    let path = args.output.as_deref().map(disk::identity).or(ready.loaded.baseline);
    let path = path.unwrap_or_else(|| config::BASELINE.to_owned());
    let mut report = lint(ready.inputs, &sources, registry, &ready.policy, &|| ());
    let (known, what) = if args.prune {
        let mut known = read_baseline(&path)?;
        let mended = report.leave_known(&known);
        known.retain(|finding| !mended.contains(finding));
        (known, format!("{} mended findings dropped", mended.len()))
    } else {
        let known = report.known_findings();
        let count = known.len();
        (
            known,
            format!("{count} findings are known now; `plimsoll check` reports what comes new"),
        )
    };
    disk::write(&path, &config::written_baseline(&known)).map_err(|what| anyhow!("{path}: {what}"))?;
    terminal::complain(format_args!("{path}: {what}"));
    Ok(Outcome::Clean)
}
