//! A stream of files: an answer for each line, whatever it is, in the same order.

use std::io::{BufRead, BufReader, Read};
use std::thread;

use serde_json::json;

use super::*;
use crate::house::root;

const STREAM: [&str; 5] = ["check", "--stdin-format", "jsonl", "--format", "jsonl"];

/// The words for a stream with faults that do not change when rules are added.
fn stream<'a>(rest: &[&'a str]) -> Vec<&'a str> {
    [&STREAM[..], &faults(rest)[1..]].concat()
}

fn line(value: &Value) -> String {
    format!("{value}\n")
}

fn dockerfile(number: usize) -> Value {
    json!({"path": format!("{number}/Dockerfile"), "content": FAULTY, "id": number})
}

/// The answers to lines.
fn answers(run: &Run) -> Vec<Value> {
    let lines = run.out.lines();
    lines
        .map(|line| serde_json::from_str(line).expect("it is JSON"))
        .collect()
}

fn errors(run: &Run) -> Vec<String> {
    let error = |answer: &Value| answer["error"].as_str().unwrap_or_default().to_owned();
    answers(run).iter().map(error).collect()
}

fn rules(answer: &Value) -> Vec<&str> {
    let findings = answer["findings"].as_array().expect("`findings` is a list");
    findings.iter().filter_map(|finding| finding["rule"].as_str()).collect()
}

#[test]
fn each_line_is_answered_in_order() {
    let input: String = (0..300).map(|number| line(&dockerfile(number))).collect();
    let run = Folder::new().run_with(stream(&[]), input.as_bytes());
    assert_eq!((run.code, run.err.as_str()), (Some(0), ""));
    let answers = answers(&run);
    assert_eq!(answers.len(), 300);
    for (number, answer) in answers.iter().enumerate() {
        assert_eq!((&answer["id"], &answer["line"]), (&json!(number), &json!(number + 1)));
        assert_eq!(answer["path"], format!("{number}/Dockerfile"));
        assert_eq!(answer["file_kind"], "dockerfile");
        let mut found = rules(answer);
        found.sort_unstable();
        let mut expected = FAULTS;
        expected.sort_unstable();
        assert_eq!(found, expected);
    }
}

#[test]
fn nothing_in_is_nothing_out() {
    let run = Folder::new().run_with(stream(&[]), b"");
    assert_eq!((run.code, run.out.as_str(), run.err.as_str()), (Some(0), "", ""));
}

#[test]
fn a_broken_line_costs_that_line() {
    let large = json!({"path": "Dockerfile", "content": "#".repeat((1 << 20) + 1), "id": "large"});
    let binary = json!({"path": "Dockerfile", "content": "FROM a\n\0\0\0\u{1}\u{2}\0\0", "id": 2.5});
    let input = [
        line(&dockerfile(0)).into_bytes(),
        b"{\"path\": \"Dockerfile\"\n".to_vec(),
        b"{\"path\": \"Dockerfile\", \"content\": \"FROM \xff\xfe\"}\n".to_vec(),
        b"\n".to_vec(),
        line(&large).into_bytes(),
        [vec![b'a'; 10 << 20], b"\n".to_vec()].concat(),
        line(&binary).into_bytes(),
        line(&json!({"path": "main.py", "content": "import os\n"})).into_bytes(),
        line(&json!({"path": "Dockerfile", "content": "", "id": null})).into_bytes(),
        // No line end at the end.
        dockerfile(1).to_string().into_bytes(),
    ];
    let run = Folder::new().run_with(stream(&[]), &input.concat());
    assert_eq!(run.code, Some(0));
    assert_eq!(run.err, "plimsoll: 7 of 10 lines could not be judged\n");
    let errors = errors(&run);
    let starts = [
        "",
        "not JSON: ",
        "not JSON: ",
        "not JSON: ",
        "`content` is larger than 1 MiB",
        "the line is longer than 8 MiB",
        "the file is not a text file",
        "the file has neither `FROM` nor `services`",
        "",
        "",
    ];
    for (error, start) in errors.iter().zip(starts) {
        assert!(
            error.starts_with(start) && error.is_empty() == start.is_empty(),
            "{error}"
        );
    }
    let answers = answers(&run);
    assert_eq!((&answers[4]["id"], &answers[6]["id"]), (&json!("large"), &json!(2.5)));
    assert_eq!(rules(&answers[9]).len(), FAULTS.len());
}

#[test]
fn answers_fit_their_schema() {
    let text = fs::read_to_string(root().join("docs/answer.schema.json")).expect("the schema is there");
    let schema: Value = serde_json::from_str(&text).expect("it is JSON");
    let validator = jsonschema::validator_for(&schema).expect("it is a schema");
    let hidden = format!("# plimsoll: ignore[unpinned-image-tag] ours\n{FAULTY}");
    let input = [
        line(&dockerfile(0)),
        "{\n".to_owned(),
        line(&json!({"path": "Dockerfile", "content": hidden, "id": {"a": [1]}})),
        line(&json!({"path": "notes.md", "content": "", "project": "a"})),
    ];
    let run = Folder::new().run_with(STREAM, input.concat().as_bytes());
    for answer in answers(&run) {
        let faults: Vec<String> = validator.iter_errors(&answer).map(|error| error.to_string()).collect();
        assert!(faults.is_empty(), "{answer}: {faults:?}");
    }
}

#[test]
fn lines_of_a_project_are_judged_together() {
    let compose = "services:\n  api:\n    build: ./api\n    environment:\n      A: ${TAG}\n";
    let file = |path: &str, content: &str| json!({"path": path, "content": content, "project": "shop"});
    let lines = [
        file("compose.dev.yaml", compose),
        file("api/Dockerfile", "FROM node:22.11\nRUN a\n"),
        file(".env", "TAG=1\n"),
        file("api/main.py", "import os\n"),
        file("./compose.dev.yaml", compose),
    ];
    let input: String = lines.iter().map(line).collect();
    let run = Folder::new().run_with(STREAM, input.as_bytes());
    assert_eq!(run.code, Some(0), "{run:?}");
    let column =
        |run: &Run, key: &str| -> Vec<Value> { answers(run).iter().map(|answer| answer[key].clone()).collect() };
    // An environment file counts, but is judged with the Compose file that reads it.
    let kinds = [
        json!(null),
        json!("dockerfile"),
        json!(null),
        json!(null),
        json!("compose"),
    ];
    assert_eq!(column(&run, "file_kind"), kinds);
    assert_eq!(errors(&run)[0], "a later line of the project has the same path");
    assert_eq!(column(&run, "environment")[1], "development");
    let alone = json!({"path": "api/Dockerfile", "content": "FROM node:22.11\nRUN a\n"});
    let alone = Folder::new().run_with(STREAM, line(&alone).as_bytes());
    assert_eq!(column(&alone, "environment"), ["production"]);
}

/// But for what is said of files that are not there, since a stream has only some.
#[test]
fn finds_what_a_run_on_a_folder_finds() {
    const REST: [&str; 3] = ["--isolated", "--ignore", "build-context-missing"];
    for name in [
        "shop-stages",
        "environments",
        "leaky-shop",
        "node-full-stack",
        "anchors-and-override",
    ] {
        let folder = root().join("fixtures/projects").join(name);
        let mut paths = Vec::new();
        for entry in ignore::WalkBuilder::new(&folder).hidden(false).build() {
            let path = entry.expect("the folder can be read").into_path();
            if path.is_file() {
                paths.push(path);
            }
        }
        paths.sort();
        let (mut input, mut copy) = (String::new(), Folder::new());
        for path in &paths {
            let below = path
                .strip_prefix(&folder)
                .expect("it lies there")
                .to_str()
                .expect("UTF-8");
            let Ok(content) = fs::read_to_string(path) else {
                continue;
            };
            input.push_str(&line(&json!({"path": below, "content": content, "project": name})));
            copy = copy.with(below, content);
        }
        let on_disk = copy
            .run([&["check", "--format", "json", "."], &REST[..]].concat())
            .json();
        let streamed = copy.run_with([&STREAM[..], &REST].concat(), input.as_bytes());
        let streamed = answers(&streamed).into_iter();
        let streamed: Vec<Value> = streamed
            .flat_map(|answer| answer["findings"].as_array().cloned().unwrap_or_default())
            .collect();
        let key = |finding: &Value| [&finding["path"], &finding["identity"], &finding["message"]].map(Value::to_string);
        let on_disk = on_disk["findings"].as_array().expect("it is a list").iter();
        let mut on_disk: Vec<_> = on_disk.map(key).collect();
        let mut streamed: Vec<_> = streamed.iter().map(key).collect();
        on_disk.sort();
        streamed.sort();
        assert!(!on_disk.is_empty(), "{name}");
        assert_eq!(streamed, on_disk, "{name}");
    }
}

#[test]
fn what_is_decided_holds_for_each_line() {
    let folder = Folder::new()
        .with(
            "plimsoll.toml",
            "select = [\"add-local-file\"]\nexclude = [\"vendor/**\"]\n",
        )
        .with("other.toml", "select = [\"unpinned-image-tag\"]\n");
    let vendored = json!({"path": "vendor/Dockerfile", "content": FAULTY});
    let input = line(&dockerfile(0)) + &line(&vendored);
    let found = |words: &[&str]| -> Vec<Vec<String>> {
        let run = folder.run_with([&STREAM[..], words].concat(), input.as_bytes());
        let found = |answer: &Value| rules(answer).into_iter().map(str::to_owned).collect();
        answers(&run).iter().map(found).collect()
    };
    assert_eq!(found(&[]), [vec!["add-local-file"], vec![]]);
    assert_eq!(
        found(&["--config", "other.toml"]),
        [["unpinned-image-tag"], ["unpinned-image-tag"]]
    );
    assert_eq!(found(&["--ignore", "add-local-file"]), [[""; 0], [""; 0]]);
    assert!(found(&["--isolated"])[0].len() > 2);
}

#[test]
fn the_exit_code_is_for_those_who_ask() {
    let code = |words: &[&str]| {
        Folder::new()
            .run_with(stream(words), line(&dockerfile(0)).as_bytes())
            .code
    };
    assert_eq!(code(&[]), Some(0));
    assert_eq!(code(&["--fail-on", "error"]), Some(1));
    assert_eq!(code(&["--fail-on", "never"]), Some(0));
    assert_eq!(code(&["Dockerfile"]), Some(2));
    assert_eq!(code(&["--select", "no-such-rule"]), Some(2));
    let run = Folder::new().run_with(["check", "--stdin-format", "jsonl", "--format", "sarif"], b"");
    assert_eq!(run.code, Some(2), "{run:?}");
}

/// The program with standard input and output piped.
fn spawn() -> std::process::Child {
    let mut command = Command::new(env!("CARGO_BIN_EXE_plimsoll"));
    command.args(STREAM).arg("--isolated").current_dir(std::env::temp_dir());
    command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the program was built")
}

#[test]
fn an_answer_comes_before_the_next_question() {
    let mut child = spawn();
    let mut input = child.stdin.take().expect("it is piped");
    let mut output = BufReader::new(child.stdout.take().expect("it is piped"));
    for number in 0..3 {
        input.write_all(line(&dockerfile(number)).as_bytes()).expect("it reads");
        let mut answer = String::new();
        output.read_line(&mut answer).expect("it answers");
        let answer: Value = serde_json::from_str(&answer).expect("it is JSON");
        assert_eq!(answer["id"], number);
    }
    drop(input);
    assert!(child.wait().expect("it ends").success());
}

#[test]
fn a_reader_that_has_seen_enough_ends_it_quietly() {
    let mut child = spawn();
    let mut input = child.stdin.take().expect("it is piped");
    let mut output = BufReader::new(child.stdout.take().expect("it is piped"));
    let writer = thread::spawn(move || {
        let text = line(&dockerfile(0));
        while input.write_all(text.as_bytes()).is_ok() {}
    });
    output.read_line(&mut String::new()).expect("it answers");
    drop(output);
    assert_eq!(child.wait().expect("it ends").code(), Some(0));
    writer.join().expect("it ends too");
}

/// `PLIMSOLL_STREAM=1000000` tries more lines.
#[test]
fn memory_does_not_grow_with_the_stream() {
    let count: usize = std::env::var("PLIMSOLL_STREAM")
        .ok()
        .and_then(|count| count.parse().ok())
        .unwrap_or(20_000);
    let mut child = spawn();
    let status = format!("/proc/{}/status", child.id());
    let mut input = child.stdin.take().expect("it is piped");
    let output = BufReader::new(child.stdout.take().expect("it is piped"));
    let (tell, told) = std::sync::mpsc::channel::<()>();
    let writer = thread::spawn(move || {
        for number in 0..count {
            input.write_all(line(&dockerfile(number)).as_bytes()).expect("it reads");
        }
        // It stays until it was looked at.
        let _ = told.recv();
    });
    let mut lines = output
        .bytes()
        .filter(|byte| byte.as_ref().is_ok_and(|byte| *byte == b'\n'));
    assert_eq!(lines.by_ref().take(count).count(), count);
    let peak = fs::read_to_string(status).ok().and_then(|text| {
        let line = text.lines().find(|line| line.starts_with("VmHWM:"))?.to_owned();
        line.split_ascii_whitespace().nth(1)?.parse::<u64>().ok()
    });
    drop(tell);
    writer.join().expect("it ends");
    assert!(child.wait().expect("it ends").success());
    match peak {
        Some(peak) => assert!(peak < 100_000, "{peak} kB"),
        None => eprintln!("skipped: nobody tells how much memory a process had"),
    }
}

#[test]
fn what_is_not_given_may_be_there() {
    let text = "include: [parts/db.yaml]\nservices:\n  web:\n    image: nginx:1.27.3\n    env_file: [web.env, conf/more.env]\n";
    let named = json!({"path": "compose.yaml", "content": text});
    let of_project = json!({"project": 1, "path": "compose.yaml", "content": text});
    let empty = Folder::new();
    for record in [named, of_project] {
        let run = empty.run_with(STREAM, line(&record).as_bytes());
        assert_eq!(answers(&run)[0]["environment"], "production", "{run:?}");
        assert!(!run.out.contains("file-missing"), "{run:?}");
    }
    // In a folder it is known that nothing is there.
    let folder = Folder::new().with("compose.yaml", text);
    let found: Vec<String> = folder
        .run(check(&["--show=info"]))
        .findings()
        .into_iter()
        .map(|f| f.rule)
        .collect();
    for rule in ["env-file-missing", "needed-file-missing"] {
        assert!(found.iter().any(|found| found == rule), "{rule} {found:?}");
    }
}
