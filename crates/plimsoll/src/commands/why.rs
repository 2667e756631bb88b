//! `plimsoll why`: what is found at a place, and what decided about it: what the file is for or, for a
//! script, what runs it, the level of the rule, and what hides a finding.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{anyhow, bail};
use plimsoll_lint::policy::Layer;
use plimsoll_lint::{FileReport, Finding, Registry, Report, Suppression};
use plimsoll_model::environment::Environment;
use plimsoll_model::service::ScriptStarter;
use plimsoll_model::workspace::Workspace;

use super::judging::{Judging, known_findings};
use crate::args::WhyArgs;
use crate::outcome::Outcome;
use crate::report::in_words;
use crate::terminal::printable;
use crate::{disk, inputs, terminal};

/// Explains what is found at a place.
pub(crate) fn run(args: &WhyArgs, registry: &Registry) -> anyhow::Result<Outcome> {
    let (path, line) = place(&args.place)?;
    let Some(Judged { report, about, lines }) = judged(&path, args, registry)? else {
        return Ok(Outcome::Failed);
    };
    if let Some(line) = line.filter(|line| *line == 0 || *line > lines) {
        bail!("{} has no line {line}: it ends with line {lines}", path.display());
    }
    let wanted = disk::identity(&path);
    let mut text = about;
    let mut found: Vec<(&Finding, Option<&Suppression>)> = Vec::new();
    found.extend(report.findings.iter().map(|finding| (&**finding, None)));
    found.extend(
        report
            .suppressed
            .iter()
            .map(|hidden| (&*hidden.finding, Some(&hidden.by))),
    );
    found.retain(|(finding, _)| is_at(finding, &wanted, line, &report));
    if text.is_empty() && found.is_empty() {
        bail!(
            "{} is neither a Dockerfile nor a Compose file, nor a script that one runs",
            path.display()
        );
    }
    found.sort_by_key(|(finding, _)| (finding.span.start, finding.rule.index()));
    if found.is_empty() {
        let place = line.map_or(String::new(), |line| format!(" at line {line}"));
        writeln!(text, "\nthere are no findings{place}")?;
    }
    for (finding, hidden) in found {
        writeln!(text)?;
        explain(finding, hidden, &report, &mut text)?;
    }
    let shown: Vec<_> = text.lines().map(printable).collect();
    terminal::print((shown.join("\n") + "\n").as_bytes())?;
    Ok(Outcome::Clean)
}

/// `FILE:LINE`, also with a column behind it, or `FILE`.
fn place(word: &str) -> anyhow::Result<(PathBuf, Option<usize>)> {
    if disk::exists(Path::new(word)) {
        return Ok((PathBuf::from(word), None));
    }
    let mut rest = word;
    let mut numbers = Vec::new();
    while let Some((before, number)) = rest.rsplit_once(':')
        && let Ok(number) = number.parse::<usize>()
    {
        numbers.push(number);
        rest = before;
        if disk::exists(Path::new(rest)) {
            return Ok((PathBuf::from(rest), numbers.last().copied()));
        }
    }
    Err(anyhow!("there is no file {rest}; write a place as FILE:LINE"))
}

/// What is known of a file.
struct Judged {
    report: Report,
    /// What the file is for and why, or what runs it. Empty if there is nothing to say.
    about: String,
    /// The number of its lines: a report keeps no text that nothing was found in.
    lines: usize,
}

/// Judges the project of the file, since what a finding depends on may be in any of its files.
fn judged(path: &Path, args: &WhyArgs, registry: &Registry) -> anyhow::Result<Option<Judged>> {
    let wanted = disk::identity(path);
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let mut paths = vec![match folder {
        Some(folder) if folder.is_absolute() => folder.to_owned(),
        _ => PathBuf::from("."),
    }];
    // A script or an ignore file is only read because another file leads to it.
    if disk::read(path).is_ok_and(|bytes| disk::kind_of_named(&wanted, &bytes).is_ok()) {
        paths.insert(0, path.to_owned());
    }
    let gathered = inputs::gather(&paths, &args.project, None)?;
    let sources = disk::sources(&gathered.project, None);
    let judging = Judging {
        paths: &paths,
        project: &args.project,
        config: &args.config,
        environment: args.environment,
        date: args.date,
    };
    let Some(mut ready) = judging.prepare(gathered.files, &gathered.project, &sources, Layer::default(), registry)?
    else {
        return Ok(None);
    };
    let known = known_findings(None, &ready.loaded, &gathered.project)?;
    let inputs = ready.inputs.clone();
    let mut report = ready.judge(&sources, &|| ());
    ready.leave_known(&mut report, &known);
    let mut files = report.files.iter();
    let about = match files.find(|file| report.source(file.file).path() == wanted) {
        Some(FileReport { file, verdict, .. }) => {
            let shown = report.source(*file).shown();
            format!("{shown} is for {}: {}\n", verdict.environment, verdict.reason)
        }
        None => {
            let policy = ready.policy.stating(&inputs).into_owned();
            let workspace = Workspace::load_with(inputs, &sources, policy.environment, &policy.project);
            about_script(&wanted, &workspace)
        }
    };
    let lines = sources.reader().load(vec![wanted]);
    let lines = lines.first().map_or(0, |source| source.line_count());
    Ok(Some(Judged { report, about, lines }))
}

/// What runs a script, a line for each; empty if nothing does.
fn about_script(path: &str, workspace: &Workspace) -> String {
    let scripts = workspace.run_scripts();
    let Some(script) = scripts.iter().find(|script| script.source().path() == path) else {
        return String::new();
    };
    let shown = script.source().shown();
    let mut text = format!("{shown} is for {}, as what runs it:\n", script.environment());
    let mut starts: Vec<String> = Vec::new();
    for start in workspace.starts_of_script(path) {
        let source = workspace.source(start.word.file);
        let place = format!("{}:{}", source.shown(), source.line_of(start.word.start));
        let start = format!("  {place}: {}\n", starter_in_words(start.by));
        if !starts.contains(&start) {
            starts.push(start);
        }
    }
    text.extend(starts);
    text
}

fn starter_in_words(starter: ScriptStarter<'_>) -> String {
    let instruction = match starter {
        ScriptStarter::Service(service) => return format!("service `{}`", service.name.value),
        ScriptStarter::Instruction(instruction) => instruction,
    };
    let stage = instruction.stage();
    let stage = stage.map(|stage| match stage.name() {
        Some(name) => format!(" in stage `{}`", name.as_written()),
        None if stage.dockerfile().stages().len() == 1 => String::new(),
        None => format!(" in stage {}", stage.index()),
    });
    format!("`{}`{}", instruction.node().kind.name(), stage.unwrap_or_default())
}

/// Whether a finding is in a file, and at a line of it.
fn is_at(finding: &Finding, path: &str, line: Option<usize>, report: &Report) -> bool {
    let source = report.source(finding.span.file);
    let first = source.line_of(finding.span.start);
    let last = source.line_of(finding.span.end.saturating_sub(1).max(finding.span.start));
    source.path() == path && line.is_none_or(|line| (first..=last).contains(&line))
}

fn explain(
    finding: &Finding,
    hidden: Option<&Suppression>,
    report: &Report,
    text: &mut String,
) -> Result<(), std::fmt::Error> {
    let (rule, source) = (&finding.rule, report.source(finding.span.file));
    let place = source.position(finding.span.start);
    let level = finding.level;
    writeln!(
        text,
        "{}:{}: {level}[{}] {}",
        place.line,
        place.column,
        rule.id(),
        finding.message
    )?;
    let declared = rule.level_of(finding.case.as_deref(), finding.environment);
    write!(text, "  level: {declared}, ")?;
    match (&finding.case, finding.environment) {
        (Some(case), _) => write!(text, "for the case `{case}` of the rule")?,
        (None, Environment::Development) if rule.level != declared => {
            write!(
                text,
                "because the file is for development; {} in production",
                rule.level
            )?;
        }
        (None, _) => write!(text, "the rule's own level")?,
    }
    writeln!(text)?;
    if level != declared {
        writeln!(text, "  changed to {level} by the settings")?;
    }
    if finding.came_by_itself {
        writeln!(
            text,
            "  fails no run: it appeared by itself, with a date or a release of plimsoll"
        )?;
    }
    if let Some(variants) = finding.held_in() {
        writeln!(text, "  {variants}")?;
    }
    for note in &finding.notes {
        let source = report.source(note.span.file);
        writeln!(
            text,
            "  {}:{}: {}",
            source.shown(),
            source.line_of(note.span.start),
            note.text
        )?;
    }
    if let Some(by) = hidden {
        writeln!(text, "  not reported: {}", in_words(by, report))?;
    }
    writeln!(text, "  more: plimsoll explain {}", rule.id())
}
