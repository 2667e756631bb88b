//! `plimsoll check`: gathers files, has them judged, writes the report.

use std::io::{self, Write};

use anyhow::Context;
use plimsoll_lint::{Finding, Policy, Registry, Report, lint};

use crate::args::CheckArgs;
use crate::clock::today;
use crate::outcome::Outcome;
use crate::progress::Progress;
use crate::report::{self, Style};
use crate::{inputs, option_arg, terminal};

/// Checks what the arguments name.
pub(crate) fn run(args: &CheckArgs, registry: &Registry) -> anyhow::Result<Outcome> {
    let Some((mut policy, all_known)) = policy(args, registry) else {
        return Ok(Outcome::Failed);
    };
    policy.project = inputs::options(&args.project)?;
    let all_set = set_options(args, registry, &mut policy);
    let gathered = inputs::gather(&args.paths, &args.project, args.stdin_filename.as_deref())?;
    let complete = all_known && all_set && !gathered.problems.iter().any(|p| p.named);
    if gathered.inputs.is_empty() && gathered.problems.is_empty() && !args.quiet {
        terminal::complain("no Dockerfiles and no Compose files found");
    }

    let progress = Progress::new(gathered.inputs.len(), args.quiet);
    let report = lint(gathered.inputs, &gathered.project, registry, &policy, &|| {
        progress.step()
    });
    progress.finish();

    show(args, &report).context("the report cannot be written")?;
    if report.internal_error {
        terminal::complain("a rule failed inside; the report is not complete");
    }
    if !complete || report.internal_error {
        return Ok(Outcome::Failed);
    }
    let threshold = args.fail_on.level();
    let fails = |f: &Finding| threshold.is_some_and(|level| f.level >= level) && !policy.is_coming(f.rule);
    let failed = report.findings.iter().any(fails);
    Ok(if failed { Outcome::Findings } else { Outcome::Clean })
}

/// Which rules run, and whether every word that chose them is known. The unknown ones are reported
/// and left out, so that the files are still checked; `None` if nothing is left to select.
fn policy(args: &CheckArgs, registry: &Registry) -> Option<(Policy, bool)> {
    // `--select "$RULES"` with nothing in the variable selects as if it were not there.
    let words = |list: &[String]| -> Vec<String> { list.iter().filter(|w| !w.is_empty()).cloned().collect() };
    let mut select = words(&args.select);
    let mut ignore = words(&args.ignore);
    let mut all_known = true;
    loop {
        let unknown = match Policy::new(registry, &select, &ignore) {
            Ok(mut policy) => {
                policy.environment = args.environment.forced();
                policy.date = args.date.or_else(today);
                return Some((policy, all_known));
            }
            Err(unknown) => unknown,
        };
        let hint = unknown
            .nearest
            .map_or(String::new(), |n| format!("; did you mean `{n}`?"));
        terminal::complain(format_args!("no rule or group is called `{}`{hint}", unknown.word));
        all_known = false;
        let selected = !select.is_empty();
        select.retain(|word| *word != unknown.word);
        ignore.retain(|word| *word != unknown.word);
        if selected && select.is_empty() {
            return None;
        }
    }
}

/// Sets the options of rules. What is wrong is reported and left out, and makes it `false`.
fn set_options(args: &CheckArgs, registry: &Registry, policy: &mut Policy) -> bool {
    let wrong = args
        .set
        .iter()
        .filter_map(|argument| option_arg::set(argument, registry, policy).err());
    wrong
        .map(|wrong| terminal::complain(format_args!("--set: {wrong}")))
        .count()
        == 0
}

fn show(args: &CheckArgs, report: &Report) -> io::Result<()> {
    let style = Style {
        statistics: args.statistics,
        quiet: args.quiet,
        color: terminal::has_color(args.color),
        width: terminal::width(),
    };
    let mut out = Vec::new();
    args.format.write(report, &style, &mut out)?;
    terminal::print(&out)?;
    // Readers of one line per finding get nothing else on standard output.
    if args.format.is_lines() && !args.quiet {
        let mut line = Vec::new();
        report::summary(report, &mut line)?;
        let _ = io::stderr().write_all(&line);
    }
    Ok(())
}
