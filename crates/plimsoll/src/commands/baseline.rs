//! `plimsoll baseline`: writes the findings that a project has today, so that only new ones count.

use std::collections::HashSet;

use anyhow::bail;
use plimsoll_lint::{KnownFinding, Registry, Suppression};

use super::judging::Judging;
use crate::args::BaselineArgs;
use crate::outcome::Outcome;
use crate::{baseline, disk, inputs, terminal};

/// Writes or prunes the baseline. Findings in files that the arguments do not lead to stay in it, and those
/// of rules that they leave out.
pub(crate) fn run(args: &BaselineArgs, registry: &Registry) -> anyhow::Result<Outcome> {
    let Some(layer) = args.rules.layer() else {
        return Ok(Outcome::Failed);
    };
    let gathered = inputs::gather(&args.paths, &args.project, None)?;
    if gathered.problems.iter().any(|problem| problem.named) {
        return Ok(Outcome::Failed);
    }
    let project = gathered.project;
    let sources = disk::sources(&project, None);
    let judging = Judging {
        paths: &args.paths,
        project: &args.project,
        config: &args.config,
        environment: args.rules.environment,
        date: args.rules.date,
    };
    let Some(mut ready) = judging.prepare(gathered.files, &project, &sources, layer, registry)? else {
        return Ok(Outcome::Failed);
    };
    let path = args
        .output
        .as_deref()
        .map(disk::identity)
        .or(ready.loaded.baseline.take().map(|path| path.value));
    let path = path.unwrap_or_else(|| baseline::NAME.to_owned());
    let before = match project.has(&path) {
        true => baseline::read(&path)?,
        false if args.prune => bail!("{}: there is no such file", disk::shown_of(&path)),
        false => Vec::new(),
    };
    let mut report = ready.judge(&sources, &|| ());
    let judged = report
        .files
        .iter()
        .map(|file| report.source(file.file).shown().to_owned());
    let judged: HashSet<String> = judged.collect();
    let is_open = |finding: &KnownFinding| {
        (judged.contains(&finding.path) || !project.has(&finding.path)) && ready.asks_for(&finding.rule)
    };
    let (mut known, what): (Vec<KnownFinding>, String) = if args.prune {
        let mut mended = report.leave_known(&before, &Suppression::Baseline, |_| true);
        mended.retain(is_open);
        let left = before.into_iter().filter(|finding| !mended.contains(finding));
        (left.collect(), format!("{} fixed findings dropped", mended.len()))
    } else {
        let elsewhere = before.into_iter().filter(|finding| !is_open(finding));
        let known: Vec<KnownFinding> = report.known_findings().into_iter().chain(elsewhere).collect();
        let count = known.len();
        (
            known,
            format!("{count} findings are known now; `plimsoll check` reports only new ones"),
        )
    };
    known.sort();
    baseline::write(&path, known)?;
    terminal::complain(format_args!("{}: {what}", disk::shown_of(&path)));
    Ok(Outcome::Clean)
}
