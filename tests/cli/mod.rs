//! The built program from outside: exit codes, formats, odd paths. Pages show what a rule finds;
//! the files here are ones on which no rule reports anything, or where that does not matter.
//!
//! One module for each subcommand; `check` is split into what it takes, decides and prints.

#![expect(clippy::disallowed_methods, reason = "tests make the folders that they check")]

mod acceptance;
mod config;
mod context;
mod deployment;
mod explain;
mod fixing;
mod inputs;
mod model;
mod mutated;
mod one_verdict;
mod organisation;
#[cfg(feature = "online")]
mod pin;
mod policies;
mod policy;
mod projects;
mod report;
mod rules;
mod stream;
#[cfg(unix)]
mod unix;
mod why;

use std::ffi::OsStr;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

use serde_json::Value;

/// A Dockerfile that may have findings, but parses.
const DOCKERFILE: &str = "FROM debian:12.7\nCOPY app /app\nUSER 1000\nCMD [\"/app\"]\n";
/// A Compose file of the same kind.
const COMPOSE: &str = "services:\n  web:\n    image: nginx:1.27.2\n";

/// A folder of its own for a test, removed at its end.
pub(crate) struct Folder(pub(crate) PathBuf);

impl Folder {
    pub(crate) fn new() -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let path = std::env::temp_dir().join(format!("plimsoll-cli-{}-{number}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).expect("the folder for temporary files can be written");
        Self(path)
    }

    pub(crate) fn with(self, name: impl AsRef<Path>, text: impl AsRef<[u8]>) -> Self {
        let path = self.0.join(name);
        fs::create_dir_all(path.parent().expect("files lie in folders")).expect("folders can be made");
        fs::write(path, text).expect("files can be written");
        self
    }

    pub(crate) fn read(&self, name: &str) -> String {
        fs::read_to_string(self.0.join(name)).expect("the file can be read")
    }

    fn rename(&self, from: &str, to: &str) {
        fs::rename(self.0.join(from), self.0.join(to)).expect("the file can be renamed");
    }

    pub(crate) fn run<S: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = S>) -> Run {
        self.run_with(arguments, b"")
    }

    pub(crate) fn run_with<S: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = S>, stdin: &[u8]) -> Run {
        self.run_in("", arguments, stdin)
    }

    /// In a folder below.
    pub(crate) fn run_in<S: AsRef<OsStr>>(
        &self,
        below: &str,
        arguments: impl IntoIterator<Item = S>,
        stdin: &[u8],
    ) -> Run {
        let mut child = Command::new(env!("CARGO_BIN_EXE_plimsoll"))
            .args(arguments)
            .current_dir(self.0.join(below))
            .env_remove("FORCE_COLOR")
            .env_remove("CLICOLOR_FORCE")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program was built");
        let mut input = child.stdin.take().expect("standard input is piped");
        // A program that does not read its input closes it, which is not a fault of the test.
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

/// A finding, as far as tests ask.
struct Found {
    path: String,
    rule: String,
    level: String,
    line: u64,
}

#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Run {
    fn new(output: Output) -> Self {
        Self {
            code: output.status.code(),
            out: String::from_utf8(output.stdout).expect("reports are UTF-8"),
            err: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|e| panic!("{e}: {self:?}"))
    }

    /// What the JSON report finds.
    fn findings(&self) -> Vec<Found> {
        let json = self.json();
        let findings = json["findings"].as_array().expect("`findings` is a list");
        let text = |value: &Value| value.as_str().expect("it is a string").to_owned();
        let found = findings.iter().map(|finding| Found {
            path: text(&finding["path"]),
            rule: text(&finding["rule"]),
            level: text(&finding["level"]),
            line: finding["range"]["start"]["line"].as_u64().expect("it is a number"),
        });
        found.collect()
    }

    /// The paths and kinds of the files that were judged.
    fn files(&self) -> Vec<(String, String)> {
        let json = self.json();
        let files = json["files"].as_array().expect("`files` is a list");
        let text = |v: &Value| v.as_str().expect("it is a string").to_owned();
        files.iter().map(|f| (text(&f["path"]), text(&f["kind"]))).collect()
    }

    pub(crate) fn paths(&self) -> Vec<String> {
        self.files().into_iter().map(|f| f.0).collect()
    }
}

/// `check` in the JSON format, with a threshold that leaves the exit code to errors.
const CHECK: [&str; 5] = ["check", "--format", "json", "--fail-on", "never"];

fn check<'a>(rest: &[&'a str]) -> Vec<&'a str> {
    [&CHECK[..], rest].concat()
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
    let findings = run.findings().into_iter();
    findings.map(|finding| (finding.rule, finding.level)).collect()
}

fn ids_of(run: &Run) -> Vec<String> {
    rules_of(run).into_iter().map(|r| r.0).collect()
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
fn completions_are_printed() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let run = Folder::new().run(["completions", shell]);
        assert_eq!(run.code, Some(0));
        assert!(run.out.contains("plimsoll"), "{shell}");
    }
}
