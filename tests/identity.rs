//! What a finding is recognised by: it stays when lines move, and changes when the fault is another one.

use std::collections::BTreeMap;

use plimsoll_lint::{Policy, Report};

use crate::memory::{Memory, REGISTRY};

fn report(files: &[(&str, &str)], select: &[&str]) -> Report {
    let files: BTreeMap<String, String> = files
        .iter()
        .map(|&(path, text)| (path.to_owned(), text.to_owned()))
        .collect();
    let select: Vec<String> = select.iter().map(|&word| word.to_owned()).collect();
    let policy = Policy::new(&REGISTRY, &select, &[]).expect("the rules exist");
    Memory::of(files).lint(&policy)
}

/// The places and identities of the findings.
fn found(path: &str, text: &str, select: &[&str]) -> Vec<(String, String)> {
    let report = report(&[(path, text)], select);
    let identities = report.findings.iter().map(|finding| &finding.identity);
    identities
        .map(|id| (String::from(id.place.clone()), id.to_string()))
        .collect()
}

fn places(found: &[(String, String)]) -> Vec<&str> {
    found.iter().map(|(place, _)| place.as_str()).collect()
}

fn identities(found: &[(String, String)]) -> Vec<&str> {
    found.iter().map(|(_, identity)| identity.as_str()).collect()
}

const DOCKERFILE: &str =
    "FROM debian:12.7 AS build\nADD app.toml /etc/\nFROM node\nADD a.toml /etc/\nADD b.toml /etc/\nUSER node\n";
const FAULTS: [&str; 2] = ["add-local-file", "unpinned-image-tag"];

#[test]
fn moved_lines_change_nothing() {
    let before = found("Dockerfile", DOCKERFILE, &FAULTS);
    assert_eq!(
        places(&before),
        [
            "stage:build/ADD#1",
            "stage:#1/FROM#1",
            "stage:#1/ADD#1",
            "stage:#1/ADD#2"
        ]
    );
    let comments = format!("{}{DOCKERFILE}", "# a line\n".repeat(50));
    assert_eq!(found("Dockerfile", &comments, &FAULTS), before);
    let indented = DOCKERFILE.replace("ADD ", "  ADD   ");
    assert_eq!(found("Dockerfile", &indented, &FAULTS), before);
    // What is added before has a number of its own in the place, and takes none away.
    let more = DOCKERFILE.replace(
        "FROM node\n",
        "FROM node\nADD https://example.com/x.tar /x/\nRUN make\n",
    );
    let after = found("Dockerfile", &more, &FAULTS);
    assert_eq!(identities(&after), identities(&before));
    assert_eq!(places(&after)[2..], ["stage:#1/ADD#2", "stage:#1/ADD#3"]);
}

#[test]
fn equal_faults_are_numbered() {
    let found = found("Dockerfile", DOCKERFILE, &FAULTS);
    let [.., first, second] = &*identities(&found) else {
        panic!("there are four findings: {found:?}");
    };
    assert_eq!(*second, format!("{first}:2"));
}

#[test]
fn another_stage_is_another_place() {
    let before = found("Dockerfile", DOCKERFILE, &FAULTS);
    let after = found("Dockerfile", &DOCKERFILE.replace("build", "builder"), &FAULTS);
    assert_ne!(identities(&after)[0], identities(&before)[0]);
    assert_eq!(identities(&after)[1..], identities(&before)[1..]);
    // Case does not matter to Docker either.
    let shouted = found("Dockerfile", &DOCKERFILE.replace("build", "BUILD"), &FAULTS);
    assert_eq!(shouted, before);
}

#[test]
fn other_words_are_another_fault() {
    let before = found("Dockerfile", DOCKERFILE, &FAULTS);
    let after = found("Dockerfile", &DOCKERFILE.replace("node\nADD", "ruby\nADD"), &FAULTS);
    assert_ne!(identities(&after)[1], identities(&before)[1]);
    assert_eq!(places(&after), places(&before));
}

#[test]
fn what_is_missing_stays_missing_under_another_tag() {
    let select = [
        "runs-as-root",
        "root-with-persistent-state",
        "image-without-healthcheck",
        "image-digest-missing",
        "nginx-fast-shutdown",
    ];
    let text = "FROM debian:12.7 AS app\nVOLUME /data\nCMD [\"nginx\", \"-g\", \"daemon off;\"]\n";
    let before = found("Dockerfile", text, &select);
    assert_eq!(before.len(), 4, "{before:?}");
    let later = text
        .replace("12.7", "12.8")
        .replace("daemon", "pid /run/nginx.pid; daemon");
    assert_eq!(found("Dockerfile", &later, &select), before);
    let moved = format!("# a line\n\n{text}");
    assert_eq!(found("Dockerfile", &moved, &select), before);
    // A stage is known by its name, as a service is.
    let renamed = found("Dockerfile", &text.replace("AS app", "AS shop"), &select);
    assert_eq!(renamed.len(), before.len());
    assert!(renamed.iter().all(|finding| !before.contains(finding)));
}

#[test]
fn the_account_of_a_service_stays_missing_under_another_tag() {
    let compose = ("compose.yaml", "services:\n  web:\n    build: .\n");
    let of = |dockerfile: &str| {
        let report = report(&[compose, ("Dockerfile", dockerfile)], &["service-runs-as-root"]);
        let identities = report.findings.iter().map(|finding| finding.identity.to_string());
        identities.collect::<Vec<_>>()
    };
    let before = of("FROM debian:12.7\nCMD [\"web\"]\n");
    assert_eq!(before.len(), 1);
    assert_eq!(of("FROM debian:12.8\nCMD [\"web\"]\n"), before);
    assert_eq!(of("# a line\nFROM debian:12.8-slim\nRUN make\nCMD [\"web\"]\n"), before);
}

const COMPOSE: &str = "services:\n  web:\n    image: nginx\n    ports:\n      - '127.0.0.1:81:81'\n      - '9123:9123'\n  \
                       db:\n    image: postgres\n";
const COMPOSE_FAULTS: [&str; 2] = ["port-published-on-all-interfaces", "unpinned-image-tag"];

#[test]
fn keys_are_the_places_in_compose_files() {
    let before = found("compose.yaml", COMPOSE, &COMPOSE_FAULTS);
    assert_eq!(
        places(&before),
        ["service:web/image", "service:web/ports[1]", "service:db/image"]
    );
    let reindented = COMPOSE.replace("  ", "    ");
    assert_eq!(found("compose.yaml", &reindented, &COMPOSE_FAULTS), before);
    let moved = COMPOSE.replace("services:\n", "services:\n  cache:\n    image: redis:7.4.1\n");
    assert_eq!(found("compose.yaml", &moved, &COMPOSE_FAULTS), before);
    let more = COMPOSE.replace("ports:\n", "ports:\n      - '127.0.0.1:82:82'\n");
    let after = found("compose.yaml", &more, &COMPOSE_FAULTS);
    assert_eq!(identities(&after), identities(&before));
    assert_eq!(places(&after)[1], "service:web/ports[2]");
    let renamed = found("compose.yaml", &COMPOSE.replace("  db:", "  store:"), &COMPOSE_FAULTS);
    assert_ne!(identities(&renamed)[2], identities(&before)[2]);
    assert_eq!(identities(&renamed)[..2], identities(&before)[..2]);
}

#[test]
fn a_merged_project_has_its_places_in_each_file() {
    let override_ = "services:\n  web:\n    privileged: true\n";
    let files = [("compose.yaml", COMPOSE), ("compose.override.yaml", override_)];
    let report = report(&files, &["privileged-container"]);
    let places: Vec<&str> = report.findings.iter().map(|f| &*f.identity.place).collect();
    assert_eq!(places, ["service:web/privileged"]);
}

#[test]
fn inline_dockerfiles_stand_in_their_service() {
    let text = "services:\n  web:\n    build:\n      dockerfile_inline: |\n        FROM debian:12.7\n        \
                ADD a.toml /etc/\n";
    let found = found("compose.yaml", text, &["add-local-file"]);
    assert_eq!(places(&found), ["service:web/build/dockerfile_inline/stage:#1/ADD#1"]);
}

#[test]
fn secrets_are_no_part_of_an_identity() {
    let file = |secret: &str| format!("FROM debian:12.7\nENV A=1 DB_PASSWORD={secret} B=2\n");
    let of = |secret: &str| found("Dockerfile", &file(secret), &["secrets"]);
    let one = of("Vw3-blue-Harbour");
    assert!(!one.is_empty());
    assert_eq!(of("Kj9-green-Anchor"), one);
    let other = found(
        "Dockerfile",
        &file("Vw3-blue-Harbour").replace("DB_", "API_"),
        &["secrets"],
    );
    assert_ne!(identities(&other), identities(&one));
}

#[test]
fn what_is_suppressed_keeps_its_number() {
    let text = DOCKERFILE.replace("ADD a.toml", "# plimsoll: ignore[add-local-file] a test\nADD a.toml");
    let report = report(&[("Dockerfile", &text)], &["add-local-file"]);
    let before = found("Dockerfile", DOCKERFILE, &["add-local-file"]);
    assert_eq!(
        report.suppressed[0].finding.identity.to_string(),
        identities(&before)[1]
    );
    assert_eq!(report.findings[1].identity.to_string(), identities(&before)[2]);
}
