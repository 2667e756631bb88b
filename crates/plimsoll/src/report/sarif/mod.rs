//! SARIF 2.1.0, in the form that GitHub's code scanning takes.

mod rule;
mod shape;

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};
use std::fmt::Write as _;
use std::io::{self, Write};

use plimsoll_lint::{Finding, Report, RuleRef, Suppressed};
use plimsoll_syntax::{FileId, Span};
use serde_json::{Map, json};

use super::hidden;
use super::line_hash::LineHashes;
use super::paths::uri;
use super::rows::end_of;
use super::{Run, Style, said};
use plimsoll_check::report::Positions;
use rule::{level, sentence};
use shape::{
    ArtifactChange, ArtifactLocation, Driver, Fingerprints, Fix, Id, InsertedContent, Invocation, Location, Log,
    LogicalLocation, Notification, PhysicalLocation, Region, Replacement, Suppression, Text, Tool,
};

/// GitHub shows no more of one log.
const MOST: usize = 5_000;
/// GitHub takes no more places of one finding.
const MOST_RELATED: usize = 1_000;

/// Writes a log with one run. The same report gives the same bytes: it has no times and no names of the
/// machine.
pub(super) fn write(report: &Report, style: &Style, run: &Run<'_>, out: &mut dyn Write) -> io::Result<()> {
    let (findings, left_out) = shown(report, style);
    let (rules, indices) = rules(&findings, run);
    let mut results = Results {
        report,
        run,
        positions: Positions::default(),
        hashes: HashMap::new(),
        has_baseline: report.hidden(plimsoll_lint::Suppression::is_known) > 0,
    };
    let log = Log {
        schema: "https://json.schemastore.org/sarif-2.1.0.json",
        version: "2.1.0",
        runs: [shape::Run {
            tool: Tool {
                driver: Driver {
                    name: "plimsoll",
                    organization: "plimsoll",
                    version: env!("CARGO_PKG_VERSION"),
                    semantic_version: env!("CARGO_PKG_VERSION"),
                    information_uri: env!("CARGO_PKG_REPOSITORY"),
                    rules: rules.iter().map(|rule| rule::rule(rule)).collect(),
                },
            },
            automation_details: Id {
                id: format!("{}/", run.category),
            },
            invocations: [invocation(report, run, left_out)],
            original_uri_base_ids: json!({BASE: {"description": {"text": "The top of the repository."}}}),
            column_kind: "unicodeCodePoints",
            results: findings
                .iter()
                .map(|(finding, by)| results.result(finding, *by, indices[finding.rule.id()]))
                .collect(),
        }],
    };
    serde_json::to_writer(&mut *out, &log)?;
    writeln!(out)
}

const BASE: &str = "%SRCROOT%";

type Shown<'a> = (&'a Finding, Option<&'a Suppressed>);

/// The findings, with those that are hidden if somebody asks for them, and how many had to be left out:
/// the lightest.
fn shown<'a>(report: &'a Report, style: &Style) -> (Vec<Shown<'a>>, usize) {
    let is_told = |hidden: &&Suppressed| style.hidden && hidden::is_told(hidden);
    let hidden = report.suppressed.iter().filter(is_told);
    let hidden = hidden.map(|suppressed| (&*suppressed.finding, Some(suppressed)));
    let all: Vec<Shown<'_>> = report.findings.iter().map(|own| (&**own, None)).chain(hidden).collect();
    if all.len() <= MOST {
        return (all, 0);
    }
    let mut order: Vec<usize> = (0..all.len()).collect();
    order.sort_by_key(|&at| (all[at].1.is_some(), Reverse(all[at].0.level)));
    order.truncate(MOST);
    order.sort_unstable();
    (order.iter().map(|&at| all[at]).collect(), all.len() - MOST)
}

/// The rules that the log describes, and the place of each.
fn rules<'a>(findings: &[Shown<'a>], run: &Run<'a>) -> (Vec<&'a RuleRef>, HashMap<&'a str, usize>) {
    let catalogue = run.catalogue.map(|registry| registry.rules());
    let all = catalogue.into_iter().flatten();
    let used = findings.iter().map(|(finding, _)| &finding.rule);
    let by_id: BTreeMap<&str, &RuleRef> = all.chain(used).map(|rule| (rule.id(), rule)).collect();
    let indices = by_id.keys().enumerate().map(|(index, id)| (*id, index)).collect();
    (by_id.into_values().collect(), indices)
}

fn invocation(report: &Report, run: &Run<'_>, left_out: usize) -> Invocation {
    let mut notifications = Vec::new();
    let mut notify = |level, text: String| {
        let message = Text { text };
        notifications.push(Notification { level, message });
    };
    if left_out > 0 {
        notify(
            "warning",
            format!("{left_out} results are left out, the lightest: GitHub shows {MOST}."),
        );
    }
    if report.internal_error {
        notify("error", "A rule failed; the report is not complete.".to_owned());
    }
    if !run.is_complete {
        notify("error", "Not all that was named could be read.".to_owned());
    }
    Invocation {
        execution_successful: run.exit_code != 2,
        exit_code: run.exit_code,
        tool_execution_notifications: notifications,
    }
}

/// Makes results, with what is remembered from one to the next.
struct Results<'a> {
    report: &'a Report,
    run: &'a Run<'a>,
    positions: Positions,
    hashes: HashMap<FileId, LineHashes>,
    has_baseline: bool,
}

impl<'a> Results<'a> {
    fn result(&mut self, finding: &'a Finding, by: Option<&'a Suppressed>, rule_index: usize) -> shape::Result<'a> {
        let source = self.report.source(finding.span.file);
        let start = self.positions.at(source, finding.span.start);
        let notes = finding.notes.iter().take(MOST_RELATED).enumerate();
        let related = notes.map(|(index, note)| Location {
            id: Some(index),
            physical_location: self.place(note.span),
            logical_locations: Vec::new(),
            message: Some(Text {
                text: sentence(note.text.clone()),
            }),
        });
        let related = related.collect();
        let is_known = by.is_some_and(|suppressed| suppressed.by.is_known());
        let qualified = (!finding.identity.place.is_empty()).then_some(LogicalLocation {
            fully_qualified_name: &finding.identity.place,
        });
        shape::Result {
            rule_id: finding.rule.id(),
            rule_index,
            level: level(finding.level),
            message: Text { text: message(finding) },
            locations: [Location {
                id: None,
                physical_location: self.place(finding.span),
                logical_locations: qualified.into_iter().collect(),
                message: None,
            }],
            related_locations: related,
            partial_fingerprints: Fingerprints {
                primary_location_line_hash: self.line_hash(finding.span.file, start.line),
                identity: finding.identity.to_string(),
            },
            fixes: finding.fix.iter().map(|fix| self.fix(fix)).collect(),
            suppressions: by.filter(|_| !is_known).map(suppression).into_iter().collect(),
            baseline_state: match is_known {
                true => Some("unchanged"),
                false => self.has_baseline.then_some("new"),
            },
            properties: properties(finding),
        }
    }

    fn place(&self, span: Span) -> PhysicalLocation {
        PhysicalLocation {
            artifact_location: self.artifact(span.file),
            region: self.region(span),
        }
    }

    fn artifact(&self, file: FileId) -> ArtifactLocation {
        ArtifactLocation {
            uri: uri(self.run.paths.for_services(self.report.source(file))),
            uri_base_id: BASE,
        }
    }

    fn region(&self, span: Span) -> Region {
        let source = self.report.source(span.file);
        let start = self.positions.clone().at(source, span.start);
        let end = end_of(source, span, start);
        Region {
            start_line: start.line,
            start_column: start.column,
            end_line: end.line,
            end_column: end.column,
        }
    }

    /// GitHub's hash of a line, unless it is made of a secret: what is short can be guessed from it.
    fn line_hash(&mut self, file: FileId, line: usize) -> Option<String> {
        let source = self.report.source(file);
        let secrets = self.report.redacted_in(file);
        if !secrets.is_empty() && !source.invalid().is_empty() {
            return None;
        }
        let hashes = self.hashes.entry(file).or_insert_with(|| LineHashes::of(source));
        let (hash, bytes) = hashes.at(line)?;
        let holds_one = secrets
            .iter()
            .any(|secret| secret.start < bytes.end && bytes.start < secret.end);
        (!holds_one).then(|| hash.to_owned())
    }

    fn fix(&self, fix: &'a plimsoll_lint::Fix) -> Fix<'a> {
        let mut changes: BTreeMap<FileId, Vec<Replacement<'a>>> = BTreeMap::new();
        let mut edits: Vec<_> = fix.edits.iter().collect();
        edits.sort();
        for edit in edits {
            changes.entry(edit.span.file).or_default().push(Replacement {
                deleted_region: self.region(edit.span),
                inserted_content: InsertedContent { text: &edit.text },
            });
        }
        let changes = changes.into_iter().map(|(file, replacements)| ArtifactChange {
            artifact_location: self.artifact(file),
            replacements,
        });
        Fix {
            description: Text {
                text: sentence(fix.title.clone()),
            },
            artifact_changes: changes.collect(),
            properties: Map::from_iter([("safety".to_owned(), json!(fix.safety.name()))]),
        }
    }
}

/// What is wrong, what to do, and a link to each place that belongs to it.
fn message(finding: &Finding) -> String {
    let mut text = sentence(literal(&said(finding)));
    if let Some(help) = &finding.help {
        _ = write!(text, "\n{}", sentence(literal(help)));
    }
    for (index, note) in finding.notes.iter().take(MOST_RELATED).enumerate() {
        _ = write!(text, "\nSee [{}]({index}).", escaped(&note.text));
    }
    text
}

/// A text in which nothing is taken for a link.
fn literal(text: &str) -> String {
    match text.contains("](") {
        true => escaped(text),
        false => text.to_owned(),
    }
}

fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('[', "\\[").replace(']', "\\]")
}

fn properties(finding: &Finding) -> Map<String, serde_json::Value> {
    let mut properties = Map::new();
    properties.insert("environment".to_owned(), json!(finding.environment.name()));
    if !finding.variants.is_empty() {
        let variants: Vec<&str> = finding.variants.iter().map(|name| &**name).collect();
        properties.insert("variants".to_owned(), json!(variants));
    }
    properties
}

fn suppression(suppressed: &Suppressed) -> Suppression<'_> {
    let (kind, justification) = match &suppressed.by {
        plimsoll_lint::Suppression::Comment { .. } => ("inSource", None),
        plimsoll_lint::Suppression::Exception { reason, .. } => ("external", Some(reason.clone())),
        _ => ("external", None),
    };
    Suppression {
        kind,
        status: "accepted",
        justification,
    }
}
