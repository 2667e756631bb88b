//! `plimsoll check`: gathers files, has them judged, writes the report.

use std::path::PathBuf;

use plimsoll_lint::{KnownFinding, Level, Registry, Report, Suppression, lint};
use plimsoll_model::sources::Sources;

use super::fixing::{After, Fixing};
use super::graph;
use super::judging::{Judging, Ready, known_findings};
use super::outputs::Outputs;
use super::stream;
use crate::args::{CheckArgs, FailOn, ShownLevel};
use crate::config::{Loaded, USUAL};
use crate::disk::Revision;
use crate::outcome::Outcome;
use crate::progress::Progress;
use crate::report::{Format, Run, Style};
use crate::{disk, inputs, terminal};

/// Checks what the arguments name.
pub(crate) fn run(args: &CheckArgs, registry: &Registry) -> anyhow::Result<Outcome> {
    if args.stdin_format.is_some() {
        return stream::run(args, registry);
    }
    let Some(layer) = args.rules.layer() else {
        return Ok(Outcome::Failed);
    };
    let listed = inputs::listed(&args.part, &args.paths)?;
    let (paths, stdin_name) = (listed.as_ref().unwrap_or(&args.paths), args.stdin_filename.as_deref());
    let gathered = match listed {
        Some(_) => inputs::gather_named(paths, &args.project, stdin_name)?,
        None => inputs::gather(paths, &args.project, stdin_name)?,
    };
    let mut complete = !gathered.problems.iter().any(|p| p.named);
    let has_none = gathered.files.inputs.is_empty() && gathered.problems.is_empty();
    let sources = disk::sources(&gathered.project, gathered.unsaved.as_ref());
    let judging = Judging {
        paths,
        project: &args.project,
        config: &args.config,
        environment: args.rules.environment,
        date: args.rules.date,
    };
    let Some(mut ready) = judging.prepare(gathered.files, &gathered.project, &sources, layer, registry)? else {
        return Ok(Outcome::Failed);
    };
    if has_none && ready.inputs.is_empty() && !args.quiet {
        terminal::complain("no Dockerfiles and no Compose files found");
    }
    let outputs = Outputs::of(args, ready.loaded.format.as_deref())?;
    if listed.is_some() {
        ready.looks_at_some();
    }
    if let Some(shard) = args.part.shard {
        ready.keep(shard, &sources);
    }
    let known = match args.no_baseline {
        true => Vec::new(),
        false => known_findings(args.baseline.as_deref(), &ready.loaded, &gathered.project)?,
    };
    let before = match &args.since {
        Some(revision) => findings_at(revision, args, paths, &ready)?,
        None => Vec::new(),
    };
    let drawn = outputs.has(Format::Html).then(|| ready.inputs.clone());
    let inputs = args.fixes.wanted().then(|| ready.inputs.clone());
    let hide = |ready: &Ready, report: &mut Report| {
        report.leave_known(&before, &Suppression::Before, |_| true);
        ready.leave_known(report, &known);
    };
    let judge = |ready: &mut Ready, on_file: &(dyn Fn() + Sync)| {
        let mut report = ready.judge(&sources, on_file);
        // One part tells for all of them.
        if args.part.shard.is_none_or(|shard| shard.number == 1) {
            report = ready.with_configuration(report);
        }
        hide(ready, &mut report);
        report
    };
    let progress = Progress::new(ready.inputs.len(), args.quiet);
    let mut report = judge(&mut ready, &|| progress.step());
    progress.finish();

    let mut has_fixed = false;
    if let Some(inputs) = inputs {
        let fixing = Fixing {
            args: &args.fixes,
            ready: &ready,
            project: &gathered.project,
            hide: &|report: &mut Report| hide(&ready, report),
            stdin: args
                .reads_stdin()
                .then(|| disk::name_of_stdin(gathered.unsaved.as_ref())),
            color: terminal::has_color(args.color),
            quiet: args.quiet,
        };
        match fixing.run(&inputs, &report)? {
            After::End { complete: done, found } => return Ok(Outcome::of(complete && done, found)),
            After::Report(written) => {
                complete &= written.complete;
                has_fixed = written.any();
                if has_fixed {
                    ready.inputs = written.over(inputs, &sources);
                    report = judge(&mut ready, &|| ());
                }
            }
        }
    }
    let asked = args.fail_on.map(FailOn::level);
    let failed = ready.loaded.mark_failing(&mut report, asked);

    let failed = failed || has_fixed && args.fixes.exit_non_zero_on_fix;
    let outcome = Outcome::of(complete && !report.internal_error, failed);
    let drawings = drawn.map(|inputs| graph::drawings(inputs, &sources, &ready.policy.project, registry));
    let run = Run {
        paths: outputs.paths(args.outputs.path_base.as_deref(), &report)?,
        is_complete: complete,
        exit_code: outcome.number(),
        day: ready.policy.date,
        catalogue: args.outputs.sarif_all_rules.then_some(&ready.registry),
        category: &args.outputs.sarif_category,
        drawings: drawings.as_deref().unwrap_or_default(),
    };
    outputs.write(&report, &style(args, lowest_shown(args, &ready.loaded)), &run)?;
    if report.internal_error {
        terminal::complain("a rule failed; the report is not complete");
    }
    Ok(outcome)
}

/// What is found in the files of an earlier commit, with the same rules and settings.
fn findings_at(
    revision: &str,
    args: &CheckArgs,
    paths: &[PathBuf],
    ready: &Ready,
) -> anyhow::Result<Vec<KnownFinding>> {
    let tree = Revision::of(revision, args.since_exact)?;
    let mut inputs = tree.inputs(paths);
    // What only says what others are for did so before, too.
    let context = ready.policy.project.context.iter().map(PathBuf::from);
    let more: Vec<PathBuf> = context.chain(ready.included.iter().cloned()).collect();
    if !more.is_empty() {
        inputs.extend(tree.inputs(&more));
    }
    inputs.retain(|input| !ready.loaded.named.excludes(&input.path, false));
    let sources = Sources::new(&tree);
    let report = lint(inputs, &sources, &ready.registry, &ready.policy, &|| ());
    Ok(report.known_findings())
}

/// The lowest level that people are shown. Unless they ask for another one, what can fail the run is
/// always among it.
fn lowest_shown(args: &CheckArgs, loaded: &Loaded) -> Level {
    let usual = loaded.show.unwrap_or(USUAL);
    let asked = args.fail_on.map(FailOn::level);
    let fail_on = asked.unwrap_or_else(|| loaded.lowest_failing());
    let usual = fail_on.map_or(usual, |level| level.min(usual));
    args.show.map_or(usual, ShownLevel::level)
}

fn style(args: &CheckArgs, lowest: Level) -> Style {
    Style {
        statistics: args.statistics,
        quiet: args.quiet,
        lowest,
        color: terminal::has_color(args.color),
        width: terminal::width(),
        hidden: args.show_hidden,
    }
}
