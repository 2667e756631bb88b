//! What the formats for machines write: on files with odd names and odd content, and as those who read
//! them check it.

#![expect(clippy::disallowed_methods, reason = "tests read what the program has written")]

mod docs;
mod parts;
mod readers;

use std::collections::BTreeSet;
use std::fs;

use serde_json::Value;

use crate::cli::{Folder, Run};
use crate::house::{expect_file, root};

/// Every format, and how its files end.
pub(crate) const FORMATS: [(&str, &str); 20] = [
    ("full", "txt"),
    ("concise", "txt"),
    ("json", "json"),
    ("jsonl", "jsonl"),
    ("sarif", "sarif"),
    ("github", "txt"),
    ("gitlab", "json"),
    ("gitlab-sast", "json"),
    ("junit", "xml"),
    ("checkstyle", "xml"),
    ("rdjson", "json"),
    ("rdjsonl", "jsonl"),
    ("gnu", "txt"),
    ("hadolint", "txt"),
    ("hadolint-json", "json"),
    ("codeclimate", "json"),
    ("azure", "txt"),
    ("teamcity", "txt"),
    ("markdown", "md"),
    ("html", "html"),
];

const RULES: &str = "duplicate-stage-name,unpinned-image-tag,add-local-file,shell-form-start-command,\
                     secret-in-environment,privileged-container,compose-syntax-error";
/// It stands on no page of a rule, which a SARIF log quotes.
const SECRET: &str = "Zt6-violet-Mast";

/// A repository whose paths and lines are odd.
fn odd() -> Folder {
    let windows = "FROM debian:12.7 AS größe\r\nADD\tæ.toml /etc/\r\nFROM node AS größe\r\nCMD node 😀.js\r\n";
    let compose = format!(
        "services:\n  web:\n    image: nginx:1.27\n    privileged: true\n    environment:\n      DB_PASSWORD: {SECRET}\n"
    );
    Folder::new()
        .with(".git/HEAD", "ref: refs/heads/main\n")
        .with("café/Dockerfile", windows)
        .with("a b%:,]'|\"<i>\n#?/Dockerfile", "FROM node\nADD a /b\n")
        .with("compose.yaml", compose)
        .with("broken/compose.yaml", "services:\n  web: [\n")
        .with("clean/Dockerfile", "FROM debian:12.7\nUSER 1000\n")
}

/// Runs `check` on a folder once, with all formats going to files in `out`.
fn all_formats(folder: &Folder, more: &[&str]) -> Run {
    let outputs = FORMATS.map(|(format, end)| format!("--output={format}=out/new/{format}.{end}"));
    let mut arguments = vec!["check", "--date=2026-11-21", "--show=info", "--select", RULES];
    arguments.extend(outputs.iter().map(String::as_str));
    arguments.extend(more);
    folder.run(arguments)
}

#[test]
fn the_program_has_these_formats() {
    let help = Folder::new().run(["check", "--help"]).out;
    let list = help.split("--format <FORMAT>").nth(1).expect("the option is there");
    let list = list.split("--output").next().unwrap_or_default();
    let named: Vec<&str> = list.lines().filter_map(|line| line.trim().strip_prefix("- ")).collect();
    let named: Vec<&str> = named.iter().filter_map(|line| line.split(':').next()).collect();
    assert_eq!(named, FORMATS.map(|(format, _)| format));
}

#[cfg(unix)]
#[test]
fn odd_names_and_lines_are_written_as_each_format_wants_them() {
    let folder = odd();
    let run = all_formats(&folder, &[]);
    assert_eq!(run.code, Some(1), "{run:?}");
    let machine = folder.0.to_string_lossy().into_owned();
    for (format, end) in FORMATS {
        let written = folder.read(&format!("out/new/{format}.{end}"));
        assert!(!written.contains(SECRET), "{format}");
        assert!(!written.contains(&machine) && !written.contains('\x1b'), "{format}");
        let steady = written.replace(env!("CARGO_PKG_VERSION"), "VERSION");
        expect_file(&root().join(format!("fixtures/outputs/{format}.{end}")), &steady);
    }
}

#[test]
fn one_run_with_many_formats_is_as_many_runs_and_the_same_every_time() {
    let folder = odd_where_it_can_be();
    all_formats(&folder, &[]);
    for (format, end) in FORMATS {
        let alone = folder.run([
            "check",
            "--date=2026-11-21",
            "--show=info",
            "--select",
            RULES,
            "--format",
            format,
        ]);
        assert_eq!(alone.out, folder.read(&format!("out/new/{format}.{end}")), "{format}");
    }
}

/// Windows has no such names.
fn odd_where_it_can_be() -> Folder {
    match cfg!(unix) {
        true => odd(),
        false => Folder::new().with("Dockerfile", "FROM node\nADD a /b\n"),
    }
}

#[test]
fn standard_output_gets_one_format() {
    let folder = Folder::new().with("Dockerfile", "FROM node\n");
    let check = |more: &[&str]| folder.run([&["check", "--select", RULES, "-q"], more].concat());
    let usual = check(&["--output=json=a.json"]);
    assert!(usual.out.contains("╭─[Dockerfile:1:6]"), "{usual:?}");
    let gnu = check(&["--output=json=a.json", "--output", "gnu"]);
    assert_eq!(gnu.out, check(&["--output=gnu=-"]).out);
    assert!(gnu.out.starts_with("plimsoll:Dockerfile:1:6: warning: "), "{gnu:?}");
    for wrong in [
        &["--output=gnu=-", "--format=json"][..],
        &["--output=json=a", "--output=sarif=a"],
        &["--output=xml=a"],
        &["--output=json="],
    ] {
        let run = check(wrong);
        assert!(run.code == Some(2) && run.err.contains("--output"), "{run:?}");
    }
    let nowhere = check(&["--output=json=Dockerfile/a.json"]);
    assert!(
        nowhere.code == Some(2) && nowhere.err.contains("--output: Dockerfile/a.json: "),
        "{nowhere:?}"
    );
}

#[test]
fn a_report_is_written_whatever_the_outcome() {
    let folder = Folder::new().with("Dockerfile", "FROM node\n").with("out", "old");
    for (arguments, code, findings) in [
        (&["Dockerfile"][..], 1, 1),
        (&["--fail-on=never", "Dockerfile"], 0, 1),
        (&["missing"], 2, 0),
    ] {
        let run = folder.run(
            [
                &["check", "--select=unpinned-image-tag", "--output=sarif=out"],
                arguments,
            ]
            .concat(),
        );
        assert_eq!(run.code, Some(code), "{run:?}");
        let log: Value = serde_json::from_str(&folder.read("out")).expect("it is JSON");
        assert_eq!(log["runs"][0]["invocations"][0]["exitCode"], code);
        assert_eq!(log["runs"][0]["results"].as_array().map(Vec::len), Some(findings));
    }
}

#[test]
fn paths_begin_at_the_top_of_the_repository() {
    let folder = Folder::new()
        .with(".git/HEAD", "")
        .with("shop/api/Dockerfile", "FROM node\n");
    let path = |below: &str, arguments: &[&str], format: &str| {
        let usual = ["check", "--select=unpinned-image-tag", "--format", format];
        let run = folder.run_in(below, [&usual, arguments].concat(), b"FROM node\n");
        let json = run.json();
        let uri = json["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"].clone();
        let paths = [
            uri,
            json[0]["location"]["path"].clone(),
            json["findings"][0]["path"].clone(),
        ];
        let mut paths = paths.into_iter().filter_map(|path| path.as_str().map(str::to_owned));
        paths.next().unwrap_or_else(|| panic!("{json}"))
    };
    let whole = folder.0.join("shop/api/Dockerfile");
    let whole = whole.to_str().expect("it is text");
    for format in ["sarif", "gitlab"] {
        assert_eq!(path("shop", &[], format), "shop/api/Dockerfile");
        assert_eq!(path("shop/api", &["../../shop/api"], format), "shop/api/Dockerfile");
        assert_eq!(path("shop", &[whole], format), "shop/api/Dockerfile");
        assert_eq!(path("shop", &["--path-base=."], format), "api/Dockerfile");
        assert_eq!(path("shop", &["-", "--stdin-filename=api/New"], format), "shop/api/New");
    }
    // What an editor named is called so.
    assert_eq!(path("shop", &["./api"], "json"), "api/Dockerfile");
    assert_eq!(path("shop", &["--path-base=.."], "json"), "shop/api/Dockerfile");
    let outside = std::env::temp_dir();
    let run = Folder::new().run(["check", "--select=unpinned-image-tag", "--format=gitlab", whole]);
    assert_eq!(run.json()[0]["location"]["path"], "shop/api/Dockerfile", "{outside:?}");
}

#[test]
fn hidden_findings_are_suppressed_results() {
    let text = "# plimsoll: ignore[unpinned-image-tag] a test\nFROM node\nADD a /b\n";
    let folder = Folder::new().with("Dockerfile", text);
    let results = |more: &[&str]| {
        let usual = ["check", "--select=unpinned-image-tag,add-local-file", "--format=sarif"];
        let log = folder.run([&usual, more].concat()).json();
        log["runs"][0]["results"].as_array().expect("it is a list").clone()
    };
    assert_eq!(results(&[]).len(), 1);
    let all = results(&["--show-hidden"]);
    let suppressed: BTreeSet<String> = all
        .iter()
        .map(|result| result["suppressions"][0]["kind"].to_string())
        .collect();
    assert_eq!(
        suppressed,
        BTreeSet::from(["\"inSource\"".to_owned(), "null".to_owned()])
    );
    folder.run(["baseline", "--output=known.json"]);
    let known = results(&["--show-hidden", "--baseline=known.json"]);
    let states: Vec<&Value> = known.iter().map(|result| &result["baselineState"]).collect();
    assert!(states.contains(&&Value::from("unchanged")), "{known:?}");
}

/// The bytes of the files of a format on the odd repository and on some that are quiet or fail.
fn written_by(format: &str) -> Vec<String> {
    let folder = odd_where_it_can_be();
    let usual = ["check", "--date=2026-11-21", "--format", format];
    let runs: [&[&str]; 6] = [
        &[],
        &["--select", RULES],
        &["--select=all", "--show-hidden"],
        &["clean", "--select", RULES],
        &["broken", "--select", RULES],
        &["missing"],
    ];
    let runs = runs.map(|more| folder.run([&usual, more].concat()).out);
    let mut all = runs.to_vec();
    for entry in fs::read_dir(root().join("fixtures/projects")).expect("there are fixtures") {
        let path = entry.expect("it can be read").path();
        if path.is_dir() {
            let path = path.to_str().expect("it is text");
            all.push(
                folder
                    .run([&usual, &["--select=all", "--show-hidden", path][..]].concat())
                    .out,
            );
        }
    }
    all
}
