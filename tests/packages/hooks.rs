//! The hooks for pre-commit: which files they get, and that options and files go together.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::process::Command;

use regex::Regex;
use serde_yaml::Value;

use super::yaml;
use crate::cli::Folder;
use crate::house::root;

const FOLDER: &str = "integrations/pre-commit";

fn hooks() -> Vec<Value> {
    let hooks = yaml(&root().join(FOLDER).join(".pre-commit-hooks.yaml")).remove(0);
    hooks.as_sequence().expect("it is a list").clone()
}

fn text<'h>(hook: &'h Value, key: &str) -> &'h str {
    hook[key].as_str().unwrap_or_else(|| panic!("{key} of {hook:?}"))
}

/// Runs a hook as pre-commit would: its entry, `args`, and the files.
fn run(hook: &Value, folder: &Folder, arguments: &[&str], path: &str) -> (Option<i32>, String) {
    let mut words = text(hook, "entry").split(' ');
    let program = match words.next().expect("an entry has words") {
        "plimsoll" => env!("CARGO_BIN_EXE_plimsoll").into(),
        script => root().join(FOLDER).join(script),
    };
    let run = Command::new(program)
        .args(words)
        .args(arguments)
        .current_dir(&folder.0)
        .env("PATH", path)
        .output()
        .expect("the hook runs");
    let log = String::from_utf8_lossy(&run.stdout).into_owned() + &String::from_utf8_lossy(&run.stderr);
    (run.status.code(), log)
}

#[test]
fn every_hook_gets_the_files_that_are_checked() {
    let hooks = hooks();
    let ids: Vec<&str> = hooks.iter().map(|hook| text(hook, "id")).collect();
    assert_eq!(ids, ["plimsoll", "plimsoll-fix", "plimsoll-system", "plimsoll-docker"]);
    for hook in &hooks {
        let files = Regex::new(text(hook, "files")).expect("it is a regular expression");
        let exclude = Regex::new(text(hook, "exclude")).expect("it is a regular expression");
        let takes = |path: &str| files.is_match(path) && !exclude.is_match(path);
        for path in [
            "Dockerfile",
            "api/Dockerfile.dev",
            "api.Dockerfile",
            "Containerfile",
            "compose.yaml",
            "a/docker-compose.prod.yml",
            "compose_test.yml",
            "docker-stack.yml",
            "podman-compose.yml",
            "web.compose.yaml",
        ] {
            assert!(takes(path), "{path}");
        }
        for path in [
            "Dockerfile.md",
            "composer.json",
            "values.yaml",
            "compose.yaml.j2",
            "--fix/compose.yaml",
        ] {
            assert!(!takes(path), "{path}");
        }
        assert_eq!(hook["require_serial"], true);
    }
}

#[test]
fn options_in_args_go_with_files() {
    let folder = Folder::new()
        .with("Dockerfile", "FROM node\nUSER node\n")
        .with("old/Dockerfile", "FROM node\n");
    let hooks = hooks();
    let check = |arguments: &[&str]| run(&hooks[0], &folder, arguments, "").0;
    assert_eq!(check(&["Dockerfile"]), Some(1));
    assert_eq!(check(&["--fail-on", "error", "Dockerfile"]), Some(0));
    assert_eq!(
        check(&["--format", "concise", "--ignore=DL3006", "Dockerfile"]),
        Some(0)
    );
    assert_eq!(check(&["--fail-on", "critical", "Dockerfile"]), Some(2));
    // What the configuration excludes stays out, even though pre-commit names it.
    let folder = folder.with("plimsoll.toml", "exclude = [\"old/\"]\nfail-on = \"warning\"\n");
    assert_eq!(run(&hooks[0], &folder, &["old/Dockerfile"], "").0, Some(0));
}

#[test]
fn the_hook_that_fixes_changes_files_and_reports_nothing_else() {
    let folder = Folder::new().with("Dockerfile", "FROM debian:12.7\nADD app.toml /etc/\nUSER 1000\n");
    let (code, log) = run(&hooks()[1], &folder, &["Dockerfile"], "");
    assert_eq!(code, Some(0), "{log}");
    assert!(folder.read("Dockerfile").contains("COPY app.toml"), "{log}");
    assert!(log.contains("add-local-file"), "{log}");
}

#[test]
fn a_hook_says_what_it_needs() {
    let folder = Folder::new().with("Dockerfile", "FROM node\n");
    let hooks = hooks();
    // Nothing is there but the shell.
    let bin = Folder::new();
    let shell = Command::new("sh")
        .args(["-c", "command -v sh"])
        .output()
        .expect("there is a shell");
    let shell = String::from_utf8(shell.stdout).expect("UTF-8");
    std::os::unix::fs::symlink(shell.trim(), bin.0.join("sh")).expect("it can be linked");
    let path = bin.0.to_str().expect("UTF-8");
    for (hook, word) in [
        (&hooks[2], "pip install plimsoll-lint"),
        (&hooks[3], "docker is not on PATH"),
    ] {
        let (code, log) = run(hook, &folder, &["Dockerfile"], path);
        assert_eq!(code, Some(2), "{log}");
        assert!(log.contains(word) && log.contains("the hook `plimsoll`"), "{log}");
    }
    // And with them:
    for name in ["plimsoll", "docker"] {
        let fake = bin.0.join(name);
        fs::write(&fake, "#!/bin/sh\necho \"$@\"\n").expect("it can be written");
        fs::set_permissions(&fake, fs::Permissions::from_mode(0o755)).expect("it can be executed");
    }
    for hook in &hooks[2..] {
        let (code, log) = run(hook, &folder, &["Dockerfile"], path);
        assert_eq!(code, Some(0), "{log}");
        assert!(log.ends_with("check --config force-exclude=true Dockerfile\n"), "{log}");
    }
}
