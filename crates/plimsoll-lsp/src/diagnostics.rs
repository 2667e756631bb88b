//! Findings as diagnostics.

use std::collections::BTreeMap;

use lsp_types::{
    Code, CodeDescription, Diagnostic, DiagnosticRelatedInformation, DiagnosticSeverity, DiagnosticTag, Location,
    Message, Position, Range, Uri,
};
use plimsoll_check::told::Told;
use plimsoll_lint::{Finding, Group, Level, Page, Registry, Report, RuleRef};

use crate::convert::Convert;
use crate::settings::{Infos, Overlap, Settings};

/// What the client shows as the origin.
const SOURCE: &str = "plimsoll";

/// The findings of a report by file. Files that were judged and have none are there too.
pub(crate) fn of_report(
    report: &Report,
    settings: &Settings,
    convert: &mut Convert<'_>,
) -> BTreeMap<String, Vec<Diagnostic>> {
    let judged = report
        .files
        .iter()
        .map(|file| report.source(file.file).path().to_owned());
    let mut by_file: BTreeMap<String, Vec<Diagnostic>> = judged.map(|path| (path, Vec::new())).collect();
    for finding in report.findings.iter().filter(|finding| is_shown(finding, settings)) {
        let path = report.source(finding.span.file).path();
        let diagnostic = of_finding(report, finding, settings, convert);
        by_file.entry(path.to_owned()).or_default().push(diagnostic);
    }
    by_file
}

/// Whether the user wants to see a finding here.
pub(crate) fn is_shown(finding: &Finding, settings: &Settings) -> bool {
    let is_info = finding.level == Level::Info;
    let is_dockers = || finding.rule.also().any(|peer| peer.tool == "buildkit");
    !(is_info && settings.infos == Infos::Off
        || finding.rule.is_of_syntax() && !settings.show_syntax_errors
        || settings.overlap == Overlap::Hide && is_dockers())
}

fn of_finding(report: &Report, finding: &Finding, settings: &Settings, convert: &mut Convert<'_>) -> Diagnostic {
    let rule = &*finding.rule;
    let related = finding.notes.iter().map(|note| {
        let (uri, range) = convert.place(report, note.span);
        DiagnosticRelatedInformation {
            location: Location { uri, range },
            message: note.text.clone(),
        }
    });
    let related: Vec<DiagnosticRelatedInformation> = related.collect();
    let (_, range) = convert.place(report, finding.span);
    Diagnostic {
        range,
        severity: Some(severity(finding.level, settings)),
        code: Some(Code::String(rule.id().to_owned())),
        code_description: address(rule).map(|href| CodeDescription { href }),
        source: Some(SOURCE.to_owned()),
        message: Message::String(words(finding)),
        tags: tag(rule).map(|tag| vec![tag]),
        related_information: (!related.is_empty()).then_some(related),
        data: None,
    }
}

/// The message, the variants that have it, and what to do.
fn words(finding: &Finding) -> String {
    let mut words = finding.message.clone();
    if let Some(variants) = finding.held_in() {
        words.push_str(&format!(" ({variants})"));
    }
    if let Some(help) = &finding.help {
        words.push('\n');
        words.push_str(help);
    }
    words
}

fn severity(level: Level, settings: &Settings) -> DiagnosticSeverity {
    match (level, settings.infos) {
        (Level::Error, _) => DiagnosticSeverity::Error,
        (Level::Warning, _) => DiagnosticSeverity::Warning,
        (Level::Info, Infos::Information) => DiagnosticSeverity::Information,
        (Level::Info, _) => DiagnosticSeverity::Hint,
    }
}

/// How the words may be drawn.
fn tag(rule: &Page) -> Option<DiagnosticTag> {
    let is_unused = rule.id().split('-').any(|word| word == "unused");
    match rule.group {
        Group::Deprecated => Some(DiagnosticTag::Deprecated),
        _ => is_unused.then_some(DiagnosticTag::Unnecessary),
    }
}

/// The rule of an id, of plimsoll or of another tool.
pub(crate) fn rule_called<'r>(registry: &'r Registry, word: &str) -> Option<&'r RuleRef> {
    let of_peer = |rule: &&RuleRef| rule.also().any(|peer| peer.is_called(word));
    registry.rule(word).or_else(|| registry.rules().iter().find(of_peer))
}

/// Where the page of a rule is.
pub(crate) fn address(rule: &Page) -> Option<Uri> {
    plimsoll_rules::page_url(rule.id()).map(Uri)
}

/// What is wrong with the configuration, by the paths of its files.
pub(crate) fn of_faults(faults: &[Told]) -> BTreeMap<String, Vec<Diagnostic>> {
    let mut by_file: BTreeMap<String, Vec<Diagnostic>> = BTreeMap::new();
    for fault in faults {
        let range = fault.place().map_or_else(Range::default, |(line, column)| {
            let at = |column: usize| Position::new(line as u32 - 1, column as u32);
            // To the end of the line, wherever that is.
            Range::new(at(column - 1), Position::new(line as u32, 0))
        });
        let diagnostic = Diagnostic {
            range,
            severity: Some(DiagnosticSeverity::Error),
            code: None,
            code_description: None,
            source: Some(SOURCE.to_owned()),
            message: Message::String(fault.message().to_owned()),
            tags: None,
            related_information: None,
            data: None,
        };
        by_file.entry(fault.path().to_owned()).or_default().push(diagnostic);
    }
    by_file
}
