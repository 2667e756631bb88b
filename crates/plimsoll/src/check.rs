//! `plimsoll check`: gathers files, has them judged, writes the report.

use std::collections::HashMap;
use std::ffi::OsString;
use std::io::{self, Write};
use std::path::PathBuf;

use anyhow::Context;
use plimsoll_lint::{Finding, Policy, Registry, Report, lint};
use plimsoll_model::project::{Options, Settings};

use crate::cli::{self, CheckArgs, Outcome};
use crate::disk;
use crate::progress::Progress;
use crate::report::{self, Style};
use crate::terminal;
use crate::today::today;

/// Checks what the arguments name.
pub(crate) fn run(args: &CheckArgs, registry: &Registry) -> anyhow::Result<Outcome> {
    if args.stdin_filename.is_some() && !args.paths.iter().any(|p| disk::is_stdin(p)) {
        anyhow::bail!("--stdin-filename names standard input, which `-` stands for: add it to the paths");
    }
    let Some((mut policy, all_known)) = policy(args, registry) else {
        return Ok(Outcome::Failed);
    };
    policy.project = project(args)?;
    let gathered = disk::gather(&paths(args), args.stdin_filename.as_deref());
    for problem in &gathered.problems {
        terminal::complain(format_args!("{}: {}", problem.path, problem.what));
    }
    let complete = all_known && !gathered.problems.iter().any(|p| p.named);
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

/// What is to be looked at: the files of a project that the arguments name stand for themselves.
fn paths(args: &CheckArgs) -> Vec<PathBuf> {
    let named = args.compose_files.iter().chain(&args.paths);
    let named: Vec<PathBuf> = named.cloned().collect();
    if named.is_empty() {
        vec![PathBuf::from(".")]
    } else {
        named
    }
}

/// How the arguments want Compose projects to be read.
fn project(args: &CheckArgs) -> anyhow::Result<Options> {
    let read = |path: &PathBuf| disk::read(path).map_err(|what| anyhow::anyhow!("{}: {what}", path.display()));
    let env_files: anyhow::Result<Vec<Vec<u8>>> = args.env_files.iter().map(read).collect();
    let process = match args.use_process_environment {
        true => environment(),
        false => HashMap::new(),
    };
    Ok(Options {
        compose_files: args.compose_files.iter().map(|path| disk::shown(path)).collect(),
        profiles: args.profiles.clone(),
        variables: Settings {
            env_files: env_files?,
            process,
            strict: args.strict_variables,
        },
    })
}

/// The environment of this process, as far as it is text.
fn environment() -> HashMap<String, String> {
    let text = |(name, value): (OsString, OsString)| Some((name.into_string().ok()?, value.into_string().ok()?));
    std::env::vars_os().filter_map(text).collect()
}

fn show(args: &CheckArgs, report: &Report) -> io::Result<()> {
    let style = Style {
        color: terminal::has_color(args.color),
        width: terminal::width(),
    };
    let mut out = Vec::new();
    report::write(report, args, style, &mut out)?;
    cli::print(&out)?;
    // Readers of one line per finding get nothing else on standard output.
    if report::summary_is_apart(args) {
        let mut line = Vec::new();
        report::summary(report, &mut line)?;
        let _ = io::stderr().write_all(&line);
    }
    Ok(())
}
