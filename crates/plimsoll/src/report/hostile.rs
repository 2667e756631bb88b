//! Whatever words a file has and however many findings, every format stays what it is.

use clap::ValueEnum;
use plimsoll_lint::{Fix, Level, Report};
use plimsoll_syntax::{FileId, Span};
use serde_json::Value;

use super::{Format, testing};

/// Each character that means something to somebody, and each that no format may have as it is.
fn words() -> Vec<String> {
    let odd = "\u{85}\u{9b}\u{a0}\u{200b}\u{200e}\u{2028}\u{2029}\u{202e}\u{2066}\u{feff}\u{fffd}\u{fffe}\u{ffff}😀";
    let each = (0..=0x7f).filter_map(char::from_u32).chain(odd.chars());
    let parts = [
        "]]>",
        "-->",
        "</script>",
        "::error::",
        "##vso[a]",
        "##teamcity[",
        "\r\n::x::",
        "](0)",
        "{0}",
        "``",
    ];
    each.map(|c| format!("a{c}b {c}"))
        .chain(parts.map(str::to_owned))
        .collect()
}

fn hostile(words: &str) -> Report {
    let mut report = testing::report_of(words, std::slice::from_ref(&(0..1)), |_| words.to_owned());
    let finding = &mut report.findings[0];
    finding.level = Level::Error;
    finding.help(words.to_owned());
    finding.note(Span::new(FileId(0), 0, 1), words);
    finding.fix(Fix::safe(words, [Span::new(FileId(0), 0, 1).replace(words)]));
    let file = FileId(report.sources.len() as u32);
    testing::add_file(
        &mut report,
        &format!("{words}/Dockerfile"),
        words,
        plimsoll_model::files::FileKind::Dockerfile,
        plimsoll_model::environment::Environment::Development,
    );
    let mut other = testing::finding(testing::rule("untagged"), 0..1, words);
    other.span.file = file;
    report.findings.push(Box::new(other));
    report
}

fn written(format: Format, report: &Report) -> String {
    testing::written(|out| format.write(report, &testing::PLAIN, &testing::run(), out))
}

#[test]
fn words_of_a_file_never_break_a_format() {
    for words in words() {
        let report = hostile(&words);
        for format in Format::value_variants() {
            let text = written(*format, &report);
            let name = format.to_possible_value().expect("it has a name");
            let name = name.get_name();
            let lines = || text.lines().count();
            let parses = |text: &str| assert!(serde_json::from_str::<Value>(text).is_ok(), "{name} {words:?}: {text}");
            let is_clean = !text.contains(|c: char| c != '\n' && c.is_control() || c == '\u{202e}' || c == '\u{fffe}');
            match name {
                "json" | "sarif" | "gitlab" | "gitlab-sast" | "codeclimate" | "rdjson" | "hadolint-json" => {
                    parses(&text)
                }
                "jsonl" | "rdjsonl" => text.lines().for_each(parses),
                "concise" | "github" | "gnu" | "hadolint" | "azure" => {
                    assert_eq!(lines(), 2, "{name} {words:?}: {text}")
                }
                "teamcity" => assert_eq!((lines(), text.is_ascii()), (3, true), "{words:?}: {text}"),
                "junit" | "checkstyle" => {
                    let illegal = |c: char| matches!(c, '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}');
                    assert!(!text.contains(illegal), "{words:?}: {text}");
                }
                _ => assert!(is_clean || words.contains(['\u{fffe}']), "{name} {words:?}: {text}"),
            }
        }
    }
}

#[test]
fn thousands_of_findings_are_cut_where_readers_cut() {
    let text = "FROM a\n".repeat(6_000);
    let spans: Vec<_> = (0..6_000).map(|i| i * 7 + 5..i * 7 + 6).collect();
    let mut report = testing::report_of(&text, &spans, |_| "no tag".to_owned());
    for (index, finding) in report.findings.iter_mut().enumerate() {
        finding.level = if index % 2 == 0 { Level::Info } else { Level::Error };
    }
    let log: Value = serde_json::from_str(&written(Format::Sarif, &report)).expect("it is JSON");
    let run = &log["runs"][0];
    let results = run["results"].as_array().expect("it is a list");
    let errors = results.iter().filter(|result| result["level"] == "error").count();
    assert_eq!((results.len(), errors), (5_000, 3_000));
    let notified = &run["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"];
    assert_eq!(notified, "1000 results are left out, the lightest: GitHub shows 5000.");
    let github = written(Format::Github, &report);
    assert_eq!(github.lines().count(), 6_001);
    assert!(github.contains("::notice title=plimsoll::5981 more findings are in the log: "));
    assert!(written(Format::Markdown, &report).len() < 1 << 20);
    for (format, count) in [(Format::Jsonl, 6_002), (Format::Rdjsonl, 6_000), (Format::Gnu, 6_000)] {
        assert_eq!(written(format, &report).lines().count(), count);
    }
}

#[test]
fn a_rule_that_failed_is_an_error_of_the_run() {
    let mut report = testing::report_of("FROM a\n", std::slice::from_ref(&(0..6)), |_| {
        "a rule failed".to_owned()
    });
    report.findings[0].rule = testing::rule("internal-error");
    report.internal_error = true;
    let run = super::Run {
        exit_code: 2,
        ..testing::run()
    };
    let written = |format: Format| testing::written(|out| format.write(&report, &testing::PLAIN, &run, out));
    let log: Value = serde_json::from_str(&written(Format::Sarif)).expect("it is JSON");
    let invocation = &log["runs"][0]["invocations"][0];
    assert_eq!(
        (&invocation["executionSuccessful"], &invocation["exitCode"]),
        (&Value::Bool(false), &Value::from(2))
    );
    assert_eq!(invocation["toolExecutionNotifications"][0]["level"], "error");
    assert!(written(Format::Junit).contains("tests=\"1\" failures=\"0\" errors=\"1\""));
    assert!(written(Format::GitlabSast).contains("\"status\":\"failure\""));
}
