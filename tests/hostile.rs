//! Hostile input: it ends in findings, in bounded time and memory.

use plimsoll_lint::{Policy, Report, lint};
use plimsoll_model::files::{FileKind, Input, NoFiles};
use plimsoll_model::sources::Sources;

use crate::memory::REGISTRY;

fn judge(kind: FileKind, bytes: Vec<u8>) -> Report {
    let path = match kind {
        FileKind::Dockerfile => "Dockerfile",
        FileKind::Compose => "compose.yaml",
        FileKind::EnvFile => ".env",
    };
    let input = Input {
        path: path.to_owned(),
        kind,
        bytes,
    };
    let all = Policy::new(&REGISTRY, &["all".to_owned()], &[]).expect("`all` is known");
    let report = lint(vec![input], &Sources::new(&NoFiles), &REGISTRY, &all, &|| ());
    assert!(!report.internal_error);
    report
}

fn has(report: &Report, rule: &str) -> bool {
    report.findings.iter().any(|f| f.rule.id() == rule)
}

fn dockerfile(text: impl Into<Vec<u8>>) -> Report {
    judge(FileKind::Dockerfile, text.into())
}

fn compose(text: impl Into<Vec<u8>>) -> Report {
    judge(FileKind::Compose, text.into())
}

#[test]
fn nothing_to_read() {
    for text in ["", "\n\n", "# only a comment\n", "\u{feff}"] {
        assert!(has(&dockerfile(text), "dockerfile-syntax-error"), "{text:?}");
    }
    assert!(has(&dockerfile("RUN true\n"), "stage-missing"));
    for text in ["", "# only a comment\n"] {
        assert!(has(&compose(text), "compose-syntax-error"), "{text:?}");
    }
}

#[test]
fn bytes_that_are_no_text() {
    let utf16: Vec<u8> = "\u{feff}FROM debian\n"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    assert!(has(&dockerfile(utf16.clone()), "dockerfile-syntax-error"));
    assert!(has(&compose(utf16), "compose-syntax-error"));
    assert!(has(
        &dockerfile(*b"FROM debian\nRUN echo \xff\xfe\n"),
        "dockerfile-syntax-error"
    ));
    assert!(
        has(&dockerfile(*b"FROM debian\nRUN echo \xff\xfe\n"), "unpinned-image-tag"),
        "the rest is judged"
    );
    assert!(has(
        &compose(*b"services:\n  a:\n    image: a\0b\n"),
        "compose-syntax-error"
    ));
    dockerfile(*b"FROM debian\0\nRUN a\0b\n");
}

#[test]
fn huge_inputs() {
    let mut text = String::from("FROM debian:12.7\nRUN true");
    text.push_str(&" && true".repeat(10_000_000 / 8));
    dockerfile(text);
    dockerfile(format!("FROM debian:12.7\nENV A={}\n", "x".repeat(1_000_000)));
    compose(format!("services:\n  a:\n    image: {}\n", "x".repeat(1_000_000)));
    compose("# comment\n".repeat(500_000));
}

#[test]
fn deep_nesting() {
    compose("[".repeat(100_000));
    compose("{a: ".repeat(100_000));
    compose("- ".repeat(100_000));
    compose("? ".repeat(100_000));
    dockerfile(format!(
        "FROM debian:12.7\nRUN {}true{}\n",
        "(".repeat(2_000),
        ")".repeat(2_000)
    ));
    dockerfile(format!(
        "FROM debian:12.7\nRUN echo {}{}\n",
        "$(echo ".repeat(2_000),
        ")".repeat(2_000)
    ));
    dockerfile(format!(
        "FROM debian:12.7\nRUN echo {}{}\n",
        "${a:-".repeat(5_000),
        "}".repeat(5_000)
    ));
    dockerfile(format!(
        "FROM debian:12.7\nENV A={}{}\n",
        "${a:-".repeat(100_000),
        "}".repeat(100_000)
    ));
    dockerfile(format!("FROM debian:12.7\n{} RUN true\n", "ONBUILD ".repeat(10_000)));
    compose(format!(
        "services:\n  a:\n    image: {}x{}\n",
        "${a:-".repeat(50_000),
        "}".repeat(50_000)
    ));
}

#[test]
fn many_of_everything() {
    let stages: String = (0..800)
        .map(|i| format!("FROM debian:12.7 AS s{i}\nRUN apt-get update\n"))
        .collect();
    dockerfile(stages);
    let chain: String = (1..800)
        .map(|i| format!("FROM s{} AS s{i}\nENV A=$A:$B\nWORKDIR $A/x\n", i - 1))
        .collect();
    dockerfile(format!("FROM debian:12.7 AS s0\n{chain}"));
    let runs: String = (0..1500)
        .map(|i| format!("RUN apt-get update && apt-get install -y pkg{i} | tee log\n"))
        .collect();
    dockerfile(format!("FROM debian:12.7\n{runs}"));
    dockerfile(format!("FROM debian:12.7\n{}", "RUN <<EOF\n".repeat(50_000)));
    dockerfile(format!(
        "FROM debian:12.7\nRUN true {}\n",
        "\\\n  && true ".repeat(20_000)
    ));
    let services: String = (0..2_000)
        .map(|i| format!("  s{i}:\n    image: a\n    ports: ['{i}:{i}']\n"))
        .collect();
    compose(format!("services:\n{services}"));
    let envs: String = (0..2_000)
        .map(|i| format!("ENV A{i}=$A{}\n", usize::saturating_sub(i, 1)))
        .collect();
    dockerfile(format!("FROM debian:12.7\n{envs}USER $A1999\n"));
    dockerfile(format!("FROM debian:12.7\nENV A={}\nUSER $A\n", "$A".repeat(20_000)));
}

#[test]
fn more_than_anybody_has() {
    dockerfile("FROM debian:12.7\n".repeat(20_000));
    let chain: String = (1..20_000).map(|i| format!("FROM s{} AS s{i}\n", i - 1)).collect();
    dockerfile(format!("FROM debian:12.7 AS s0\n{chain}"));
    dockerfile("# plimsoll: ignore[runs-as-root]\nFROM debian:12.7\n".repeat(5_000));
    dockerfile(format!(
        "FROM debian:12.7\n{}",
        "RUN --mount=from=a,target=/x true\n".repeat(20_000)
    ));
    let inline: String = (0..500)
        .map(|i| format!("  s{i}:\n    build:\n      dockerfile_inline: |\n        FROM debian\n        USER app\n"))
        .collect();
    compose(format!("services:\n{inline}"));
    let same: String = (0..3_000)
        .map(|i| format!("  s{i}: {{build: {{target: t}}}}\n"))
        .collect();
    compose(format!("services:\n{same}"));
}

#[test]
fn what_is_beyond_the_bounds_is_said_and_the_rest_is_judged() {
    let said = |report: &Report, text: &str| {
        let about = report.findings.iter().filter(|f| f.message.contains(text)).count();
        assert_eq!(about, 1, "{text}");
        assert!(has(report, "unpinned-image-tag"), "{text}");
    };
    let words = "a \\\n".repeat(3 << 19);
    let file = format!("FROM debian:12.7 AS a\nCOPY {words} /\nFROM nginx\nCOPY --from=a /a /\n");
    said(&dockerfile(file), "is too long, and is not read");
    let lines = "LABEL a=b\n".repeat(120_000);
    said(
        &dockerfile(format!("FROM nginx\n{lines}")),
        "has more than 100000 instructions",
    );
    let items = "a,".repeat(300_000);
    let file = format!("services:\n  a:\n    image: nginx\n    command: [{items}]\n");
    said(&compose(file), "has more than 200000 keys and values");
}

#[test]
fn questions_about_other_services_stay_linear() {
    let mut services: String = (0..10_000).map(|i| format!("  s{i}: {{image: a}}\n")).collect();
    services.push_str("  last: {image: a, network_mode: 'service:s0'}\n");
    compose(format!("services:\n{services}"));
    let chain: String = (1..1_000)
        .map(|i| format!("  s{i}:\n    extends: s{}\n    environment: [A{i}=b]\n", i - 1))
        .collect();
    compose(format!("services:\n  s0: {{image: a}}\n{chain}"));
}

#[test]
fn aliases_that_explode() {
    let mut laughs = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for i in 1..20 {
        let items = vec![format!("*a{}", i - 1); 10].join(", ");
        laughs.push_str(&format!("a{i}: &a{i} [{items}]\n"));
    }
    compose(format!(
        "{laughs}services:\n  web:\n    image: nginx\n    ports: *a19\n    environment: *a19\n"
    ));
    let mut merges = String::from("x0: &m0 {k0: v}\n");
    for i in 1..30 {
        merges.push_str(&format!("x{i}: &m{i}\n  <<: [*m{0}, *m{0}]\n  k{i}: v\n", i - 1));
    }
    compose(format!("{merges}services:\n  web:\n    <<: *m29\n    image: nginx\n"));
    compose("a: &a [*a]\nservices:\n  web: &w\n    <<: *w\n    image: nginx\n    ports: *a\n");
    compose("services: &s\n  web: *s\n");
}

#[test]
fn questions_about_other_steps_stay_linear() {
    let head = "FROM debian:12.7\n";
    dockerfile(format!("{head}{}", "RUN usermod -aG b a\nUSER a:c\n".repeat(5_000)));
    let add = "ADD https://files.example.com/x /\nRUN true\n";
    dockerfile(format!("{head}{}", add.repeat(5_000)));
    dockerfile(format!("{head}{}", "COPY a b\n".repeat(20_000)));
}

#[test]
fn a_report_does_not_grow_with_the_faults() {
    let report = dockerfile("FROM debian\n".repeat(5_000));
    let mut counts = std::collections::BTreeMap::new();
    for finding in &report.findings {
        *counts.entry(finding.rule.id()).or_insert(0) += 1;
    }
    let most = counts.values().max().copied().unwrap_or(0);
    assert_eq!(
        most, 1_001,
        "a thousand are listed, and one says how many more there are"
    );
}
