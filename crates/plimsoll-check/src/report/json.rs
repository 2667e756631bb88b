//! The report as one JSON object. Its keys are part of the stable interface: new ones may be added,
//! but none is removed or changes its meaning.
//!
//! Lines and columns count from 1, columns in characters; bytes count from 0.

use std::collections::BTreeMap;

use plimsoll_lint::{FileReport, Finding, Fix, Level, Report, Suppressed, Suppression};
use plimsoll_model::environment::Environment;
use plimsoll_syntax::{FileId, Span};
use serde::{Serialize, Serializer};

use super::counts::{self, Count};
use super::{Paths, Positions};

/// Raised when a key goes or means something else.
pub const VERSION: u32 = 1;

#[derive(Serialize)]
struct Root<'a> {
    format_version: u32,
    findings: Findings<'a>,
    suppressed: Vec<JsonSuppressed<'a>>,
    files: Vec<JsonFile<'a>>,
    summary: Summary<'a>,
}

/// A finding.
#[derive(Serialize)]
pub struct JsonFinding<'a> {
    rule: &'a str,
    level: &'a str,
    /// Whether it makes the run fail.
    fails: bool,
    path: &'a str,
    range: Range,
    /// Where in the structure of the file; empty for what is about the whole of it.
    place: &'a str,
    /// What the finding is recognised by in later runs, together with its path.
    identity: String,
    message: &'a str,
    help: Option<&'a str>,
    environment: &'a str,
    /// The variants of the project that have it; only if these are not all.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    variants: Vec<&'a str>,
    related: Vec<Related<'a>>,
    fix: Option<JsonFix<'a>>,
}

/// A finding that is not reported.
#[derive(Serialize)]
pub struct JsonSuppressed<'a> {
    #[serde(flatten)]
    finding: JsonFinding<'a>,
    suppression: JsonSuppression<'a>,
}

/// What hides it.
#[derive(Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
enum JsonSuppression<'a> {
    Comment {
        path: &'a str,
        range: Range,
    },
    Baseline,
    Before,
    Override,
    Exception {
        reason: &'a str,
        #[serde(skip_serializing_if = "Option::is_none")]
        until: Option<String>,
    },
}

#[derive(Serialize)]
struct Range {
    start: Place,
    end: Place,
}

#[derive(Serialize)]
struct Place {
    line: usize,
    column: usize,
    byte: u32,
}

#[derive(Serialize)]
struct Related<'a> {
    path: &'a str,
    range: Range,
    message: &'a str,
}

#[derive(Serialize)]
struct JsonFix<'a> {
    safety: &'a str,
    title: &'a str,
    edits: Vec<JsonEdit<'a>>,
}

#[derive(Serialize)]
struct JsonEdit<'a> {
    /// Only if it is not the path of the finding.
    #[serde(skip_serializing_if = "Option::is_none")]
    path: Option<&'a str>,
    range: Range,
    replacement: &'a str,
}

#[derive(Serialize)]
struct JsonFile<'a> {
    path: &'a str,
    kind: &'a str,
    environment: &'a str,
    reason: String,
}

#[derive(Serialize)]
struct Summary<'a> {
    files: usize,
    production: usize,
    development: usize,
    findings: usize,
    error: usize,
    warning: usize,
    info: usize,
    ignored: usize,
    excepted: usize,
    known: usize,
    internal_error: bool,
    /// Only with `--statistics`.
    #[serde(skip_serializing_if = "Option::is_none")]
    statistics: Option<Vec<Count<'a>>>,
}

/// A line of the report in lines.
#[derive(Serialize)]
pub struct Line<'a> {
    format_version: u32,
    #[serde(flatten)]
    what: LineOf<'a>,
}

#[derive(Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
enum LineOf<'a> {
    Finding(JsonFinding<'a>),
    Suppressed(JsonSuppressed<'a>),
    File(LineFile<'a>),
    Summary(Summary<'a>),
}

/// A file, on a line that has a kind of its own.
#[derive(Serialize)]
struct LineFile<'a> {
    path: &'a str,
    file_kind: &'a str,
    environment: &'a str,
    reason: String,
}

/// The report as one object.
pub fn whole<'a>(report: &'a Report, paths: &'a Paths, with_statistics: bool) -> impl Serialize + use<'a> {
    let mut places = Places::new(report, paths);
    Root {
        format_version: VERSION,
        findings: Findings(report, paths),
        suppressed: report.suppressed.iter().map(|s| suppressed(s, &mut places)).collect(),
        files: report.files.iter().map(|f| file(f, &places)).collect(),
        summary: summary(report, with_statistics),
    }
}

/// The report as an object a line: findings as they come, then files, then the summary.
pub fn lines<'a>(
    report: &'a Report,
    paths: &'a Paths,
    with_statistics: bool,
) -> impl Iterator<Item = Line<'a>> + use<'a> {
    let (mut of_findings, mut of_suppressed) = (Places::new(report, paths), Places::new(report, paths));
    let of_files = Places::new(report, paths);
    let findings = report.findings.iter();
    let findings = findings.map(move |own| LineOf::Finding(finding(own, &mut of_findings)));
    let hidden = report.suppressed.iter();
    let hidden = hidden.map(move |own| LineOf::Suppressed(suppressed(own, &mut of_suppressed)));
    let files = report.files.iter().map(move |own| {
        let file = file(own, &of_files);
        LineOf::File(LineFile {
            path: file.path,
            file_kind: file.kind,
            environment: file.environment,
            reason: file.reason,
        })
    });
    let last = std::iter::once_with(move || LineOf::Summary(summary(report, with_statistics)));
    findings.chain(hidden).chain(files).chain(last).map(|what| Line {
        format_version: VERSION,
        what,
    })
}

/// What a report says of one file.
#[derive(Default, Serialize)]
pub struct OfFile<'a> {
    /// What it was read as; none for a file that others only refer to.
    pub file_kind: Option<&'a str>,
    pub environment: Option<&'a str>,
    /// Why it was judged for that environment.
    pub reason: Option<String>,
    pub findings: Vec<JsonFinding<'a>>,
    pub suppressed: Vec<JsonSuppressed<'a>>,
}

/// The report by the paths of the files.
pub fn by_file<'a>(report: &'a Report, paths: &'a Paths) -> BTreeMap<&'a str, OfFile<'a>> {
    let mut places = Places::new(report, paths);
    let mut files: BTreeMap<&str, OfFile<'_>> = BTreeMap::new();
    for own in &report.files {
        let JsonFile {
            kind,
            environment,
            reason,
            ..
        } = file(own, &places);
        let of_file = files.entry(report.source(own.file).path()).or_default();
        of_file.file_kind = Some(kind);
        of_file.environment = Some(environment);
        of_file.reason = Some(reason);
    }
    for own in &report.findings {
        let of_file = files.entry(report.source(own.span.file).path()).or_default();
        of_file.findings.push(finding(own, &mut places));
    }
    for own in &report.suppressed {
        let of_file = files.entry(report.source(own.finding.span.file).path()).or_default();
        of_file.suppressed.push(suppressed(own, &mut places));
    }
    files
}

/// The findings of a report, each made as it is written: a large run has many.
struct Findings<'a>(&'a Report, &'a Paths);

impl Serialize for Findings<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut places = Places::new(self.0, self.1);
        serializer.collect_seq(self.0.findings.iter().map(|f| finding(f, &mut places)))
    }
}

/// Finds paths, lines and columns.
struct Places<'a> {
    report: &'a Report,
    paths: &'a Paths,
    starts: Positions,
}

impl<'a> Places<'a> {
    fn new(report: &'a Report, paths: &'a Paths) -> Self {
        Self {
            report,
            paths,
            starts: Positions::default(),
        }
    }

    fn path(&self, file: FileId) -> &'a str {
        self.paths.named(self.report.source(file))
    }

    /// The range of a finding. Findings come in the order of the file, so counting continues from
    /// the last.
    fn next_range(&mut self, span: Span) -> Range {
        self.starts.at(self.report.source(span.file), span.start);
        self.range(span)
    }

    fn range(&self, span: Span) -> Range {
        let source = self.report.source(span.file);
        let mut positions = self.starts.clone();
        let start = positions.at(source, span.start);
        let end = positions.at(source, span.end);
        let place = |position: plimsoll_syntax::Position, byte| Place {
            line: position.line,
            column: position.column,
            byte,
        };
        Range {
            start: place(start, span.start),
            end: place(end, span.end),
        }
    }
}

fn finding<'a>(finding: &'a Finding, places: &mut Places<'a>) -> JsonFinding<'a> {
    let range = places.next_range(finding.span);
    let related = finding.notes.iter().map(|note| Related {
        path: places.path(note.span.file),
        range: places.range(note.span),
        message: &note.text,
    });
    let related = related.collect();
    JsonFinding {
        rule: finding.rule.id(),
        level: finding.level.name(),
        fails: finding.fails,
        path: places.path(finding.span.file),
        range,
        place: &finding.identity.place,
        identity: finding.identity.to_string(),
        message: &finding.message,
        help: finding.help.as_deref(),
        environment: finding.environment.name(),
        variants: finding.variants.iter().map(|name| &**name).collect(),
        related,
        fix: finding.fix.as_ref().map(|f| fix(f, finding.span.file, places)),
    }
}

fn suppressed<'a>(suppressed: &'a Suppressed, places: &mut Places<'a>) -> JsonSuppressed<'a> {
    JsonSuppressed {
        finding: finding(&suppressed.finding, places),
        suppression: match &suppressed.by {
            Suppression::Comment { span, .. } => JsonSuppression::Comment {
                path: places.path(span.file),
                range: places.range(*span),
            },
            Suppression::Baseline => JsonSuppression::Baseline,
            Suppression::Before => JsonSuppression::Before,
            Suppression::Override => JsonSuppression::Override,
            Suppression::Exception { reason, until, .. } => JsonSuppression::Exception {
                reason,
                until: until.map(|day| day.to_string()),
            },
        },
    }
}

fn fix<'a>(fix: &'a Fix, file: FileId, places: &Places<'a>) -> JsonFix<'a> {
    let edits = fix.edits.iter().map(|edit| JsonEdit {
        path: (edit.span.file != file).then(|| places.path(edit.span.file)),
        range: places.range(edit.span),
        replacement: &edit.text,
    });
    JsonFix {
        safety: fix.safety.name(),
        title: &fix.title,
        edits: edits.collect(),
    }
}

fn file<'a>(file: &FileReport, places: &Places<'a>) -> JsonFile<'a> {
    JsonFile {
        path: places.path(file.file),
        kind: file.kind.name(),
        environment: file.verdict.environment.name(),
        reason: file.verdict.reason.to_string(),
    }
}

fn summary(report: &Report, with_statistics: bool) -> Summary<'_> {
    let judged_as = |e: Environment| report.files.iter().filter(|f| f.verdict.environment == e).count();
    Summary {
        files: report.files.len(),
        production: judged_as(Environment::Production),
        development: judged_as(Environment::Development),
        findings: report.findings.len(),
        error: report.count(Level::Error),
        warning: report.count(Level::Warning),
        info: report.count(Level::Info),
        ignored: report.hidden(Suppression::is_comment),
        excepted: report.hidden(Suppression::is_exception),
        known: report.hidden(|by| *by == Suppression::Baseline),
        internal_error: report.internal_error,
        statistics: with_statistics.then(|| counts::counts(report)),
    }
}
