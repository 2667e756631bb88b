use std::sync::atomic::{AtomicU32, Ordering};

use plimsoll_model::files::{Files, NoFiles};
use plimsoll_model::sources::Sources;
use plimsoll_syntax::dockerfile::Kind;

use super::*;
use crate::collector::MOST;
use crate::policy::{Layer, Origin, Written, WrittenException, WrittenOverride, WrittenScope, WrittenSettings};
use crate::{Check, Context, EngineFinding, Fix, Level, LoadError, Page, Rule, Suppression, View};

static STOPS: Rule = Rule {
    page: Page::of("---\nid: stops\ngroup: style\ntarget: dockerfile\nlevel: warning\nsince: 0.1.0\n---\n\n# Stops\n"),
    checks: &[Check::Dockerfile(|_, _| panic!("no `FROM`"))],
};
static FINDS: Rule = Rule {
    page: Page::of("---\nid: finds\ngroup: style\ntarget: dockerfile\nlevel: warning\nsince: 0.1.0\n---\n\n# Finds\n"),
    checks: &[Check::Dockerfile(find)],
};
static SECRET: Rule = Rule {
    page: Page::of(
        "---\nid: tells\ngroup: secrets\ntarget: dockerfile\nlevel: error\nsince: 0.1.0\nredacts: secrets\n---\n\n# Tells\n",
    ),
    checks: &[Check::Dockerfile(tell)],
};
static FAILS: Rule = Rule {
    page: Page::of(
        "---\nid: internal-error\ngroup: engine\ntarget: dockerfile\nlevel: error\nsince: 0.1.0\n---\n\n# Fails\n",
    ),
    checks: &[Check::Engine(EngineFinding::InternalError)],
};

static QUOTES: Rule = Rule {
    page: Page::of("---\nid: quotes\ngroup: style\ntarget: dockerfile\nlevel: info\nsince: 0.1.0\n---\n\n# Quotes\n"),
    checks: &[Check::Instruction(Kind::Run, |run, cx| {
        let text = cx.text(run.node().span);
        cx.report(run.node().span, format!("odd: `{text}`"));
    })],
};
static REPEATS: Rule = Rule {
    page: Page::of(
        "---\nid: repeats\ngroup: style\ntarget: dockerfile\nlevel: info\nsince: 0.1.0\nredacts: secrets\n---\n\n# Repeats\n",
    ),
    checks: &[Check::Dockerfile(repeat)],
};

/// Only the last finding, which is not listed, redacts something.
fn repeat(dockerfile: Dockerfile<'_>, cx: &mut Context<'_>) {
    let line = dockerfile.source().line_span(1);
    for number in 0..MOST + 500 {
        let finding = cx.report(line, format!("fault {number}"));
        if number + 1 == MOST + 500 {
            finding.redact(line);
        }
    }
}

fn find(dockerfile: Dockerfile<'_>, cx: &mut Context<'_>) {
    let line = dockerfile.source().line_span(1);
    let text = cx.text(line).trim().to_owned();
    let finding = cx.report(line, format!("odd: `{text}`"));
    finding.note(line, format!("see `{text}`"));
    finding.fix(Fix::safe("turn it", [line.replace(text)]));
}

fn tell(dockerfile: Dockerfile<'_>, cx: &mut Context<'_>) {
    let text = dockerfile.source().text();
    let at = text.find("hunter2").expect("the tests have it");
    let span = Span::new(dockerfile.source().id(), at, at + 7);
    cx.report(span, "a secret").redact(span);
}

fn run(rules: &[&'static Rule], select: &[&str], text: &str) -> Report {
    let registry = Registry::new(rules.iter().copied());
    let select: Vec<String> = select.iter().map(|&s| s.to_owned()).collect();
    let policy = Policy::new(&registry, &select, &[]).expect("the rules exist");
    let input = Input {
        path: "Dockerfile".to_owned(),
        kind: FileKind::Dockerfile,
        bytes: text.into(),
    };
    lint(vec![input], &Sources::new(&NoFiles), &registry, &policy, &|| ())
}

fn ids(report: &Report) -> Vec<&str> {
    report.findings.iter().map(|f| f.rule.id()).collect()
}

#[test]
fn a_panic_costs_one_rule_only() {
    let report = run(&[&STOPS, &FINDS, &FAILS], &[], "FROM a\n");
    assert!(report.internal_error);
    assert_eq!(ids(&report), ["internal-error", "finds"]);
    let message = &report.findings[0].message;
    assert!(
        message.contains("`stops`") && message.contains("no `FROM`"),
        "{message}"
    );
}

static ADDS: Rule = Rule {
    page: Page::of("---\nid: adds\ngroup: style\ntarget: dockerfile\nlevel: info\nsince: 0.1.0\n---\n\n# Adds\n"),
    checks: &[Check::Instruction(Kind::Run, |run, cx| {
        let (place, text) = (run.keyword(), cx.text(run.node().span).replace("RUN ", ""));
        let edit = place.replace(text.replace('+', "\n"));
        cx.report(place, "odd")
            .help("write `$B`")
            .fix(Fix::safe("turn it", [edit]));
    })],
};

#[test]
fn a_help_in_an_inline_dockerfile_doubles_dollar_signs() {
    let registry = Registry::new([&ADDS]);
    let policy = Policy::new(&registry, &[], &[]).expect("nothing is asked for");
    let help = |path: &str, kind, text: &str| {
        let input = Input {
            path: path.to_owned(),
            kind,
            bytes: text.into(),
        };
        let report = lint(vec![input], &Sources::new(&NoFiles), &registry, &policy, &|| ());
        report.findings[0].help.clone().unwrap_or_default()
    };
    let inline = "services:\n  a:\n    build:\n      dockerfile_inline: |\n        FROM a\n        RUN b\n";
    assert_eq!(help("compose.yaml", FileKind::Compose, inline), "write `$$B`");
    assert_eq!(
        help("Dockerfile", FileKind::Dockerfile, "FROM a\nRUN b\n"),
        "write `$B`"
    );
}

#[test]
fn a_fix_in_an_inline_dockerfile_leaves_the_yaml_around_it_whole() {
    let registry = Registry::new([&ADDS]);
    let policy = Policy::new(&registry, &[], &[]).expect("nothing is asked for");
    let fixed = |text: &str| {
        let bytes = format!("services:\n  a:\n    build:\n      dockerfile_inline: {text}\n").into_bytes();
        let (path, kind) = ("compose.yaml".to_owned(), FileKind::Compose);
        let report = lint(
            vec![Input { path, kind, bytes }],
            &Sources::new(&NoFiles),
            &registry,
            &policy,
            &|| (),
        );
        let fixes: Vec<bool> = report.findings.iter().map(|f| f.fix.is_some()).collect();
        fixes
    };
    assert_eq!(fixed("|\n        FROM a\n        RUN \"b\""), [true]);
    assert_eq!(fixed("|\n        FROM a\n        RUN b+c"), [false]);
    assert_eq!(fixed("|\n        FROM a\n        RUN $$b"), [false]);
    assert_eq!(fixed(r#""FROM a\nRUN b""#), [true]);
    assert_eq!(fixed(r#""FROM a\nRUN 'b'""#), [false]);
    // A classic Mac OS line end: nothing here has a place.
    assert_eq!(fixed("|\r\n        FROM a\r\r\n        RUN b"), [false; 0]);
}

/// Fails the second time a file is asked for. The first time is before any file is read, to find out
/// what belongs together.
struct Failing(AtomicU32);

impl Files for Failing {
    fn read(&self, path: &str) -> Option<Vec<u8>> {
        // Other files are read at the same time.
        if path == ".env" {
            assert_ne!(self.0.fetch_add(1, Ordering::Relaxed), 1, "no more paper");
        }
        None
    }

    fn names(&self, _: &str) -> Vec<String> {
        Vec::new()
    }
}

#[test]
fn a_panic_while_reading_costs_one_file_only() {
    let input = |path: &str, kind, text: &str| Input {
        path: path.to_owned(),
        kind,
        bytes: text.into(),
    };
    let registry = Registry::new([&FINDS, &FAILS]);
    let policy = Policy::new(&registry, &[], &[]).expect("nothing is asked for");
    let inputs = vec![
        input("compose.yaml", FileKind::Compose, "services: {a: {image: $B}}\n"),
        input("Dockerfile", FileKind::Dockerfile, "FROM a\n"),
    ];
    let report = lint(
        inputs,
        &Sources::new(&Failing(AtomicU32::new(0))),
        &registry,
        &policy,
        &|| (),
    );
    assert!(report.internal_error);
    assert_eq!(ids(&report), ["finds", "internal-error"]);
    let message = &report.findings[1].message;
    assert!(message.contains("no more paper"), "{message}");
}

#[test]
fn a_message_stays_on_one_line() {
    let report = run(&[&QUOTES], &[], "RUN a \\\r\n b\nFROM c\n");
    assert_eq!(report.findings[0].message, "odd: `RUN a \\  b`");
}

#[test]
fn a_rule_lists_only_so_many_findings() {
    let report = run(&[&REPEATS], &[], "FROM a\n");
    assert_eq!(report.findings.len(), MOST + 1);
    let last = report.findings.iter().find(|f| f.message.contains("more places"));
    assert!(last.is_some_and(|f| f.message.starts_with("500 more")), "{last:?}");
    assert_eq!(report.redacted_in(FileId(0)), [Span::new(FileId(0), 0, 6)]);
}

#[test]
fn secrets_are_redacted_whatever_is_asked_for() {
    for (select, expected) in [(&[][..], &["finds", "tells"][..]), (&["finds"], &["finds"])] {
        let report = run(&[&FINDS, &SECRET], select, "ENV PASSWORD=hunter2\nFROM a\n");
        assert_eq!(ids(&report), expected);
        assert_eq!(report.redacted_in(FileId(0)), [Span::new(FileId(0), 13, 20)]);
        let finding = &report.findings[0];
        assert_eq!(finding.message, "odd: `ENV PASSWORD=…`");
        assert_eq!(finding.notes[0].text, "see `ENV PASSWORD=…`");
        assert!(finding.fix.is_none());
    }
    let ignored = "# plimsoll: ignore[tells] a test\nENV PASSWORD=hunter2\n";
    let report = run(&[&SECRET], &[], ignored);
    assert_eq!((report.findings.len(), report.redacted.len()), (0, 1));
}

static ODD: Rule = Rule {
    page: Page::of("---\nid: odd\ngroup: style\ntarget: dockerfile\nlevel: info\nsince: 0.1.0\n---\n\n# Odd\n"),
    checks: &[Check::Instruction(Kind::Run, |run, cx| {
        cx.report(run.keyword(), "it is odd");
    })],
};
static REWORDED: Rule = Rule {
    page: Page::of("---\nid: odd\ngroup: style\ntarget: dockerfile\nlevel: error\nsince: 0.1.0\n---\n\n# Odd\n"),
    checks: &[Check::Instruction(Kind::Run, |run, cx| {
        cx.report(run.keyword(), "it looks strange").help("look twice");
    })],
};

#[test]
fn a_reworded_message_leaves_the_identity() {
    let of = |rule| run(&[rule], &[], "FROM a\nRUN b\n").findings[0].identity.clone();
    assert_eq!(of(&ODD), of(&REWORDED));
    assert_eq!(&*of(&ODD).place, "stage:#1/RUN#1");
    let other = run(&[&QUOTES], &[], "FROM a\nRUN b\n").findings[0].identity.clone();
    assert_ne!(of(&ODD).to_string(), other.to_string());
}

/// What a Dockerfile and the Compose file beside it have in the end, by a policy.
fn run_with(layer: Layer) -> Report {
    let registry = Registry::new([&ODD, &FINDS]);
    let (policy, faults) = Policy::resolve(&[layer], &registry);
    assert_eq!(faults, []);
    let input = |path: &str, kind, text: &str| Input {
        path: path.to_owned(),
        kind,
        bytes: text.into(),
    };
    let dockerfile = "FROM a AS build\nRUN b\nFROM c\nRUN d\n";
    let compose = "services:\n  web:\n    build:\n      dockerfile_inline: |\n        FROM a\n        RUN b\n";
    let inputs = vec![
        input("Dockerfile", FileKind::Dockerfile, dockerfile),
        input("compose.yaml", FileKind::Compose, compose),
    ];
    lint(inputs, &Sources::new(&NoFiles), &registry, &policy, &|| ())
}

fn word(text: &str) -> Written<String> {
    Written::argument("--test", text.to_owned())
}

#[test]
fn overrides_hold_where_they_say() {
    let scope = |stages: &[&str], services: &[&str]| WrittenScope {
        stages: stages.iter().map(|name| word(name)).collect(),
        services: services.iter().map(|name| word(name)).collect(),
        ..WrittenScope::default()
    };
    let off = WrittenOverride {
        origin: None,
        scope: scope(&["build"], &[]),
        settings: WrittenSettings {
            ignore: vec![word("odd")],
            ..WrittenSettings::default()
        },
    };
    let grave = WrittenOverride {
        origin: None,
        scope: scope(&[], &["w*"]),
        settings: WrittenSettings {
            levels: vec![(word("odd"), word("error"))],
            ..WrittenSettings::default()
        },
    };
    let report = run_with(Layer {
        overrides: vec![off, grave],
        ..Layer::default()
    });
    let odd = report.findings.iter().filter(|finding| finding.rule.id() == "odd");
    let found: Vec<(&str, Level)> = odd.map(|f| (&*f.identity.place, f.level)).collect();
    let inline = "service:web/build/dockerfile_inline/stage:#1/RUN#1";
    assert_eq!(found, [("stage:#1/RUN#1", Level::Info), (inline, Level::Error)]);
    assert_eq!(report.suppressed.len(), 1);
    assert_eq!(report.suppressed[0].by, Suppression::Override);
}

#[test]
fn exceptions_keep_what_they_accept_with_the_reason() {
    let exception = |rule: &str, file: &str| WrittenException {
        rule: word(rule),
        scope: WrittenScope {
            files: vec![word(file)],
            ..WrittenScope::default()
        },
        reason: Some(word("waits for #12, then goes")),
        until: None,
    };
    let report = run_with(Layer {
        exceptions: vec![exception("odd", "Dockerfile"), exception("odd", "*.yml")],
        ..Layer::default()
    });
    let odd = report.findings.iter().filter(|finding| finding.rule.id() == "odd");
    assert_eq!(odd.count(), 1);
    let by = report.suppressed.iter().map(|suppressed| &suppressed.by);
    let expected = Suppression::Exception {
        reason: "waits for #12, then goes".to_owned(),
        until: None,
        origin: Origin::Argument("--test"),
    };
    assert_eq!(by.collect::<Vec<_>>(), [&expected, &expected]);
    assert_eq!(report.used_exceptions.into_iter().collect::<Vec<_>>(), [0]);
}

/// What an organisation wants of its images, as it could stand in a file of theirs.
fn with_loaded_rule(page: &str) -> Result<Registry, LoadError> {
    let mut registry = Registry::new([&FINDS]);
    let shell = "bash".to_owned();
    registry.load(page.to_owned(), move |view, cx| {
        if let View::Instruction(instruction) = view
            && instruction.node().kind == Kind::Shell
            && !cx.text(instruction.node().span).contains(&shell)
        {
            cx.report(instruction.keyword(), format!("our images run `{shell}`"))
                .case("other");
        }
    })?;
    Ok(registry)
}

const OURS: &str = "---\nid: our-shell\nformerly: [house-shell]\ngroup: style\ntarget: dockerfile\nlevel: info\n\
                    cases: [other error]\nsince: 0.1.0\n---\n\n# Another shell\n";

#[test]
fn rules_can_be_loaded() {
    let registry = with_loaded_rule(OURS).expect("the page is right");
    let judged = |select: &[&str], comment: &str| {
        let select: Vec<String> = select.iter().map(|&word| word.to_owned()).collect();
        let policy = Policy::new(&registry, &select, &[]).expect("the rules exist");
        let text = format!("FROM a\n{comment}SHELL [\"ash\"]\n");
        let (path, kind, bytes) = ("Dockerfile".to_owned(), FileKind::Dockerfile, text.into_bytes());
        lint(
            vec![Input { path, kind, bytes }],
            &Sources::new(&NoFiles),
            &registry,
            &policy,
            &|| (),
        )
    };
    let report = judged(&["our-shell"], "");
    assert_eq!(ids(&report), ["our-shell"]);
    assert_eq!(report.findings[0].level, Level::Error);
    assert_eq!(report.findings[0].message, "our images run `bash`");
    for (select, comment, expected) in [
        (&[][..], "", &["finds", "our-shell"][..]),
        (&["finds"], "", &["finds"]),
        (&["house-shell"], "", &["our-shell"]),
        (&["style"], "# plimsoll: ignore[our-shell] a test\n", &["finds"]),
        (&["style"], "# plimsoll: ignore[house-shell] a test\n", &["finds"]),
    ] {
        assert_eq!(ids(&judged(select, comment)), expected, "{select:?} {comment}");
    }
}

#[test]
fn a_loaded_rule_takes_no_id_of_another() {
    for (from, to) in [("our-shell", "finds"), ("house-shell", "finds"), ("id:", "name:")] {
        assert!(with_loaded_rule(&OURS.replace(from, to)).is_err(), "{from} -> {to}");
    }
}
