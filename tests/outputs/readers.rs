//! Reports as their readers check them: schemas, and the programs of others where they are there.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use super::{Folder, written_by};
use crate::house::root;

fn schema(path: &str) -> Value {
    let text = fs::read_to_string(root().join(path)).expect("the schema is there");
    serde_json::from_str(&text).expect("it is JSON")
}

#[test]
fn objects_and_lists_fit_their_schemas() {
    for (format, path) in [
        ("json", "docs/report.schema.json"),
        ("gitlab", "tests/schemas/gitlab.json"),
        ("codeclimate", "tests/schemas/gitlab.json"),
        ("gitlab-sast", "tests/schemas/gitlab-sast.json"),
        ("rdjson", "tests/schemas/rdjson.json"),
        ("hadolint-json", "tests/schemas/hadolint-json.json"),
    ] {
        let schema = schema(path);
        for text in written_by(format) {
            let value: Value = serde_json::from_str(&text).unwrap_or_else(|e| panic!("{format}: {e}: {text}"));
            let faults = faults(&schema, &value);
            assert!(faults.is_empty(), "{format}: {}", faults.join("\n"));
        }
    }
}

#[test]
fn lines_fit_their_schemas() {
    for (format, path) in [
        ("jsonl", "docs/report-line.schema.json"),
        ("rdjsonl", "tests/schemas/rdjsonl.json"),
    ] {
        let schema = schema(path);
        for line in written_by(format).iter().flat_map(|text| text.lines()) {
            let value: Value = serde_json::from_str(line).unwrap_or_else(|e| panic!("{format}: {e}: {line}"));
            let faults = faults(&schema, &value);
            assert!(faults.is_empty(), "{format}: {}", faults.join("\n"));
        }
    }
}

#[test]
fn fingerprints_are_unique_in_a_report() {
    for text in written_by("gitlab") {
        let issues: Vec<Value> = serde_json::from_str(&text).expect("it is a list");
        let mut prints: Vec<&str> = issues
            .iter()
            .filter_map(|issue| issue["fingerprint"].as_str())
            .collect();
        prints.sort_unstable();
        prints.dedup();
        assert_eq!(prints.len(), issues.len());
    }
}

#[test]
fn xmllint_reads_the_xml() {
    let Some(program) = program("xmllint", "PLIMSOLL_XMLLINT") else {
        return;
    };
    for format in ["junit", "checkstyle"] {
        for (index, text) in written_by(format).iter().enumerate() {
            let folder = Folder::new().with("report.xml", text);
            let run = Command::new(&program)
                .arg("--noout")
                .arg(folder.0.join("report.xml"))
                .output();
            let run = run.expect("it starts");
            assert!(run.status.success(), "{format} {index}: {run:?}");
        }
    }
}

/// Microsoft's validator, with the rules of GitHub: neither an error nor a warning.
#[test]
fn the_validator_of_sarif_finds_nothing() {
    let Some(program) = program("Sarif.Multitool", "PLIMSOLL_SARIF_MULTITOOL") else {
        return;
    };
    let folder = Folder::new();
    let mut names = Vec::new();
    for (index, text) in written_by("sarif").iter().enumerate() {
        names.push(format!("{index}.sarif"));
        fs::write(folder.0.join(&names[index]), text).expect("it can be written");
    }
    let run = Command::new(&program)
        .arg("validate")
        .args(&names)
        .args(["--rule-kind", "Sarif;Ghas", "--level", "Error;Warning"])
        .args(["-o", "validated.json", "--log", "ForceOverwrite"])
        .current_dir(&folder.0)
        .output()
        .expect("it starts");
    // Its exit code says nothing.
    let log: Value = serde_json::from_str(&folder.read("validated.json")).unwrap_or_else(|e| panic!("{e}: {run:?}"));
    let results = log["runs"][0]["results"].as_array().cloned().unwrap_or_default();
    let grave = results
        .iter()
        .filter(|result| result["level"] == "error" || result["level"] == "warning" || result["level"].is_null());
    let grave: Vec<String> = grave.map(ToString::to_string).collect();
    assert!(grave.is_empty(), "{}", grave.join("\n"));
}

/// The hashes of lines in SARIF logs are those that GitHub would make.
#[test]
fn line_hashes_are_github_s() {
    let Some(node) = program("node", "PLIMSOLL_NODE") else {
        return;
    };
    let folder = Folder::new()
        .with(
            "crlf/Dockerfile",
            "FROM node AS a\r\nFROM node AS b\r\n\tADD x /y\r\nFROM node AS a\r\n",
        )
        .with(
            "open/Dockerfile",
            "\u{feff}FROM node\n \n\nRUN echo 😀 größe\nFROM node",
        )
        .with("same/Dockerfile", "FROM node\n".repeat(300))
        .with("old/Dockerfile", "FROM node\rFROM node\nFROM node\n");
    let corpus = root().join("../shared/corpus");
    let mut files: Vec<PathBuf> = ["crlf", "open", "same", "old"]
        .map(|name| folder.0.join(name).join("Dockerfile"))
        .into();
    match corpus.is_dir() {
        true => files.extend(some_files(&corpus)),
        false => println!("skipped: no corpus in {}", corpus.display()),
    }
    let script = root().join("tests/outputs/line_hash.mjs");
    let run = Command::new(node).arg(script).args(&files).output().expect("it starts");
    let expected = String::from_utf8(run.stdout).expect("it is JSON");
    let mut compared = 0;
    for (line, file) in expected.lines().zip(&files) {
        let expected: Value = serde_json::from_str(line).expect("it is JSON");
        let path = file.to_str().expect("it is text");
        let log = folder.run(["check", "--select=all", "--format=sarif", path]).json();
        for result in log["runs"][0]["results"].as_array().expect("it is a list") {
            let place = &result["locations"][0]["physicalLocation"];
            let uri = place["artifactLocation"]["uri"].as_str().expect("it is text");
            let own = &result["partialFingerprints"]["primaryLocationLineHash"];
            if own.is_null() || !uri.ends_with(file.file_name().and_then(|name| name.to_str()).unwrap_or("-")) {
                continue;
            }
            let line = place["region"]["startLine"].as_u64().expect("it is a number") as usize;
            assert_eq!(own, &expected["hashes"][line - 1], "{path}:{line}");
            compared += 1;
        }
    }
    assert!(compared > 300, "{compared}: {}", String::from_utf8_lossy(&run.stderr));
}

/// Two hundred files of the corpus, from all over it.
fn some_files(corpus: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut folders = vec![corpus.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            let name = entry.file_name().to_string_lossy().to_lowercase();
            if path.is_dir() {
                folders.push(path);
            } else if name.contains("dockerfile") {
                files.push(path);
            }
        }
    }
    files.sort();
    let step = (files.len() / 200).max(1);
    files.into_iter().step_by(step).collect()
}

/// A program on PATH, or the one that a variable names.
#[expect(
    clippy::print_stdout,
    reason = "whoever runs the tests wants to know what was not tested"
)]
fn program(name: &str, variable: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let named = std::env::var_os(variable).map(PathBuf::from);
    let found = named.or_else(|| {
        std::env::split_paths(&path)
            .map(|folder| folder.join(name))
            .find(|file| file.is_file())
    });
    if found.is_none() {
        println!("skipped: {name} is not on PATH, nor does {variable} name it");
    }
    found
}

/// Where a value is not what a schema says.
fn faults(schema: &Value, value: &Value) -> Vec<String> {
    let validator = jsonschema::validator_for(schema).expect("it is a schema");
    validator.iter_errors(value).map(|error| error.to_string()).collect()
}
