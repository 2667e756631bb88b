//! `plimsoll check`: gathers files, has them judged, writes the report.

use std::io::{self, Write};

use anyhow::Context;
use plimsoll_lint::policy::{Layer, Origin, Policy, Written};
use plimsoll_lint::{Finding, Registry, Report, lint};

use crate::args::CheckArgs;
use crate::clock::today;
use crate::outcome::Outcome;
use crate::progress::Progress;
use crate::report::{self, Style};
use crate::{disk, inputs, option_arg, terminal};

/// Checks what the arguments name.
pub(crate) fn run(args: &CheckArgs, registry: &Registry) -> anyhow::Result<Outcome> {
    let (mut policy, is_right) = policy(args, registry);
    if !is_right && policy.is_empty(registry) {
        return Ok(Outcome::Failed);
    }
    policy.project = inputs::options(&args.project)?;
    let mut gathered = inputs::gather(&args.paths, &args.project, args.stdin_filename.as_deref())?;
    let complete = is_right && !gathered.problems.iter().any(|p| p.named);
    if gathered.inputs.is_empty() && gathered.problems.is_empty() && !args.quiet {
        terminal::complain("no Dockerfiles and no Compose files found");
    }

    let progress = Progress::new(gathered.inputs.len(), args.quiet);
    policy.project.context = gathered.context.iter().map(|input| input.path.clone()).collect();
    gathered.inputs.append(&mut gathered.context);
    let sources = disk::sources(&gathered.project, gathered.unsaved.as_ref());
    let report = lint(gathered.inputs, &sources, registry, &policy, &|| progress.step());
    progress.finish();

    show(args, &report).context("the report cannot be written")?;
    if report.internal_error {
        terminal::complain("a rule failed inside; the report is not complete");
    }
    if !complete || report.internal_error {
        return Ok(Outcome::Failed);
    }
    let threshold = args.fail_on.level();
    let fails = |finding: &Finding| finding.fails && threshold.is_some_and(|level| finding.level >= level);
    let failed = report.findings.iter().any(|finding| fails(finding));
    Ok(if failed { Outcome::Findings } else { Outcome::Clean })
}

/// The policy of the arguments, and whether it has no errors. Errors are reported and skipped, so
/// that the files are still checked.
fn policy(args: &CheckArgs, registry: &Registry) -> (Policy, bool) {
    // `--select "$RULES"` with an empty variable selects as if it were absent.
    let words = |list: &[String]| -> Vec<String> { list.iter().filter(|w| !w.is_empty()).cloned().collect() };
    let mut layer = Layer::of_words(&words(&args.select), &words(&args.ignore));
    let more = words(&args.extend_select).into_iter();
    layer.settings.extend_select = more.map(|word| Written::argument("--extend-select", word)).collect();
    let mut is_right = true;
    for argument in &args.set {
        match option_arg::read(argument) {
            Some(option) => layer.settings.options.push(option),
            None => {
                terminal::complain(format_args!("--set: `{argument}` is not `RULE.OPTION=VALUE`"));
                is_right = false;
            }
        }
    }
    let (mut policy, faults) = Policy::resolve(&[layer], registry);
    for fault in &faults {
        match fault.origin {
            Origin::Argument(name) => terminal::complain(format_args!("{name}: {}", fault.problem)),
            Origin::Source(_) => terminal::complain(&fault.problem),
        }
    }
    policy.environment = args.environment.forced();
    policy.date = args.date.or_else(today);
    policy.is_date_fixed = args.date.is_some();
    (policy, is_right && faults.is_empty())
}

fn show(args: &CheckArgs, report: &Report) -> io::Result<()> {
    let style = Style {
        statistics: args.statistics,
        quiet: args.quiet,
        lowest: args.lowest_shown(),
        color: terminal::has_color(args.color),
        width: terminal::width(),
    };
    terminal::print_with(|out| args.format.write(report, &style, out))?;
    // Readers of one line per finding get nothing else on standard output.
    if args.format.is_lines() && !args.quiet {
        let mut line = Vec::new();
        report::summary(report, style.lowest, &mut line)?;
        let _ = io::stderr().write_all(&line);
    }
    Ok(())
}
