//! The script of the GitHub Action, in an environment like that of a runner.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use serde_yaml::Value;

use super::{read, yaml};
use crate::cli::Folder;
use crate::house::root;

const FOLDER: &str = "integrations/github-action";

/// What a step did.
#[derive(Debug)]
struct Step {
    code: Option<i32>,
    log: String,
    outputs: String,
    summary: String,
}

/// Runs the script in a folder, with some of the inputs.
fn step(folder: &Folder, inputs: &[(&str, &str)], environment: &[(&str, &str)]) -> Step {
    let folder_of_program = Path::new(env!("CARGO_BIN_EXE_plimsoll"))
        .parent()
        .expect("it lies in a folder");
    let path = std::env::var("PATH").unwrap_or_default();
    let scratch = Folder::new().with("outputs", "").with("summary", "");
    let mut values = defaults();
    for (name, value) in inputs {
        assert!(
            values.insert(variable(name), (*value).to_owned()).is_some(),
            "{name} is an input"
        );
    }
    let run = Command::new("bash")
        .arg(root().join(FOLDER).join("run.sh"))
        .current_dir(&folder.0)
        .envs(values)
        .env("PATH", format!("{}:{path}", folder_of_program.display()))
        .env("GITHUB_OUTPUT", scratch.0.join("outputs"))
        .env("GITHUB_STEP_SUMMARY", scratch.0.join("summary"))
        .env_remove("GITHUB_BASE_REF")
        .envs(environment.iter().copied())
        .output()
        .expect("bash runs");
    Step {
        code: run.status.code(),
        log: String::from_utf8_lossy(&run.stdout).into_owned() + &String::from_utf8_lossy(&run.stderr),
        outputs: scratch.read("outputs"),
        summary: scratch.read("summary"),
    }
}

fn action() -> Value {
    yaml(&root().join(FOLDER).join("action.yml")).remove(0)
}

/// The variables of the script, as the action sets them without inputs.
fn defaults() -> BTreeMap<String, String> {
    let action = action();
    let inputs = action["inputs"].as_mapping().expect("the action has inputs");
    let entry = |(name, input): (&Value, &Value)| {
        let default = input["default"].as_str().expect("every input has a default");
        (variable(name.as_str().expect("names are texts")), default.to_owned())
    };
    inputs.iter().map(entry).collect()
}

fn variable(input: &str) -> String {
    format!("INPUT_{}", input.to_uppercase().replace('-', "_"))
}

fn project() -> Folder {
    Folder::new()
        .with("Dockerfile", "FROM node\nUSER node\n")
        .with("api/Dockerfile", "FROM python\nUSER 1000\n")
}

#[test]
fn findings_are_shown_beside_the_code_and_fail_the_step() {
    let step = step(&project(), &[], &[]);
    assert_eq!(step.code, Some(1), "{step:?}");
    assert!(step.log.contains("::warning file=Dockerfile,line=1"), "{step:?}");
    assert!(step.log.contains("file=api/Dockerfile"), "{step:?}");
    assert!(
        step.outputs.starts_with("exit-code=1\nresults<<end-of-results-"),
        "{step:?}"
    );
    assert!(
        step.outputs.contains("Dockerfile:1:6: warning[unpinned-image-tag]"),
        "{step:?}"
    );
    assert!(step.summary.starts_with("## plimsoll"), "{step:?}");
    // The log alone has colours.
    assert!(
        !step.outputs.contains('\u{1b}') && !step.summary.contains('\u{1b}'),
        "{step:?}"
    );
}

#[test]
fn the_inputs_of_hadolint_action_work() {
    let folder = project();
    let one = step(
        &folder,
        &[
            ("dockerfile", "api/Dockerfile"),
            ("format", "tty"),
            ("no-color", "true"),
        ],
        &[],
    );
    assert_eq!(one.code, Some(1), "{one:?}");
    assert!(
        one.log.contains("api/Dockerfile:1:6") && !one.log.contains("`node`"),
        "{one:?}"
    );
    let all = step(&folder, &[("dockerfile", "Dockerfile"), ("recursive", "true")], &[]);
    assert!(
        all.log.contains("file=Dockerfile") && all.log.contains("file=api/Dockerfile"),
        "{all:?}"
    );
    let none = step(&folder, &[("dockerfile", "Nofile"), ("recursive", "true")], &[]);
    assert_eq!(none.code, Some(2), "{none:?}");
    for quiet in [
        ("no-fail", "true"),
        ("failure-threshold", "error"),
        ("failure-threshold", "ignore"),
    ] {
        assert_eq!(step(&folder, &[quiet], &[]).code, Some(0), "{quiet:?}");
    }
    let both = [("no-fail", "true"), ("failure-threshold", "warning")];
    assert_eq!(step(&folder, &both, &[]).code, Some(0));
    assert_eq!(step(&folder, &[("ignore", "DL3006")], &[]).code, Some(0));
    let raised = step(
        &folder,
        &[("override-error", "unpinned-image-tag"), ("failure-threshold", "error")],
        &[],
    );
    assert_eq!(raised.code, Some(1), "{raised:?}");
    let lowered = step(&folder, &[("override-info", "unpinned-image-tag")], &[]);
    assert_eq!(lowered.code, Some(0), "{lowered:?}");
    let registries = step(&folder, &[("trusted-registries", "*.example.com")], &[]);
    assert!(registries.log.contains("untrusted-registry"), "{registries:?}");
    let file = step(
        &folder,
        &[("format", "sarif"), ("output-file", "out.json"), ("no-color", "true")],
        &[],
    );
    assert_eq!(file.code, Some(1), "{file:?}");
    assert!(folder.read("out.json").contains("\"unpinned-image-tag\""));
}

#[test]
fn our_own_inputs_work() {
    let folder = project()
        .with("policy.toml", "fail-on = \"never\"\n")
        .with("org.toml", "[rules.unpinned-image-tag]\nlevel = \"error\"\n");
    let paths = step(&folder, &[("paths", "api\n")], &[]);
    assert!(
        paths.log.contains("file=api/Dockerfile") && !paths.log.contains("file=Dockerfile"),
        "{paths:?}"
    );
    assert_eq!(step(&folder, &[("config", "policy.toml")], &[]).code, Some(0));
    let enforced = step(&folder, &[("enforce", "org.toml"), ("failure-threshold", "error")], &[]);
    assert_eq!(enforced.code, Some(1), "{enforced:?}");
    let sarif = step(
        &folder,
        &[
            ("sarif-file", "a b.sarif"),
            ("annotations", "false"),
            ("summary", "false"),
        ],
        &[],
    );
    assert!(folder.read("a b.sarif").contains("2.1.0"), "{sarif:?}");
    assert!(sarif.outputs.contains("sarif-file=a b.sarif\n"), "{sarif:?}");
    assert!(
        sarif.summary.is_empty() && !sarif.log.contains("::warning"),
        "{sarif:?}"
    );
    let wrong = step(&folder, &[("failure-threshold", "critical")], &[]);
    assert_eq!(wrong.code, Some(2), "{wrong:?}");
    assert!(wrong.outputs.starts_with("exit-code=2\n"), "{wrong:?}");
}

#[test]
fn a_pull_request_is_compared_with_its_base() {
    let git = |folder: &Folder, arguments: &[&str]| {
        let who = ["-c", "user.name=a", "-c", "user.email=a@example.com"];
        let run = Command::new("git")
            .args(who)
            .args(arguments)
            .current_dir(&folder.0)
            .output();
        run.is_ok_and(|run| run.status.success())
    };
    let folder = project();
    if !git(&folder, &["init", "-q", "-b", "main"]) {
        println!("skipped: no git");
        return;
    }
    let base = [("GITHUB_BASE_REF", "main")];
    let shallow = step(&folder, &[("only-changed", "true")], &base);
    assert_eq!(shallow.code, Some(2), "{shallow:?}");
    assert!(shallow.log.contains("fetch-depth: 0"), "{shallow:?}");
    assert!(git(&folder, &["add", "."]) && git(&folder, &["commit", "-qm", "a"]));
    assert!(git(&folder, &["update-ref", "refs/remotes/origin/main", "HEAD"]));
    let nothing = step(&folder, &[("only-changed", "true")], &base);
    assert_eq!(nothing.code, Some(0), "{nothing:?}");
    let folder = folder.with("web/Dockerfile", "FROM redis\nUSER 1000\n");
    let new = step(&folder, &[("only-changed", "true")], &base);
    assert_eq!(new.code, Some(1), "{new:?}");
    assert!(
        new.log.contains("file=web/Dockerfile") && !new.log.contains("file=api/Dockerfile"),
        "{new:?}"
    );
}

#[test]
fn inputs_reach_the_script_through_its_environment() {
    let action = action();
    let script = read(&root().join(FOLDER).join("run.sh"));
    let steps = action["runs"]["steps"].as_sequence().expect("there are steps");
    let check = steps.iter().find(|step| step["id"] == "check").expect("one checks");
    let environment = check["env"].as_mapping().expect("it has an environment");
    for (variable, value) in environment {
        let (variable, value) = (
            variable.as_str().unwrap_or_default(),
            value.as_str().unwrap_or_default(),
        );
        let input = value.trim_start_matches("${{ inputs.").trim_end_matches(" }}");
        assert_eq!(variable, self::variable(input));
        assert!(script.contains(&format!("${variable}")), "{variable} is used");
    }
    // `version` is for the step that installs.
    assert_eq!(environment.len() + 1, defaults().len());
    for step in steps {
        assert!(!step["run"].as_str().unwrap_or_default().contains("${{"), "{step:?}");
    }
}

/// The script that installs, with a `gh` that knows one release.
#[test]
fn the_release_is_installed_when_its_checksum_is_right() {
    let folder = Folder::new();
    let name = "plimsoll-1.2.3-x86_64-unknown-linux-musl";
    let script = format!(
        "set -e; cd {0}; mkdir -p release/{name} bin temp; echo '#!/bin/sh' > release/{name}/plimsoll; \
         cd release; tar czf {name}.tar.gz {name}; sha256sum {name}.tar.gz > SHA256SUMS; cd ..; \
         printf '#!/bin/sh\\n[ \"$1\" = attestation ] && exit \"${{ATTESTED:-0}}\"\\ncp {0}/release/*.tar.gz {0}/release/SHA256SUMS .\\n' > bin/gh; \
         chmod +x bin/gh",
        folder.0.display()
    );
    let made = Command::new("bash").args(["-c", &script]).status().expect("bash runs");
    if !made.success() {
        println!("skipped: no sha256sum");
        return;
    }
    let install = |variables: &[(&str, &str)]| {
        let run = Command::new("bash")
            .arg(root().join(FOLDER).join("install.sh"))
            .env(
                "PATH",
                format!(
                    "{}/bin:{}",
                    folder.0.display(),
                    std::env::var("PATH").unwrap_or_default()
                ),
            )
            .env("RUNNER_TEMP", folder.0.join("temp"))
            .env("GITHUB_PATH", folder.0.join("path"))
            .envs([
                ("RUNNER_OS", "Linux"),
                ("RUNNER_ARCH", "X64"),
                ("PLIMSOLL_VERSION", "v1.2.3"),
            ])
            .envs(variables.iter().copied())
            .output()
            .expect("bash runs");
        (run.status.code(), String::from_utf8_lossy(&run.stdout).into_owned())
    };
    assert_eq!(install(&[]).0, Some(0));
    let installed = folder.read("path");
    assert!(Path::new(installed.trim()).join("plimsoll").exists(), "{installed}");
    for (variable, value, word) in [
        ("ATTESTED", "1", "attests"),
        ("RUNNER_ARCH", "X86", "there is no program"),
        ("PLIMSOLL_VERSION", "latest; rm", "is not a version"),
    ] {
        let (code, log) = install(&[(variable, value)]);
        assert_eq!(code, Some(2), "{log}");
        assert!(log.contains(word), "{log}");
    }
    let other = format!("{}  {name}.tar.gz\n", "0".repeat(64));
    std::fs::write(folder.0.join("release/SHA256SUMS"), other).expect("it can be written");
    let (code, log) = install(&[]);
    assert_eq!(code, Some(2), "{log}");
    assert!(log.contains("checksum"), "{log}");
}
