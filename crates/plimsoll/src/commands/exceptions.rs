//! `plimsoll exceptions`: everything that hides findings, with its reason and end, for whoever has to
//! answer for it.

use std::collections::BTreeMap;

use plimsoll_lint::policy::{Layer, Origin};
use plimsoll_lint::{Registry, Report, Suppression};
use plimsoll_model::base::Date;
use plimsoll_model::secret::without_secrets;
use plimsoll_syntax::Span;
use serde::Serialize;

use super::judging::{Judging, Ready, known_findings};
use crate::args::{EnvironmentChoice, ExceptionsArgs, ListFormat};
use crate::outcome::Outcome;
use crate::terminal::printable;
use crate::{disk, inputs, terminal};

/// Something that hides findings. Part of the stable interface.
#[derive(Serialize)]
struct Entry {
    /// `ignore`, `exception` or `baseline`.
    kind: &'static str,
    path: String,
    /// Where it is written; none for what is in the baseline.
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<usize>,
    rules: Vec<String>,
    /// What it says for itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    until: Option<String>,
    /// How many findings it hides.
    hides: usize,
}

/// Lists them.
pub(crate) fn run(args: &ExceptionsArgs, registry: &Registry) -> anyhow::Result<Outcome> {
    let gathered = inputs::gather(&args.paths, &args.project, None)?;
    let sources = disk::sources(&gathered.project, None);
    let judging = Judging {
        paths: &args.paths,
        project: &args.project,
        config: &args.config,
        environment: EnvironmentChoice::Auto,
        date: args.date,
    };
    let prepared = judging.prepare(gathered.files, &gathered.project, &sources, Layer::default(), registry)?;
    let Some(mut ready) = prepared else {
        return Ok(Outcome::Failed);
    };
    let known = known_findings(None, &ready.loaded, &gathered.project)?;
    let mut report = ready.judge(&sources, &|| ());
    let met = known.len() - report.leave_known(&known, &Suppression::Baseline, |_| true).len();
    let mut entries = ignores(&report);
    entries.extend(exceptions(&report, &ready));
    let mut of_files: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for finding in &known {
        of_files.entry(&finding.path).or_default().push(finding.rule.clone());
    }
    entries.extend(of_files.into_iter().map(|(path, rules)| Entry {
        kind: "baseline",
        path: path.to_owned(),
        line: None,
        hides: rules.len(),
        rules,
        reason: None,
        until: None,
    }));
    match args.format {
        ListFormat::Json => terminal::print((serde_json::to_string_pretty(&entries)? + "\n").as_bytes())?,
        ListFormat::Text => {
            let lines: String = entries.iter().map(line).collect();
            terminal::print(lines.as_bytes())?;
            if met < known.len() {
                let gone = known.len() - met;
                terminal::complain(format_args!(
                    "{gone} entries of the baseline hide nothing any more (`plimsoll baseline --prune` drops them)"
                ));
            }
        }
    }
    Ok(Outcome::Clean)
}

/// The comments that hide something.
fn ignores(report: &Report) -> Vec<Entry> {
    let mut by_comment: BTreeMap<(Span, Option<Date>), Vec<String>> = BTreeMap::new();
    for hidden in &report.suppressed {
        if let Suppression::Comment { span, until } = hidden.by {
            by_comment
                .entry((span, until))
                .or_default()
                .push(hidden.finding.rule.id().to_owned());
        }
    }
    let entries = by_comment.into_iter().map(|((span, until), mut rules)| {
        let source = report.source(span.file);
        let text = source.slice(span).trim_start_matches(['#', ' ']);
        let hides = rules.len();
        rules.sort();
        rules.dedup();
        Entry {
            kind: "ignore",
            path: source.shown().to_owned(),
            line: Some(source.line_of(span.start)),
            rules,
            reason: Some(without_secrets(text).into_owned()),
            until: until.map(|day| day.to_string()),
            hides,
        }
    });
    entries.collect()
}

/// The exceptions of the configuration.
fn exceptions(report: &Report, ready: &Ready) -> Vec<Entry> {
    let entries = ready.policy.exceptions().iter().map(|exception| {
        let hidden = report.suppressed.iter().filter(
            |hidden| matches!(&hidden.by, Suppression::Exception { origin, .. } if *origin == exception.origin),
        );
        let source = match exception.origin {
            Origin::Source(span) => ready.loaded.sources.get(&span.file).map(|source| (source, span)),
            Origin::Argument(_) => None,
        };
        let mut rules: Vec<String> = hidden.clone().map(|own| own.finding.rule.id().to_owned()).collect();
        rules.sort();
        rules.dedup();
        Entry {
            kind: "exception",
            path: source.map_or_else(String::new, |(source, _)| source.shown().to_owned()),
            line: source.map(|(source, span)| source.line_of(span.start)),
            rules,
            reason: Some(exception.reason.clone()),
            until: exception.until.map(|day| day.to_string()),
            hides: hidden.count(),
        }
    });
    entries.collect()
}

fn line(entry: &Entry) -> String {
    let place = match entry.line {
        Some(line) => format!("{}:{line}", entry.path),
        None => entry.path.clone(),
    };
    let until = entry
        .until
        .as_ref()
        .map_or(String::new(), |day| format!(" until {day}"));
    let reason = entry
        .reason
        .as_ref()
        .map_or(String::new(), |reason| format!(": {reason}"));
    let (kind, rules) = (entry.kind, entry.rules.join(", "));
    let text = format!("{place}: {kind}{until}, hides {} ({rules}){reason}", entry.hides);
    format!("{}\n", printable(&text))
}
