//! Comments that hide findings, ours and those of other tools, on whole files: what is still found,
//! and where.

use std::collections::BTreeMap;

use plimsoll_lint::Policy;
use plimsoll_model::base::Date;
use plimsoll_model::environment::Environment;

use crate::memory::{Memory, REGISTRY};

const RULES: [&str; 7] = [
    "download-piped-to-shell",
    "maintainer-instruction",
    "port-published-on-all-interfaces",
    "relative-workdir",
    "runs-as-root",
    "unpinned-image-tag",
    "unused-ignore",
];

/// The findings of a file as `line rule`, on a day.
fn found(path: &str, text: &str, date: &str) -> Vec<String> {
    let mut policy = Policy::new(&REGISTRY, &RULES.map(str::to_owned), &[]).expect("they exist");
    policy.environment = Some(Environment::Production);
    policy.date = Date::parse(date);
    let files = Memory::of(BTreeMap::from([(path.to_owned(), text.to_owned())]));
    let report = files.lint(&policy);
    let line = |f: &plimsoll_lint::Finding| report.source(f.span.file).line_of(f.span.start);
    report
        .findings
        .iter()
        .map(|f| format!("{} {}", line(f), f.rule.id()))
        .collect()
}

fn dockerfile(text: &str) -> Vec<String> {
    found("Dockerfile", text, "2026-11-21")
}

fn compose(text: &str) -> Vec<String> {
    found("compose.yaml", text, "2026-11-21")
}

#[test]
fn an_ignore_speaks_of_what_follows() {
    for (text, left) in [
        ("FROM debian\n", &["1 runs-as-root", "1 unpinned-image-tag"][..]),
        (
            "# plimsoll: ignore[runs-as-root, unpinned-image-tag]\nFROM debian\n",
            &[],
        ),
        ("# plimsoll: ignore[DL3006, security]\nFROM debian\n", &[]),
        (
            "# plimsoll: ignore[unpinned-image-tag]\n# for now\n\nFROM debian\nUSER 1\n",
            &[],
        ),
        (
            "# plimsoll: ignore-stage[relative-workdir, unpinned-image-tag]\nFROM debian\nWORKDIR a\nFROM debian\nWORKDIR b\nUSER 1\n",
            &["4 unpinned-image-tag", "5 relative-workdir"],
        ),
        (
            "FROM debian\nWORKDIR a\nFROM debian\nWORKDIR b\nUSER 1\n# plimsoll: ignore-file[relative-workdir, unpinned-image-tag]\n",
            &[],
        ),
        (
            "FROM debian:12\nUSER 1\nRUN curl https://a.b | sh; \\\n  # plimsoll: ignore[download-piped-to-shell]\n  curl https://a.b | sh\n",
            &["3 download-piped-to-shell"],
        ),
        (
            "FROM debian:12\nUSER 1\nRUN <<EOF\ncurl https://a.b | sh # plimsoll: ignore[download-piped-to-shell]\ncurl https://a.b | sh\nEOF\n",
            &["5 download-piped-to-shell"],
        ),
        (
            "FROM debian:12\nUSER 1\n# plimsoll: ignore[relative-workdir]\n",
            &["3 unused-ignore"],
        ),
        (
            "FROM debian:12\nUSER 1\n# plimsoll: ignore-file[unused-ignore, nothing-such]\n",
            &[],
        ),
    ] {
        assert_eq!(dockerfile(text), left, "{text}");
    }
}

#[test]
fn an_ignore_ends() {
    let text = "FROM debian:12\nUSER 1\n# plimsoll: ignore[relative-workdir] until=2026-11-21\nWORKDIR a\n";
    assert!(dockerfile(text).is_empty());
    assert_eq!(
        found("Dockerfile", text, "2026-11-22"),
        ["3 unused-ignore", "4 relative-workdir"]
    );
    assert!(found("Dockerfile", text, "").is_empty(), "without a date nothing ends");
    let text = "FROM debian:12\nUSER 1\n# trivy:ignore:DS-0009:exp:2026-11-20\nWORKDIR a\n";
    assert_eq!(dockerfile(text), ["4 relative-workdir"], "a peer's is no finding");
    assert!(found("Dockerfile", text, "2026-11-20").is_empty());
}

#[test]
fn comments_of_peers_hide_what_their_rules_are_named() {
    for (comment, hides) in [
        ("# hadolint ignore=DL3000", true),
        ("# hadolint ignore=DL3000 # why", true),
        ("# hadolint ignore=DL3001", false),
        ("# hadolint ignore=WORKDIR,DL3000", false),
        ("# check=skip=WorkdirRelativePath // why", true),
        ("# check=skip=all", true),
        ("# tally ignore=hadolint/DL3000;reason=why", true),
        ("# tally ignore=all", true),
        ("# trivy:ignore:AVD-DS-0009", true),
        ("# trivy:ignore:DS009", true),
        ("# trivy:ignore:DS-0001", false),
        ("# dockerfile-utils: ignore", true),
        ("# nosemgrep", true),
        ("# NOSONAR", true),
        ("# dclint disable-file", false),
    ] {
        let text = format!("FROM debian:12\nUSER 1\n{comment}\nWORKDIR a\nWORKDIR /\nWORKDIR b\n");
        let left = dockerfile(&text);
        assert_eq!(left.contains(&"4 relative-workdir".to_owned()), !hides, "{comment}");
        assert!(!left.contains(&"3 unused-ignore".to_owned()), "{comment}");
    }
    for (text, left) in [
        (
            "# check=skip=WorkdirRelativePath;error=true\nFROM debian:12\nWORKDIR a\nUSER 1\n",
            &[][..],
        ),
        (
            "FROM debian:12\nWORKDIR a\nUSER 1\n# hadolint global ignore=DL3000\n",
            &[],
        ),
        (
            "# hadolint stage ignore=DL3000\nFROM debian:12\nWORKDIR a\nFROM debian:12\nWORKDIR a\nUSER 1\n",
            &["5 relative-workdir"],
        ),
        (
            "FROM debian:12\nUSER root\n#checkov:skip=CKV_DOCKER_8:why\nSTOPSIGNAL 9\n",
            &[],
        ),
        ("# kics-scan ignore-block\nFROM debian\nWORKDIR a\nUSER 1\n", &[]),
    ] {
        assert_eq!(dockerfile(text), left, "{text}");
    }
}

#[test]
fn comments_of_peers_in_compose_files() {
    let file = |head: &str, above: &str, behind: &str| {
        format!(
            "{head}\nservices:\n  web:\n    image: example/web:1.0\n    ports:\n{above}\n      - 8080:80{behind}\n      - 8081:81\n"
        )
    };
    let rule = "port-published-on-all-interfaces";
    for (head, above, behind, left) in [
        ("", "", "", &[7, 8][..]),
        ("# dclint disable-file", "", "", &[]),
        ("# dclint disable no-unbound-port-interfaces", "", "", &[]),
        ("# dclint disable other-rule", "", "", &[7, 8]),
        ("", "# dclint disable", "", &[7, 8]),
        ("", "", " # dclint disable-line no-unbound-port-interfaces", &[8]),
        ("", "# dclint disable-line", "", &[8]),
        ("", "# nosemgrep", "", &[8]),
        ("", "", " # NOSONAR", &[8]),
        ("", "", " # plimsoll: ignore[port-published-on-all-interfaces]", &[8]),
        ("# plimsoll: ignore-file[port-published-on-all-interfaces]", "", "", &[]),
        ("", "# hadolint ignore=DL3000", "", &[7, 8]),
    ] {
        let expected: Vec<String> = left.iter().map(|line| format!("{line} {rule}")).collect();
        let text = file(head, above, behind);
        let mut found = compose(&text);
        found.retain(|finding| finding.ends_with(rule));
        assert_eq!(found, expected, "{text}");
    }
}

#[test]
fn thousands_of_comments_take_no_time() {
    let line = "# plimsoll: ignore-file[relative-workdir, nothing-such]\n# nosemgrep\n# kics-scan ignore-block\n";
    let text = format!(
        "FROM debian:12\n{}{}",
        line.repeat(20_000),
        "MAINTAINER a\n".repeat(5_000)
    );
    assert!(dockerfile(&text).len() > 20_000);
}
