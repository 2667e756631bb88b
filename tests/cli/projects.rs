//! How `plimsoll check` reads Compose projects.

use serde_json::Value;

use super::*;

/// The rules, paths and variants of the findings of some rules.
fn found(folder: &Folder, arguments: &[&str]) -> Vec<String> {
    let rules = "unpinned-image-tag,data-store-port-published,invalid-interpolation";
    let run = folder.run(check(&[&["--select", rules], arguments].concat()));
    assert_eq!(run.code, Some(0), "{run:?}");
    let found = run.findings().into_iter();
    found.map(|f| format!("{} {}", f.path, f.rule)).collect()
}

#[test]
fn named_compose_files_are_merged_in_their_order() {
    let folder = project();
    assert_eq!(found(&folder, &[]), [""; 0]);
    let both = ["--compose-file", "compose.yaml", "--compose-file", "extra/ports.yaml"];
    assert_eq!(found(&folder, &both), ["extra/ports.yaml data-store-port-published"]);
    let run = folder.run(check(&["--compose-file", "absent.yaml"]));
    assert_eq!(run.code, Some(2));
    assert!(run.err.contains("absent.yaml"), "{run:?}");
}

#[test]
fn compose_file_in_dot_env_names_files_whatever_they_are_called() {
    let folder = Folder::new()
        .with(
            "shop/.env",
            "COMPOSE_FILE=a.yaml,parts/b.yaml\nCOMPOSE_PATH_SEPARATOR=,\n",
        )
        .with("shop/a.yaml", COMPOSE)
        .with(
            "shop/parts/b.yaml",
            "services:\n  web:\n    privileged: true\n  job:\n    image: busybox:1.36\n",
        )
        .with("shop/c.yaml", COMPOSE);
    let run = folder.run(check(&["shop"]));
    assert_eq!(run.paths(), ["shop/a.yaml", "shop/parts/b.yaml"]);
    let run = folder.run(["model", "--format", "json", "shop"]);
    let variants = run.json();
    let names = variants
        .as_array()
        .expect("a list")
        .iter()
        .map(|v| v["variant"].clone());
    assert_eq!(names.collect::<Vec<_>>(), ["a.yaml", "a.yaml + parts/b.yaml"]);
}

#[test]
fn values_of_variables_come_from_where_the_user_says() {
    let folder = project();
    assert_eq!(
        found(&folder, &["--env-file", "values"]),
        ["compose.yaml unpinned-image-tag"]
    );
    assert_eq!(
        found(&folder, &["--strict-variables"]),
        ["compose.yaml invalid-interpolation"]
    );
    assert_eq!(
        found(&folder, &["--strict-variables", "--env-file", "values"]),
        ["compose.yaml unpinned-image-tag"]
    );
    let run = folder.run(check(&["--env-file", "absent"]));
    assert_eq!(run.code, Some(2));
    assert!(run.err.contains("absent"), "{run:?}");
    let folder = folder.with(".env", "TAG=latest\n");
    assert_eq!(found(&folder, &[]), ["compose.yaml unpinned-image-tag"]);
}

#[test]
fn the_environment_of_the_process_counts_only_if_asked_for() {
    let base = "services:\n  web:\n    image: nginx:1.27.2\n    privileged: ${PATH:-true}\n";
    let folder = Folder::new().with("compose.yaml", base);
    assert_eq!(found_privileged(&folder, &[]), 1);
    assert_eq!(found_privileged(&folder, &["--use-process-environment"]), 0);
}

fn found_privileged(folder: &Folder, more: &[&str]) -> usize {
    let run = folder.run(check(&[&["--select", "privileged-container"], more].concat()));
    run.findings().len()
}

#[test]
fn profiles_choose_services() {
    let base = "services:\n  web:\n    image: nginx:1.27.2\n  tool:\n    image: nginx:1.27.2\n    privileged: true\n    \
                profiles: [tools]\n  other:\n    image: nginx:1.27.2\n    profiles: [other]\n";
    let folder = Folder::new().with("compose.yaml", base);
    for (more, count) in [(&[][..], 1), (&["--profile", "tools"], 1), (&["--profile", "other"], 0)] {
        assert_eq!(found_privileged(&folder, more), count, "{more:?}");
    }
}

#[test]
fn a_fault_of_several_variants_is_one_finding() {
    let base = "services:\n  web:\n    image: nginx:1.27.2\n    privileged: true\n  db:\n    image: nginx:1.27.2\n    \
                privileged: true\n";
    let folder = Folder::new()
        .with("compose.yaml", base)
        .with("compose.dev.yaml", "services:\n  web:\n    privileged: false\n")
        .with("compose.prod.yaml", "services:\n  web:\n    restart: always\n");
    let run = folder.run(check(&["--select", "privileged-container"]));
    let json = run.json();
    let findings = json["findings"].as_array().expect("`findings` is a list");
    let variants: Vec<&Value> = findings.iter().map(|finding| &finding["variants"]).collect();
    assert_eq!(
        variants,
        [&serde_json::json!(["compose.yaml + compose.prod.yaml"]), &Value::Null]
    );
    assert_eq!(run.paths().len(), 3);
}

#[test]
fn ignores_hold_in_their_file_whatever_is_merged_with_it() {
    let base = "services:\n  web:\n    image: nginx:1.27.2\n    # plimsoll: ignore[privileged-container] its devices\n    \
                privileged: true\n";
    let over = "services:\n  web:\n    # plimsoll: ignore[privileged-container] nothing is here\n    restart: always\n";
    let folder = Folder::new()
        .with("compose.yaml", base)
        .with("compose.override.yaml", over);
    let run = folder.run(check(&["--select", "privileged-container,unused-ignore"]));
    let json = run.json();
    let findings = json["findings"].as_array().expect("`findings` is a list");
    let found: Vec<_> = findings
        .iter()
        .map(|f| (f["path"].as_str(), f["rule"].as_str()))
        .collect();
    assert_eq!(found, [(Some("compose.override.yaml"), Some("unused-ignore"))]);
    assert_eq!(json["summary"]["ignored"], 1);
}

#[test]
fn long_chains_of_files_are_read_once() {
    let mut folder = Folder::new().with(
        "compose.yaml",
        "services:\n  a:\n    extends: {file: f0.yml, service: a}\n",
    );
    for index in 0..300 {
        let next = index + 1;
        let text = format!("services:\n  a:\n    extends: {{file: f{next}.yml, service: a}}\n");
        folder = folder.with(format!("f{index}.yml"), text);
    }
    let folder = folder.with(
        "f300.yml",
        "services:\n  a:\n    image: nginx:1.27.2\n    privileged: true\n",
    );
    let run = folder.run(check(&["--select", "privileged-container,compose-syntax-error"]));
    let json = run.json();
    assert!(
        json["findings"].as_array().is_some_and(|found| !found.is_empty()),
        "{run:?}"
    );
}
