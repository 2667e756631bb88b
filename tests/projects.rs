//! The built program on each folder of `fixtures/projects/`: its output on real projects, in files
//! beside them. `UPDATE=1` rewrites the expected output.

#![expect(
    clippy::disallowed_methods,
    reason = "tests read the fixtures and write what is expected"
)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::LazyLock;

use ignore::WalkBuilder;
use serde_json::Value;

use crate::house::root;

/// Expects a report, in the format of insta's snapshots.
fn expect_snapshot(name: &str, text: &str) {
    let folder = root().join("fixtures/projects");
    // insta is controlled by variables of its own; the project has one for everything.
    if std::env::var_os("UPDATE").is_some() {
        let snapshot = format!("---\nsource: tests/projects.rs\n---\n{text}");
        fs::write(folder.join(format!("{name}.snap")), snapshot).expect("the fixtures can be written");
        return;
    }
    let mut settings = insta::Settings::new();
    settings.set_snapshot_path(folder);
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, text));
}

/// A copy of the projects in a repository of their own: what version control knows counts, and the
/// sources may lie here without it.
fn repository() -> &'static Path {
    static REPOSITORY: LazyLock<PathBuf> = LazyLock::new(|| {
        let top = Path::new(env!("CARGO_TARGET_TMPDIR")).join("projects");
        let _ = fs::remove_dir_all(&top);
        fs::create_dir_all(top.join(".git")).expect("there is room for a copy");
        fs::copy(root().join(".gitignore"), top.join(".gitignore")).expect("it can be copied");
        let from = root().join("fixtures/projects");
        for entry in WalkBuilder::new(&from).standard_filters(false).build() {
            let path = entry.expect("it can be read").into_path();
            let to = top.join(path.strip_prefix(&from).expect("it is below"));
            match path.is_dir() {
                true => fs::create_dir_all(&to).expect("there is room for a copy"),
                false => drop(fs::copy(&path, &to).expect("it can be copied")),
            }
        }
        top
    });
    &REPOSITORY
}

/// What the program does beside the projects.
fn output(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_plimsoll"))
        .args(arguments)
        .current_dir(repository())
        .env_remove("COLUMNS")
        .output()
        .expect("the program was built")
}

/// Standard output and the exit code.
fn run(arguments: &[&str]) -> (String, Option<i32>) {
    let output = output(arguments);
    (
        String::from_utf8(output.stdout).expect("reports are UTF-8"),
        output.status.code(),
    )
}

fn check<'a>(project: &'a str, format: &'a str) -> Vec<&'a str> {
    // A fixed day, so that no base image reaches its end of life in the reports.
    let day = ["--date", "2026-11-21"];
    [&["check", project, "--color", "never", "--format", format], &day[..]].concat()
}

fn projects() -> Vec<String> {
    let folders = fs::read_dir(root().join("fixtures/projects")).expect("there are fixtures");
    let paths: Vec<PathBuf> = folders.map(|entry| entry.expect("it can be read").path()).collect();
    let names = paths
        .iter()
        .filter(|path| path.is_dir())
        .filter_map(|path| path.file_name()?.to_str());
    let mut names: Vec<String> = names.map(str::to_owned).collect();
    names.sort();
    names
}

#[test]
fn projects_get_their_reports() {
    assert!(projects().len() >= 5);
    for project in projects() {
        let (report, _) = run(&check(&project, "full"));
        expect_snapshot(&format!("{project}.full"), &report);
        let mut all = check(&project, "concise");
        all.extend(["--show", "info"]);
        let (report, _) = run(&all);
        expect_snapshot(&format!("{project}.concise"), &report);
    }
}

#[test]
fn projects_have_their_models() {
    for (project, format) in [
        ("django-environments", "yaml"),
        ("include-subproject", "yaml"),
        ("undefined-variables", "yaml"),
        ("anchors-and-override", "json"),
    ] {
        let (model, code) = run(&["model", project, "--format", format]);
        assert_eq!(code, Some(0), "{project}");
        expect_snapshot(&format!("{project}.model"), &model);
    }
}

#[test]
fn the_hardened_project_is_clean() {
    let (report, code) = run(&check("hardened", "concise"));
    assert_eq!((report.as_str(), code), ("", Some(0)));
}

/// All formats of `check`, as its help lists them.
fn formats() -> Vec<String> {
    let (help, _) = run(&["check", "-h"]);
    let help = help.split_whitespace().collect::<Vec<_>>().join(" ");
    let option = help.split_once("--format ").expect("the option is listed").1;
    let values = option
        .split_once("[possible values: ")
        .expect("its values are listed")
        .1;
    let values = values.split(']').next().unwrap_or_default().split(", ");
    values.map(str::to_owned).collect()
}

/// A project and the secrets that were planted in it.
struct Leaky {
    project: &'static str,
    secrets: Vec<String>,
    /// What is named besides the folder.
    more: &'static [&'static str],
}

fn leaky_projects() -> [Leaky; 2] {
    // Written in two parts so that this file is not a leak itself.
    let key = ["ghp_", "q8Zt3LmXv0Rk7PbWn2YdJ5tTf1zsp7GcAbEu"].concat();
    let owned = |secrets: &[&str]| secrets.iter().map(|secret| (*secret).to_owned()).collect();
    [
        Leaky {
            project: "leaky-shop",
            secrets: owned(&[
                "Vw3-blue-Harbour",
                "Tq7-green-Anchor",
                "Rz5-white-Lantern",
                "Mx9-black-Beacon",
                "Kp4-amber-Current",
                &key,
                "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQDJ8vZ",
            ]),
            more: &[],
        },
        // Lines that no parser understands, and what is beside them.
        Leaky {
            project: "leaky-lines",
            secrets: owned(&[
                "brown-Hull9",
                "Harbour9x",
                "cyan-Stern7",
                "teal-Prow3",
                "lime-Bilge2",
                "mauve-Oar6",
                "olive-Helm4",
                "ivory-Wake8",
                "ruby-Spar7",
                &key,
            ]),
            more: &["leaky-lines/production.env"],
        },
    ]
}

/// A SARIF log quotes the pages of rules, whose examples have such secrets.
fn without_pages(text: String) -> String {
    match serde_json::from_str::<Value>(&text) {
        Ok(mut log) if log["runs"].is_array() => {
            log["runs"][0]["tool"].take();
            log.to_string()
        }
        _ => text,
    }
}

fn expect_no_secret(arguments: &[&str], secrets: &[String]) -> String {
    let output = output(arguments);
    let shown = [output.stdout, output.stderr].map(|bytes| String::from_utf8(bytes).expect("reports are UTF-8"));
    let shown = shown.map(without_pages);
    for secret in secrets {
        let shows = shown.iter().any(|text| text.contains(secret));
        assert!(!shows, "{arguments:?} shows {secret}:\n{}", shown.concat());
    }
    let [out, _] = shown;
    out
}

#[test]
fn no_format_shows_a_secret() {
    let quiet = ["--ignore", "secrets", "--select", "all"];
    for Leaky { project, secrets, more } in leaky_projects() {
        for format in formats() {
            for options in [
                &[][..],
                &["--select", "all"],
                &quiet,
                &["--env", "development"],
                &["--statistics"],
                &["--show", "info"],
            ] {
                let mut arguments = check(project, &format);
                arguments.extend(more);
                arguments.extend(options);
                assert!(!expect_no_secret(&arguments, &secrets).is_empty());
            }
        }
        for format in ["yaml", "json"] {
            let model = expect_no_secret(&["model", project, "--format", format], &secrets);
            assert!(model.contains("masked"), "{model}");
        }
    }
    let (report, _) = run(&check("leaky-shop", "concise"));
    for rule in ["secret-in-image-variable", "secret-in-environment", "hardcoded-secret"] {
        assert!(report.contains(rule), "{report}");
    }
}
