//! A question about a project, and the answer to it.

use std::collections::BTreeMap;

use plimsoll_check::report::{OfFile, Paths, by_file};
use plimsoll_check::told::Told;
use plimsoll_check::{Checker, File, Settings};
use plimsoll_fix::Fixed;
use plimsoll_lint::{Finding, Registry, Report, RuleRef, Safety};
use plimsoll_model::base::Date;
use plimsoll_model::environment::Environment;
use serde::{Deserialize, Serialize};

/// A project, and what is to be done with it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Question {
    files: Vec<QuestionFile>,
    /// The text of a `plimsoll.toml`.
    #[serde(default)]
    configuration: String,
    /// `production` or `development`, or else what each file says.
    #[serde(default)]
    environment: Option<String>,
    /// Today, where whoever asks is.
    #[serde(default)]
    date: String,
    /// Which fixes are to be made; if none, the project is judged.
    #[serde(default)]
    fix: Option<Wanted>,
}

#[derive(Deserialize)]
struct QuestionFile {
    path: String,
    text: String,
}

/// Fixes.
#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Wanted {
    /// That of one finding.
    Of {
        rule: String,
        path: String,
        start: u32,
        end: u32,
    },
    /// All that are `safe`, or with `unsafe` all.
    All(String),
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
enum Answer<'a> {
    Report(Judged<'a>),
    Fixed(Mended),
    /// The configuration is wrong.
    Faults(Vec<Fault>),
    /// The question is no question.
    Error(String),
}

#[derive(Serialize)]
struct Judged<'a> {
    files: BTreeMap<&'a str, OfFile<'a>>,
    /// The rules that have a finding, by their ids.
    rules: BTreeMap<&'a str, Rule<'a>>,
    notes: &'a [String],
    /// A rule failed, and the others went on.
    internal_error: bool,
}

/// What the page says of a rule.
#[derive(Serialize)]
struct Rule<'a> {
    title: &'a str,
    /// Findings of one level come in this order.
    rank: usize,
    /// Its page below `rules/`; policies of a configuration have none.
    page: Option<String>,
    /// What an unsafe fix may change.
    effect: Option<&'a str>,
}

#[derive(Serialize)]
struct Mended {
    /// The files that change.
    files: BTreeMap<String, String>,
    made: Vec<Made>,
    held_back: Vec<HeldBack>,
}

#[derive(Serialize)]
struct Made {
    path: String,
    title: String,
}

#[derive(Serialize)]
struct HeldBack {
    path: String,
    line: usize,
    rule: String,
    reason: String,
}

/// What is wrong with a configuration.
#[derive(Serialize)]
struct Fault {
    line: Option<usize>,
    column: Option<usize>,
    message: String,
}

/// The answer to a question, both as JSON.
pub(crate) fn answer(question: &[u8]) -> Vec<u8> {
    let question: Question = match serde_json::from_slice(question) {
        Ok(question) => question,
        Err(error) => return json(&Answer::Error(error.to_string())),
    };
    let environment = match question.environment.as_deref() {
        None => None,
        Some("production") => Some(Environment::Production),
        Some("development") => Some(Environment::Development),
        Some(other) => return json(&Answer::Error(format!("there is no environment {other}"))),
    };
    let settings = Settings {
        configuration: Some(&question.configuration),
        environment,
        date: Date::parse(&question.date),
        ..Settings::default()
    };
    let checker = match Checker::with(&Registry::new(plimsoll_rules::rules()), settings) {
        Ok(checker) => checker,
        Err(faults) => return json(&Answer::Faults(faults.iter().map(fault).collect())),
    };
    let files: Vec<File<'_>> = question
        .files
        .iter()
        .map(|file| File::new(&file.path, &file.text))
        .collect();
    match &question.fix {
        None => json(&Answer::Report(judged(&checker, &checker.check(&files)))),
        Some(wanted) => json(&Answer::Fixed(mended(fixed(&checker, &files, wanted)))),
    }
}

fn json(answer: &Answer<'_>) -> Vec<u8> {
    serde_json::to_vec(answer).expect("it is plain data")
}

fn judged<'a>(checker: &'a Checker, report: &'a Report) -> Judged<'a> {
    // Without anything to shorten, paths are as they came.
    static PATHS: std::sync::LazyLock<Paths> = std::sync::LazyLock::new(Paths::default);
    let hidden = report.suppressed.iter().map(|hidden| &hidden.finding);
    let findings = report.findings.iter().map(|finding| &finding.rule);
    let rules = findings.chain(hidden.map(|finding| &finding.rule));
    Judged {
        files: by_file(report, &PATHS),
        rules: rules.map(|own| (own.id(), rule(own))).collect(),
        notes: checker.notes(),
        internal_error: report.internal_error,
    }
}

fn rule(rule: &RuleRef) -> Rule<'_> {
    Rule {
        title: rule.title(),
        rank: rule.group.rank(),
        page: plimsoll_rules::page_path(rule.id()),
        effect: rule.effect_of_fix(),
    }
}

fn fixed(checker: &Checker, files: &[File<'_>], wanted: &Wanted) -> Fixed {
    match wanted {
        Wanted::All(most) if most == "unsafe" => checker.fix(files, Safety::Unsafe),
        Wanted::All(_) => checker.fix(files, Safety::Safe),
        Wanted::Of { rule, path, start, end } => checker.fix_those(files, &|report: &Report, finding: &Finding| {
            let span = finding.span;
            let is_there = (span.start, span.end) == (*start, *end) && report.source(span.file).path() == path;
            finding.rule.id() == rule && is_there
        }),
    }
}

fn mended(fixed: Fixed) -> Mended {
    let made = fixed.files.iter().flat_map(|file| {
        file.made.iter().map(|made| Made {
            path: file.path().to_owned(),
            title: made.title.clone(),
        })
    });
    let held_back = fixed.held_back.iter().map(|held| HeldBack {
        path: held.path.clone(),
        line: held.line,
        rule: held.rule.clone(),
        reason: held.reason.to_string(),
    });
    let text = |file: &plimsoll_fix::FixedFile| (file.path().to_owned(), file.after.source.text().to_owned());
    Mended {
        made: made.collect(),
        held_back: held_back.collect(),
        files: fixed.files.iter().map(text).collect(),
    }
}

fn fault(told: &Told) -> Fault {
    let (line, column) = told.place().unzip();
    Fault {
        line,
        column,
        message: told.message().to_owned(),
    }
}
