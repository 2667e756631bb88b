//! What `plimsoll check` prints.

use serde_json::Value;

use super::*;

#[test]
fn json_has_its_parts() {
    let folder = Folder::new().with("compose.yaml", COMPOSE);
    let json = folder.run(check(&["--env", "development"])).json();
    let keys: Vec<_> = json.as_object().expect("it is an object").keys().collect();
    assert_eq!(keys, ["files", "findings", "format_version", "summary", "suppressed"]);
    let file = &json["files"][0];
    for key in ["path", "kind", "environment", "reason"] {
        assert!(file[key].is_string(), "{key}: {json}");
    }
    assert_eq!(json["summary"]["files"], 1);
    for finding in json["findings"].as_array().expect("`findings` is a list") {
        let start = &finding["range"]["start"];
        assert!(
            start["line"].as_u64() >= Some(1) && start["column"].as_u64() >= Some(1),
            "{finding}"
        );
    }
    let empty = folder.run(check(&["missing"]));
    assert_eq!(
        (empty.code, empty.json()["findings"].clone()),
        (Some(2), Value::Array(Vec::new()))
    );
}

#[test]
fn the_summary_ends_a_report_and_leaves_concise_lines_alone() {
    let folder = Folder::new()
        .with("Dockerfile", DOCKERFILE)
        .with("compose.yaml", COMPOSE);
    let ended = |text: &str| {
        let mut lines = text.lines().rev().filter(|line| !line.contains("can be fixed with"));
        lines.next().is_some_and(|line| line.starts_with("2 files ("))
    };
    let full = folder.run(["check", "--fail-on=never"]);
    assert!(ended(&full.out), "{full:?}");
    let concise = folder.run(["check", "--fail-on=never", "--format=concise"]);
    assert!(ended(&concise.err) && !ended(&concise.out), "{concise:?}");
    for format in ["full", "concise"] {
        let quiet = folder.run(["check", "--fail-on=never", "-q", "--format", format]);
        assert!(!ended(&quiet.out) && quiet.err.is_empty(), "{quiet:?}");
    }
}

#[test]
fn concise_lines_and_statistics() {
    let folder = Folder::new().with("app/Dockerfile", FAULTY);
    let concise = folder.run(faults(&["--format=concise", "--show=info", "-q"]));
    let lines: Vec<&str> = concise.out.lines().collect();
    assert!(
        lines[0].starts_with("app/Dockerfile:2:14: error[duplicate-stage-name] "),
        "{concise:?}"
    );
    assert!(
        lines[1].starts_with("app/Dockerfile:2:6: warning[unpinned-image-tag] `node` has no tag"),
        "{concise:?}"
    );
    assert_eq!(lines.len(), FAULTS.len());
    let counted = folder.run(faults(&["--statistics", "-q"]));
    for id in FAULTS {
        let row = counted.out.lines().find(|line| line.ends_with(id));
        assert!(
            row.is_some_and(|row| row.split_whitespace().take(2).eq(["1", "1"])),
            "{counted:?}"
        );
    }
}

#[test]
fn color_is_for_terminals_or_when_asked_for() {
    let folder = Folder::new().with("Dockerfile", "BOGUS\n");
    assert!(!folder.run(["check"]).out.contains('\x1b'));
    assert!(!folder.run(["check", "--color=never"]).out.contains('\x1b'));
}

#[test]
fn color_can_be_asked_for() {
    let folder = Folder::new().with("Dockerfile", FAULTY);
    assert!(folder.run(faults(&["--color=always"])).out.contains("\x1b["));
    assert!(!folder.run(faults(&["--color=never"])).out.contains('\x1b'));
    assert!(
        !folder
            .run(faults(&["--color=always", "--format=concise"]))
            .out
            .contains('\x1b')
    );
}

#[test]
fn ignored_findings_are_counted() {
    let text = FAULTY.replace("ADD", "# plimsoll: ignore[add-local-file] a test\nADD");
    let folder = Folder::new().with("Dockerfile", text);
    let json = folder.run(faults(&["--format=json"])).json();
    assert_eq!(json["summary"]["ignored"], 1);
    let full = folder.run(faults(&[]));
    assert!(full.out.contains("; 1 ignored in the files\n"), "{full:?}");
}

#[test]
fn infos_are_counted_until_they_are_asked_for() {
    let compose = "services:\n  a: {image: 'example.com/a:1', privileged: true}\n";
    let folder = Folder::new().with("compose.yaml", compose);
    let of = |arguments: &[&str]| folder.run([&["check", "--format=concise"], arguments].concat());
    let usual = of(&[]);
    assert!(usual.out.contains("error[privileged-container]"), "{usual:?}");
    assert!(!usual.out.contains(": info["), "{usual:?}");
    assert!(usual.err.contains(" info not shown (`--show info`)"), "{usual:?}");
    let only_errors = of(&["--show=error", "--select=privileged-container,resource-limit-missing"]);
    assert_eq!(only_errors.out.lines().count(), 1, "{only_errors:?}");
    // What makes a run fail is always shown.
    for all in [of(&["--show=info"]), of(&["--fail-on=info"])] {
        assert!(all.out.contains(": info[resource-limit-missing]"), "{all:?}");
        assert!(!all.err.contains("not shown"), "{all:?}");
    }
    let json = folder.run(["check", "--format=json"]);
    assert!(json.out.contains("\"resource-limit-missing\""), "{json:?}");
}

#[test]
fn rules_can_be_added_to_those_that_run_anyway() {
    let folder = Folder::new().with("Dockerfile", "FROM alpine:3.23\nUSER 1000\n");
    let of = |arguments: &[&str]| folder.run([&["check", "--format=json", "--fail-on=never"], arguments].concat());
    let has = |run: &Run, rule: &str| run.out.contains(&format!("\"rule\":\"{rule}\""));
    let usual = of(&[]);
    let more = of(&["--extend-select=image-digest-missing"]);
    assert!(
        !has(&usual, "image-digest-missing") && has(&more, "image-digest-missing"),
        "{more:?}"
    );
    assert_eq!(of(&["--select=default"]).out, usual.out);
    assert_eq!(of(&["--select=default,image-digest-missing"]).out, more.out);
}
