//! The built program from outside: exit codes, formats, odd paths. What a rule finds is told by
//! its page; here stand only files that no rule says anything about, or where it does not matter.

#![expect(clippy::disallowed_methods, reason = "tests make the folders that they check")]

use std::ffi::OsStr;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

use serde_json::Value;

/// A Dockerfile that may have findings, but parses.
const DOCKERFILE: &str = "FROM debian:12.7\nCOPY app /app\nUSER 1000\nCMD [\"/app\"]\n";
/// A Compose file of which the same holds.
const COMPOSE: &str = "services:\n  web:\n    image: nginx:1.27.2\n";

/// A folder of its own for a test, removed at its end.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let path = std::env::temp_dir().join(format!("plimsoll-cli-{}-{number}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).expect("the folder for temporary files can be written");
        Self(path)
    }

    fn with(self, name: impl AsRef<Path>, text: impl AsRef<[u8]>) -> Self {
        let path = self.0.join(name);
        fs::create_dir_all(path.parent().expect("files lie in folders")).expect("folders can be made");
        fs::write(path, text).expect("files can be written");
        self
    }

    fn run<S: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = S>) -> Run {
        self.run_with(arguments, b"")
    }

    fn run_with<S: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = S>, stdin: &[u8]) -> Run {
        let mut child = Command::new(env!("CARGO_BIN_EXE_plimsoll"))
            .args(arguments)
            .current_dir(&self.0)
            .env_remove("FORCE_COLOR")
            .env_remove("CLICOLOR_FORCE")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program was built");
        let mut input = child.stdin.take().expect("standard input is piped");
        // A program that does not read its input closes it, which is no fault of the test.
        let _ = input.write_all(stdin);
        drop(input);
        Run::new(child.wait_with_output().expect("the program ends"))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

#[derive(Debug)]
struct Run {
    code: Option<i32>,
    out: String,
    err: String,
}

impl Run {
    fn new(output: Output) -> Self {
        Self {
            code: output.status.code(),
            out: String::from_utf8(output.stdout).expect("reports are UTF-8"),
            err: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }

    fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|e| panic!("{e}: {self:?}"))
    }

    /// The paths and kinds of the files that were judged.
    fn files(&self) -> Vec<(String, String)> {
        let json = self.json();
        let files = json["files"].as_array().expect("`files` is a list");
        let text = |v: &Value| v.as_str().expect("it is a string").to_owned();
        files.iter().map(|f| (text(&f["path"]), text(&f["kind"]))).collect()
    }

    fn paths(&self) -> Vec<String> {
        self.files().into_iter().map(|f| f.0).collect()
    }
}

/// `check` in the JSON format, with a threshold that leaves the exit code to what goes wrong.
const CHECK: [&str; 5] = ["check", "--format", "json", "--fail-on", "never"];

fn check<'a>(rest: &[&'a str]) -> Vec<&'a str> {
    [&CHECK[..], rest].concat()
}

#[test]
fn version_and_help_are_no_failures() {
    let folder = Folder::new();
    let version = folder.run(["--version"]);
    assert_eq!((version.code, version.out.as_str()), (Some(0), "plimsoll 0.1.0\n"));
    assert_eq!(folder.run(["--help"]).code, Some(0));
    assert_eq!(folder.run(["check", "--help"]).code, Some(0));
}

#[test]
fn wrong_arguments_are() {
    let folder = Folder::new().with("Dockerfile", DOCKERFILE);
    assert_eq!(folder.run::<&str>([]).code, Some(2));
    assert_eq!(folder.run(["check", "--no-such-flag"]).code, Some(2));
    assert_eq!(folder.run(["check", "--format", "xml"]).code, Some(2));
    let bare = folder.run(["Dockerfile"]);
    assert_eq!(bare.code, Some(2));
    assert!(bare.err.contains("plimsoll check Dockerfile"), "{}", bare.err);
    let misspelt = folder.run(["chekc"]);
    assert!(!misspelt.err.contains("plimsoll check chekc"), "{}", misspelt.err);
    let named = folder.run(["check", "--stdin-filename", "Dockerfile"]);
    assert_eq!(named.code, Some(2));
    assert!(named.err.contains("`-`"), "{}", named.err);
}

#[test]
fn walks_the_current_folder_by_default() {
    let folder = Folder::new()
        .with("Dockerfile", DOCKERFILE)
        .with("api/web.Dockerfile", DOCKERFILE)
        .with("api/Containerfile", DOCKERFILE)
        .with("compose.yaml", COMPOSE)
        .with("deploy/production.yml", COMPOSE)
        .with("deploy/ci.yml", "jobs:\n  services:\n    a: b\n")
        .with("Dockerfile.dockerignore", "x\n")
        .with("values.yml", COMPOSE)
        .with(".hidden/Dockerfile", DOCKERFILE)
        .with(".ignore", "left-out\n")
        .with("left-out/Dockerfile", DOCKERFILE);
    let run = folder.run(check(&[]));
    let expected = [
        ("Dockerfile", "dockerfile"),
        ("api/Containerfile", "dockerfile"),
        ("api/web.Dockerfile", "dockerfile"),
        ("compose.yaml", "compose"),
        ("deploy/production.yml", "compose"),
    ];
    assert_eq!(run.files(), expected.map(|(p, k)| (p.to_owned(), k.to_owned())));
    assert_eq!((run.code, run.err.as_str()), (Some(0), ""));
}

#[test]
fn files_that_compose_is_told_to_take_are_found_whatever_their_names() {
    let folder = Folder::new()
        .with(
            "shop/.env",
            "COMPOSE_FILE=a.yml:./parts/b.yml:../up.yml:../../out.yml\n",
        )
        .with("shop/a.yml", COMPOSE)
        .with("shop/c.yml", COMPOSE)
        .with("shop/parts/b.yml", COMPOSE)
        .with("up.yml", COMPOSE);
    assert_eq!(
        folder.run(check(&[])).paths(),
        ["shop/a.yml", "shop/parts/b.yml", "up.yml"]
    );
    assert_eq!(folder.run(check(&["shop"])).paths(), ["shop/a.yml", "shop/parts/b.yml"]);
}

#[test]
fn gitignore_holds_in_a_repository() {
    let folder = Folder::new()
        .with(".git/HEAD", "ref: refs/heads/main\n")
        .with(".gitignore", "node_modules/\n")
        .with("node_modules/x/Dockerfile", DOCKERFILE)
        .with("Dockerfile", DOCKERFILE);
    assert_eq!(folder.run(check(&[])).paths(), ["Dockerfile"]);
    let named = folder.run(check(&["node_modules/x/Dockerfile"]));
    assert_eq!(named.paths(), ["node_modules/x/Dockerfile"]);
}

#[test]
fn nothing_to_check_is_no_failure() {
    let run = Folder::new().run(["check"]);
    assert_eq!(run.code, Some(0));
    assert!(run.err.contains("no Dockerfiles and no Compose files"), "{}", run.err);
}

#[test]
fn named_files_are_always_taken() {
    let folder = Folder::new()
        .with("build.df", DOCKERFILE)
        .with("stack", COMPOSE)
        .with("values.yml", "a: b\n");
    let run = folder.run(check(&["build.df", "stack", "values.yml"]));
    let kinds: Vec<_> = run.files().into_iter().map(|f| f.1).collect();
    assert_eq!(kinds, ["dockerfile", "compose", "compose"]);
}

#[test]
fn a_file_named_twice_is_judged_once() {
    let folder = Folder::new().with("a/Dockerfile", DOCKERFILE);
    let run = folder.run(check(&[
        "a/Dockerfile",
        "./a//Dockerfile",
        "a",
        ".",
        "a/../a/Dockerfile",
    ]));
    assert_eq!(run.paths(), ["a/Dockerfile"]);
}

#[test]
fn what_cannot_be_read_does_not_hide_the_rest() {
    let folder = Folder::new().with("Dockerfile", DOCKERFILE);
    let run = folder.run(check(&["missing", "Dockerfile"]));
    assert_eq!(run.code, Some(2));
    assert_eq!(run.paths(), ["Dockerfile"]);
    assert_eq!(run.err, "plimsoll: missing: no such file or folder\n");
}

#[test]
fn a_folder_called_dockerfile_is_a_folder() {
    let folder = Folder::new().with("Dockerfile/Dockerfile", DOCKERFILE);
    for arguments in [check(&[]), check(&["Dockerfile"])] {
        let run = folder.run(arguments);
        assert_eq!(
            (run.code, run.paths()),
            (Some(0), vec!["Dockerfile/Dockerfile".to_owned()])
        );
    }
}

#[test]
fn names_that_look_like_options_stand_behind_two_dashes() {
    let folder = Folder::new()
        .with("--config=x/Dockerfile", DOCKERFILE)
        .with("-q", DOCKERFILE);
    let run = folder.run(check(&["--", "--config=x", "-q"]));
    assert_eq!(run.paths(), ["--config=x/Dockerfile", "-q"]);
    assert_eq!(folder.run(check(&["--config=x"])).code, Some(2));
    // Found by walking, they need nothing.
    assert_eq!(folder.run(check(&["."])).paths(), ["--config=x/Dockerfile"]);
}

#[test]
fn standard_input_is_judged_by_its_name_or_content() {
    let folder = Folder::new();
    let unnamed = folder.run_with(check(&["-"]), COMPOSE.as_bytes());
    assert_eq!(unnamed.files(), [("<stdin>".to_owned(), "compose".to_owned())]);
    let named = folder.run_with(check(&["--stdin-filename", "./api/Dockerfile.dev", "-", "-"]), b"");
    assert_eq!(
        named.files(),
        [("api/Dockerfile.dev".to_owned(), "dockerfile".to_owned())]
    );
    let empty = folder.run_with(check(&["-"]), b"");
    assert_eq!(empty.files(), [("<stdin>".to_owned(), "dockerfile".to_owned())]);
}

#[test]
fn a_file_too_large_is_refused() {
    let folder = Folder::new();
    let file = fs::File::create(folder.0.join("Dockerfile")).expect("files can be made");
    file.set_len((16 << 20) + 1).expect("files can be long");
    let run = folder.run(check(&["Dockerfile"]));
    assert_eq!(run.code, Some(2));
    assert_eq!(run.err, "plimsoll: Dockerfile: is larger than 16 MiB\n");
    // Nobody named it, so its absence fails nothing; it is still told.
    let walked = folder.run(check(&["."]));
    assert_eq!(walked.code, Some(0));
    assert!(walked.err.contains("larger"), "{}", walked.err);
}

#[test]
fn json_has_its_three_parts() {
    let folder = Folder::new().with("compose.yaml", COMPOSE);
    let json = folder.run(check(&["--env", "development"])).json();
    let keys: Vec<_> = json.as_object().expect("it is an object").keys().collect();
    assert_eq!(keys, ["files", "findings", "summary"]);
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
    let ended = |text: &str| text.lines().last().is_some_and(|l| l.starts_with("2 files ("));
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
fn color_is_for_terminals_or_when_asked_for() {
    let folder = Folder::new().with("Dockerfile", "BOGUS\n");
    assert!(!folder.run(["check"]).out.contains('\x1b'));
    assert!(!folder.run(["check", "--color=never"]).out.contains('\x1b'));
}

#[test]
fn unknown_rules_are_named_and_the_files_still_checked() {
    let folder = Folder::new().with("Dockerfile", DOCKERFILE);
    let run = folder.run(check(&["--ignore", "no-such-rule,security", "."]));
    assert_eq!((run.code, run.paths()), (Some(2), vec!["Dockerfile".to_owned()]));
    assert!(
        run.err.contains("no rule or group is called `no-such-rule`"),
        "{}",
        run.err
    );
    assert_eq!(folder.run(check(&["--select", "", "."])).code, Some(0));
    // A word that is nearly a group gets it suggested, and nothing is left to run.
    let near = folder.run(check(&["--select", "securty"]));
    assert_eq!((near.code, near.out.as_str()), (Some(2), ""));
    assert!(near.err.contains("did you mean `security`?"), "{}", near.err);
    assert_eq!(folder.run(["explain", "no-such-rule"]).code, Some(2));
}

#[test]
fn options_of_rules_are_set() {
    let folder = Folder::new().with("Dockerfile", "FROM quay.io/example/tool:1.4\nUSER app\n");
    let asked = [
        "check",
        "--format=concise",
        "--quiet",
        "--select=untrusted-registry",
        "--set",
    ];
    let set = |option: &'static str| folder.run(asked.into_iter().chain([option]));
    assert_eq!(set("untrusted-registry.trusted-registries=quay.io").code, Some(0));
    let found = set("untrusted-registry.trusted-registries=docker.io, ghcr.io");
    assert_eq!(found.code, Some(1), "{}", found.err);
    assert!(found.out.contains("`quay.io` is not one of the trusted registries"));
    for (option, expected) in [
        (
            "untrusted-registries.trusted-registries=a",
            "no rule is called `untrusted-registries`; did you mean `untrusted-registry`?",
        ),
        (
            "untrusted-registry.trusted-registry=a",
            "`untrusted-registry` has no option `trusted-registry`; did you mean `trusted-registries`?",
        ),
        ("add-local-file.a=b", "`add-local-file` has no options"),
        ("untrusted-registry", "`untrusted-registry` is not `RULE.OPTION=VALUE`"),
        (
            "end-of-life-base-image.grace-days=soon",
            "`end-of-life-base-image.grace-days` takes a number",
        ),
        (
            "label-value-invalid.label-schema=a",
            "takes a table of words, each with one of `text`, `url`",
        ),
    ] {
        let run = set(option);
        assert_eq!(run.code, Some(2), "{option}");
        assert!(run.err.contains(expected), "{}", run.err);
    }
    let page = folder.run(["explain", "untrusted-registry"]).out;
    assert!(
        page.contains("--set untrusted-registry.trusted-registries=WORD,…"),
        "{page}"
    );
}

#[test]
fn rules_are_listed_as_a_json_array() {
    let run = Folder::new().run(["rules", "--format", "json"]);
    assert_eq!(run.code, Some(0));
    for rule in run.json().as_array().expect("it is an array") {
        for key in [
            "id",
            "level",
            "default",
            "target",
            "group",
            "environments",
            "fix",
            "since",
        ] {
            assert!(rule[key].is_string(), "{key}: {rule}");
        }
        assert!(rule["also"].is_array(), "{rule}");
    }
}

#[test]
fn completions_are_printed() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let run = Folder::new().run(["completions", shell]);
        assert_eq!(run.code, Some(0));
        assert!(run.out.contains("plimsoll"), "{shell}");
    }
}

/// A Dockerfile with an error, two warnings and an info, each of a rule of its own.
const FAULTY: &str = "FROM debian:12.7 AS a\nFROM node AS a\nADD app.toml /etc/\nUSER node\nCMD node server.js\n";
const FAULTS: [&str; 4] = [
    "duplicate-stage-name",
    "unpinned-image-tag",
    "add-local-file",
    "shell-form-start-command",
];

/// `check` on faults that do not change when rules are added.
fn faults<'a>(rest: &[&'a str]) -> Vec<&'a str> {
    const SELECT: &str = "duplicate-stage-name,unpinned-image-tag,add-local-file,shell-form-start-command";
    [&["check", "--select", SELECT], rest].concat()
}

/// The rules that found something, with their levels.
fn rules_of(run: &Run) -> Vec<(String, String)> {
    let json = run.json();
    let findings = json["findings"].as_array().expect("`findings` is a list");
    let text = |v: &Value| v.as_str().expect("it is a string").to_owned();
    findings.iter().map(|f| (text(&f["rule"]), text(&f["level"]))).collect()
}

fn ids_of(run: &Run) -> Vec<String> {
    rules_of(run).into_iter().map(|r| r.0).collect()
}

#[test]
fn the_threshold_decides_the_exit_code() {
    let of = |rule: &str, level: &str| {
        let folder = Folder::new().with("Dockerfile", FAULTY);
        folder.run(["check", "--select", rule, "--fail-on", level]).code
    };
    let levels = ["error", "warning", "info", "never"];
    for (rule, expected) in [
        ("duplicate-stage-name", [1, 1, 1, 0]),
        ("unpinned-image-tag", [0, 1, 1, 0]),
        ("shell-form-start-command", [0, 0, 1, 0]),
        ("maintainer-instruction", [0, 0, 0, 0]),
    ] {
        for (level, code) in levels.iter().zip(expected) {
            assert_eq!(of(rule, level), Some(code), "{rule} --fail-on {level}");
        }
    }
    let default = Folder::new().with("Dockerfile", FAULTY);
    assert_eq!(default.run(["check", "--select", "unpinned-image-tag"]).code, Some(1));
    assert_eq!(
        default.run(["check", "--select", "shell-form-start-command"]).code,
        Some(0)
    );
}

#[test]
fn rules_are_chosen_by_id_group_and_peers() {
    let folder = Folder::new().with("Dockerfile", FAULTY);
    let chosen = |rest: &[&str]| ids_of(&folder.run(check(rest)));
    assert_eq!(chosen(&["--select", "add-local-file"]), ["add-local-file"]);
    for peer in ["DL3020", "dl3020", "ckv_docker_4", "add instead of copy"] {
        assert_eq!(chosen(&["--select", peer]), ["add-local-file"], "{peer}");
    }
    assert!(chosen(&["--select", "supply-chain"]).contains(&"unpinned-image-tag".to_owned()));
    // A group stands for the rules that are on, `all` for every one.
    assert!(!chosen(&["--select", "supply-chain"]).contains(&"image-digest-missing".to_owned()));
    let all = chosen(&["--select", "all"]);
    assert!(FAULTS.iter().all(|id| all.iter().any(|found| found == id)), "{all:?}");
    assert!(all.contains(&"image-digest-missing".to_owned()));
    let some = ids_of(&folder.run(faults(&[
        "--format=json",
        "--fail-on=never",
        "--ignore",
        "DL3024,maintainability",
    ])));
    assert_eq!(some, ["unpinned-image-tag", "shell-form-start-command"]);
    assert!(ids_of(&folder.run(check(&["--ignore", "all"]))).is_empty());
}

#[test]
fn concise_lines_and_statistics() {
    let folder = Folder::new().with("app/Dockerfile", FAULTY);
    let concise = folder.run(faults(&["--format=concise", "-q"]));
    let first = concise.out.lines().next().unwrap_or_default();
    assert!(
        first.starts_with("app/Dockerfile:2:6: warning[unpinned-image-tag] `node` has no tag"),
        "{concise:?}"
    );
    assert_eq!(concise.out.lines().count(), FAULTS.len());
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
fn rules_are_explained_by_any_of_their_names() {
    let folder = Folder::new();
    for name in ["add-local-file", "DL3020", "dl3020"] {
        let run = folder.run(["explain", name]);
        assert_eq!(run.code, Some(0));
        assert!(
            run.out.contains("add-local-file") && run.out.contains("COPY"),
            "{run:?}"
        );
    }
    let several = folder.run(["explain", "DS-0002"]);
    assert!(
        several.out.starts_with("`DS-0002` stands for 4 rules: `"),
        "{several:?}"
    );
    for name in ["SC2086", "shellcheck/SC2086", "hadolint/SC2086"] {
        assert!(
            folder.run(["explain", name]).out.contains("unquoted-variable"),
            "{name}"
        );
    }
    let rules = folder.run(["rules", "--format", "json"]).json();
    let listed = rules.as_array().expect("it is an array");
    let rule = listed
        .iter()
        .find(|rule| rule["id"] == "add-local-file")
        .expect("it is listed");
    assert_eq!(
        (&rule["level"], &rule["fix"]),
        (&Value::from("warning"), &Value::from("safe"))
    );
    let also: Vec<&str> = rule["also"]
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(Value::as_str)
        .collect();
    assert!(also.contains(&"hadolint DL3020"), "{also:?}");
}

#[test]
fn ignored_findings_are_counted() {
    let text = FAULTY.replace("ADD", "# plimsoll: ignore[add-local-file] a test\nADD");
    let folder = Folder::new().with("Dockerfile", text);
    let json = folder.run(faults(&["--format=json"])).json();
    assert_eq!(json["summary"]["ignored"], 1);
    let full = folder.run(faults(&[]));
    assert!(full.out.trim_end().ends_with("; 1 ignored in the files"), "{full:?}");
}

#[test]
fn the_environment_moves_levels() {
    let text =
        "services:\n  db:\n    image: postgres:17.2\n    environment:\n      POSTGRES_PASSWORD: Vw3-blue-Harbour\n";
    let folder = Folder::new().with("compose.yaml", text);
    let of = |environment| {
        let select = ["--select", "secret-in-environment", "--env", environment];
        rules_of(&folder.run(check(&select)))
    };
    let found = |level: &str| vec![("secret-in-environment".to_owned(), level.to_owned())];
    assert_eq!(of("production"), found("error"));
    assert_eq!(of("development"), found("warning"));
}

#[test]
fn rules_for_production_are_silent_in_development() {
    let folder = Folder::new().with("Dockerfile", FAULTY);
    let of = |environment| {
        let select = ["--select", "image-digest-missing", "--env", environment];
        rules_of(&folder.run(check(&select))).len()
    };
    assert!(of("production") > 0);
    assert_eq!(of("development"), 0);
}

#[test]
fn findings_in_standard_input_have_its_name() {
    let arguments = faults(&["--format=concise", "-q", "--stdin-filename", "api/Dockerfile.dev", "-"]);
    let run = Folder::new().run_with(arguments, FAULTY.as_bytes());
    assert_eq!(run.code, Some(1));
    assert!(
        run.out.lines().all(|line| line.starts_with("api/Dockerfile.dev:")),
        "{run:?}"
    );
}

#[cfg(unix)]
mod unix {
    use std::ffi::OsString;
    use std::os::unix::ffi::OsStringExt;
    use std::os::unix::fs::{PermissionsExt, symlink};

    use super::*;

    #[test]
    fn a_pipe_is_refused_and_never_waited_for() {
        let folder = Folder::new().with("sub/Dockerfile", DOCKERFILE);
        let made = Command::new("mkfifo").arg(folder.0.join("Dockerfile")).status();
        if !made.is_ok_and(|status| status.success()) {
            eprintln!("skipped: no mkfifo");
            return;
        }
        let run = folder.run(check(&["Dockerfile", "sub"]));
        assert_eq!((run.code, run.paths()), (Some(2), vec!["sub/Dockerfile".to_owned()]));
        assert!(run.err.starts_with("plimsoll: Dockerfile: is a pipe"), "{}", run.err);
        assert_eq!(folder.run(check(&["."])).code, Some(0));
    }

    #[test]
    fn no_permission_is_told() {
        let folder = Folder::new()
            .with("Dockerfile", DOCKERFILE)
            .with("b/Dockerfile", DOCKERFILE);
        let path = folder.0.join("Dockerfile");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o000)).expect("it is our file");
        if fs::read(&path).is_ok() {
            eprintln!("skipped: this user may read everything");
            return;
        }
        let run = folder.run(check(&["Dockerfile", "b"]));
        assert_eq!((run.code, run.paths()), (Some(2), vec!["b/Dockerfile".to_owned()]));
        assert_eq!(run.err, "plimsoll: Dockerfile: permission denied\n");
        assert_eq!(folder.run(check(&["."])).code, Some(0));
    }

    #[test]
    fn links_are_followed_when_named_only() {
        let folder = Folder::new().with("real/Dockerfile", DOCKERFILE);
        symlink("loop", folder.0.join("loop")).expect("links can be made");
        symlink("../real", folder.0.join("real/around")).expect("links can be made");
        symlink("real/Dockerfile", folder.0.join("Dockerfile")).expect("links can be made");
        assert_eq!(folder.run(check(&["."])).paths(), ["real/Dockerfile"]);
        let named = folder.run(check(&["Dockerfile", "real", "real/around"]));
        assert_eq!(named.paths(), ["Dockerfile"]);
        let looped = folder.run(check(&["loop"]));
        assert_eq!(looped.code, Some(2));
        assert!(
            looped.err.starts_with("plimsoll: loop: cannot be read: "),
            "{}",
            looped.err
        );
    }

    #[test]
    fn names_need_not_be_utf8() {
        let folder = Folder::new();
        let name = OsString::from_vec(b"caf\xe9.Dockerfile".to_vec());
        if fs::write(folder.0.join(&name), DOCKERFILE).is_err() {
            eprintln!("skipped: this disk takes UTF-8 names only");
            return;
        }
        assert_eq!(folder.run(check(&["."])).paths(), ["caf\u{fffd}.Dockerfile"]);
        let arguments = CHECK.iter().map(OsString::from).chain([name]);
        assert_eq!(folder.run(arguments).paths(), ["caf\u{fffd}.Dockerfile"]);
    }

    #[test]
    fn control_characters_do_not_reach_the_terminal() {
        let folder = Folder::new();
        let run = folder.run(check(&["a\x1b[2Jb\nc"]));
        assert_eq!(run.err, "plimsoll: a?[2Jb c: no such file or folder\n");
    }

    #[test]
    fn a_reader_that_leaves_is_no_failure() {
        let folder = Folder::new().with("Dockerfile", DOCKERFILE);
        let mut child = Command::new(env!("CARGO_BIN_EXE_plimsoll"))
            .args(["completions", "zsh"])
            .current_dir(&folder.0)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program was built");
        drop(child.stdout.take());
        let output = child.wait_with_output().expect("the program ends");
        assert_eq!((output.status.code(), output.stderr.len()), (Some(0), 0));
    }

    #[test]
    fn a_reader_that_leaves_early_does_not_change_the_verdict() {
        let folder = Folder::new().with("Dockerfile", FAULTY.repeat(500));
        let mut child = Command::new(env!("CARGO_BIN_EXE_plimsoll"))
            .args(faults(&["-q"]))
            .current_dir(&folder.0)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program was built");
        drop(child.stdout.take());
        let output = child.wait_with_output().expect("the program ends");
        assert_eq!((output.status.code(), output.stderr.len()), (Some(1), 0));
    }
}

/// A base, and a file that adds to it; the tag comes from a variable.
fn project() -> Folder {
    let base = "services:\n  db:\n    image: postgres:${TAG}\n    secrets: [password]\nsecrets:\n  password:\n    \
                environment: ${NAME:?its name}\n";
    Folder::new()
        .with("compose.yaml", base)
        .with("extra/ports.yaml", "services:\n  db:\n    ports: ['5432:5432']\n")
        .with("values", "TAG=latest\nNAME=PASSWORD\n")
}

/// The rules, paths and variants of the findings of some rules.
fn found(folder: &Folder, arguments: &[&str]) -> Vec<String> {
    let rules = "unpinned-image-tag,data-store-port-published,invalid-interpolation";
    let run = folder.run(check(&[&["--select", rules], arguments].concat()));
    assert_eq!(run.code, Some(0), "{run:?}");
    let json = run.json();
    let findings = json["findings"].as_array().expect("`findings` is a list");
    let text = |value: &Value| value.as_str().expect("it is a string").to_owned();
    findings
        .iter()
        .map(|f| format!("{} {}", text(&f["path"]), text(&f["rule"])))
        .collect()
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
    run.json()["findings"].as_array().map_or(0, Vec::len)
}

#[test]
fn profiles_choose_services() {
    let base = "services:\n  web:\n    image: nginx:1.27.2\n  tool:\n    image: nginx:1.27.2\n    privileged: true\n    \
                profiles: [tools]\n";
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

#[test]
fn models_can_be_read_again_and_chosen() {
    let folder = project().with("compose.dev.yaml", "services:\n  db:\n    ports: ['5432:5432']\n");
    let run = folder.run(["model", "--env-file", "values"]);
    assert_eq!(run.code, Some(0), "{run:?}");
    let documents: Vec<serde_yaml::Value> = serde_yaml::Deserializer::from_str(&run.out)
        .map(|document| serde::Deserialize::deserialize(document).expect("it is YAML"))
        .collect();
    assert_eq!(documents.len(), 2, "{}", run.out);
    assert_eq!(documents[1]["services"]["db"]["image"], "postgres:latest");
    assert!(
        run.out.contains("\n# for development: `dev` in the name\n"),
        "{}",
        run.out
    );
    assert!(
        run.out.contains("image: postgres:latest # compose.yaml:3\n"),
        "{}",
        run.out
    );
    assert!(run.out.contains("ports: # compose.dev.yaml:3\n"), "{}", run.out);

    for name in ["compose.dev.yaml", "compose.yaml + compose.dev.yaml"] {
        let run = folder.run(["model", "--format", "json", "--variant", name]);
        assert_eq!(run.code, Some(0), "{run:?}");
        let json = run.json();
        assert_eq!(json.as_array().map(Vec::len), Some(1));
        assert_eq!(json[0]["environment"], "development");
        assert_eq!(json[0]["model"]["services"]["db"]["image"], "postgres:${TAG}");
        let origin = &json[0]["origins"]["services"]["db"]["ports"][0]["target"];
        assert_eq!(origin["path"], "compose.dev.yaml");
        assert_eq!(
            (origin["line"].as_u64(), origin["column"].as_u64()),
            (Some(3), Some(19))
        );
    }
    let unknown = folder.run(["model", "--variant", "compose.prod.yaml"]);
    assert_eq!(unknown.code, Some(2));
    assert!(unknown.err.contains("`compose.yaml + compose.dev.yaml`"), "{unknown:?}");
}

#[test]
fn models_need_compose_files_that_compose_takes() {
    let folder = Folder::new().with("Dockerfile", DOCKERFILE);
    let run = folder.run(["model"]);
    assert_eq!((run.code, run.out.as_str()), (Some(2), ""));
    assert!(run.err.contains("no Compose files"), "{run:?}");

    let run = folder.run_with(
        ["model", "-"],
        b"services:\n  web:\n    image: nginx\n    image: httpd\n",
    );
    assert_eq!(run.code, Some(2));
    assert!(run.err.contains(":4: "), "{run:?}");
    assert!(run.out.contains("    image: "), "{run:?}");
    let run = project().run(["model", "--strict-variables"]);
    assert_eq!(run.code, Some(2));
    assert!(run.err.contains("compose.yaml:7: "), "{run:?}");
}

#[test]
fn models_show_no_secret_that_variables_bring() {
    let base = "services:\n  db:\n    image: postgres:17.2\n    environment:\n      PASSWORD: ${X}\n      \
                URL: postgres://u:${X}@db/y\n      PIN_PASSWORD: 48151623\n";
    let folder = Folder::new()
        .with("compose.yaml", base)
        .with("values", "X=Vw3-blue-Harbour\n");
    for format in ["yaml", "json"] {
        let run = folder.run(["model", "--env-file", "values", "--format", format]);
        assert_eq!(run.code, Some(0), "{run:?}");
        assert!(
            !run.out.contains("blue") && !run.out.contains("48151623"),
            "{}",
            run.out
        );
    }
}
