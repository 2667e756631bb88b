//! A hand-made report, for the tests of the reporters.

use std::io::{self, Write};
use std::ops::Range;
use std::sync::Arc;

use plimsoll_lint::{FileReport, Finding, Fix, Identity, Level, Registry, Report, RuleRef, Suppressed, Suppression};
use plimsoll_model::base::Date;
use plimsoll_model::environment::{Environment, Reason, Verdict};
use plimsoll_model::files::FileKind;
use plimsoll_syntax::{FileId, SourceFile, Span};

use super::{Paths, Run, Style};

/// The plainest look, without a summary.
pub(crate) const PLAIN: Style = Style {
    statistics: false,
    quiet: true,
    lowest: Level::Info,
    color: false,
    width: 80,
    hidden: false,
};

/// A run that did what it should, and found something.
pub(crate) fn run() -> Run<'static> {
    Run {
        paths: Paths::default(),
        is_complete: true,
        exit_code: 1,
        day: Date::parse("2026-11-21"),
        catalogue: None,
        category: "plimsoll",
        drawings: &[],
    }
}

/// What a reporter for machines writes of the report here.
pub(crate) fn written_for(write: impl FnOnce(&Report, &Run<'_>, &mut dyn Write) -> io::Result<()>) -> String {
    written(|out| write(&report(), &run(), out))
}

/// What a reporter writes.
pub(crate) fn written(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> String {
    let mut out = Vec::new();
    write(&mut out).expect("memory takes everything");
    String::from_utf8(out).expect("reports are text")
}

/// A rule with a page that has every key.
pub(crate) fn rule(id: &str) -> RuleRef {
    let page = format!(
        "---\nid: {id}\ngroup: supply-chain\ntarget: dockerfile\nlevel: warning\ndevelopment: info\n\
         cases: [own-image info]\n\
         fix: safe\nsince: 0.1.0\nalso: [hadolint DL3006, kics Image Version Not Explicit]\n---\n\n\
         # Image without a fixed tag\n\nWhat it is changes.\n"
    );
    let mut registry = Registry::default();
    registry.load(page, |_, _| {}).expect("the page is right");
    registry.rules()[0].clone()
}

/// A finding in the first file.
pub(crate) fn finding(rule: RuleRef, range: Range<usize>, message: &str) -> Finding {
    Finding {
        level: rule.level,
        rule,
        case: None,
        span: Span::new(FileId(0), range.start, range.end),
        message: message.to_owned(),
        help: None,
        notes: Vec::new(),
        fix: None,
        code: None,
        is_shared: false,
        stands_in: false,
        came_by_itself: false,
        fails: true,
        redacted: Vec::new(),
        environment: Environment::Production,
        variants: Vec::new(),
        identity: Identity::default(),
    }
}

/// A report on one Dockerfile with findings of one rule.
pub(crate) fn report_of(text: &str, places: &[Range<usize>], message: impl Fn(usize) -> String) -> Report {
    let mut report = Report::default();
    add_file(
        &mut report,
        "Dockerfile",
        text,
        FileKind::Dockerfile,
        Environment::Production,
    );
    for (index, place) in places.iter().enumerate() {
        report
            .findings
            .push(Box::new(finding(rule("untagged"), place.clone(), &message(index))));
    }
    report
}

/// A report on a Dockerfile and the Compose file that builds it, with findings of each level.
pub(crate) fn report() -> Report {
    let mut report = Report::default();
    let dockerfile = "FROM debian AS base\nFROM node\n\nADD é.toml /etc/\nCMD [\"node\"]\n";
    let compose = "services:\n  web:\n    build: .\n    privileged: true\n";
    add_file(
        &mut report,
        "app/Dockerfile",
        dockerfile,
        FileKind::Dockerfile,
        Environment::Production,
    );
    add_file(
        &mut report,
        "compose.yaml",
        compose,
        FileKind::Compose,
        Environment::Development,
    );

    let mut first = finding(rule("untagged"), 5..11, "`debian` has no tag");
    first.help("name a version: `debian:12.7`");
    let mut second = finding(rule("untagged"), 25..29, "`node` has no tag");
    second.help("name a version: `node:22.11`");
    let span = Span::new(FileId(0), 31, 34);
    let mut third = finding(rule("add-local-file"), 31..34, "`ADD` copies a local file");
    third
        .help("`COPY` does only that")
        .fix(Fix::safe("use `COPY`", [span.replace("COPY")]));
    third.note(Span::new(FileId(0), 35, 42), "this is a local file");
    third.level = Level::Info;
    third.fails = false;
    let mut fourth = finding(
        rule("privileged-container"),
        0..0,
        "`web` may do everything on the host",
    );
    fourth.span = Span::new(FileId(1), 36, 52);
    fourth.environment = Environment::Development;
    fourth.level = Level::Error;
    fourth.note(Span::new(FileId(0), 20, 24), "the image is built here");
    report.findings = [first, second, third, fourth].map(Box::new).into();
    let mut hidden = finding(rule("runs-as-root"), 49..52, "it runs as root");
    hidden.fails = false;
    report.suppressed = vec![Suppressed {
        finding: Box::new(hidden),
        by: Suppression::Comment {
            span: Span::new(FileId(0), 31, 34),
            until: None,
        },
    }];
    report
}

pub(crate) fn add_file(report: &mut Report, name: &str, text: &str, kind: FileKind, environment: Environment) {
    let file = FileId(report.sources.len() as u32);
    let source = SourceFile::new(file, name, text.into());
    report.sources.insert(file, Arc::new(source));
    let reason = match environment {
        Environment::Production => Reason::Default,
        Environment::Development => Reason::Name("dev".to_owned()),
    };
    let verdict = Verdict { environment, reason };
    report.files.push(FileReport { file, kind, verdict });
}
