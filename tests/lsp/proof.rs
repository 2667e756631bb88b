//! What holds for any texts: the server finds what a run finds, fixes what `--fix` fixes, and does not grow.
//!
//! `PLIMSOLL_LSP=all` takes 10,000 edits and 200 files; without it a sample is taken.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};

use super::client::{Client, pulling};
use super::folder::{Folder, edited, uri};
use crate::corpus::files_below;

/// Whether all is tried, and not a sample.
fn takes_all() -> bool {
    std::env::var_os("PLIMSOLL_LSP").is_some_and(|value| value == "all")
}

fn top() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Random numbers that are the same in every run.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % limit.max(1)
    }
}

/// What an edit puts in: words of these files, and what is hard to count.
const WORDS: [&str; 21] = [
    "\n",
    "\r\n",
    "\u{1f433}",
    "é",
    " ",
    "\\\n",
    "\"",
    ":",
    "USER 1000\n",
    "FROM node:22 AS build\n",
    "RUN apt-get update\n",
    "# plimsoll: ignore[runs-as-root] a reason\n",
    "HEALTHCHECK NONE\n",
    "ADD a b\n",
    "EXPOSE 22\n",
    "    privileged: true\n",
    "  more:\n    image: redis\n",
    "    user: root\n",
    "    build: .\n",
    "<<EOF\n",
    "${X:-y}",
];

/// Where the lines begin, as the protocol counts them.
fn lines(text: &str) -> Vec<usize> {
    let bytes = text.as_bytes();
    let ends = (0..bytes.len()).filter(|&at| match bytes[at] {
        b'\n' => true,
        b'\r' => bytes.get(at + 1) != Some(&b'\n'),
        _ => false,
    });
    std::iter::once(0).chain(ends.map(|at| at + 1)).collect()
}

fn position(text: &str, offset: usize) -> Value {
    let lines = lines(text);
    let line = lines.partition_point(|&start| start <= offset) - 1;
    json!({"line": line, "character": offset - lines[line]})
}

/// A place that is no middle of a character or of a line end.
fn boundary(text: &str, mut offset: usize) -> usize {
    let is_inside = |offset: usize| {
        !text.is_char_boundary(offset) || text[..offset].ends_with('\r') && text[offset..].starts_with('\n')
    };
    while is_inside(offset) {
        offset -= 1;
    }
    offset
}

type Places = Vec<(String, usize, usize)>;

/// The findings of diagnostics.
fn found(diagnostics: &[Value], text: &str) -> Places {
    let lines = lines(text);
    let offset = |position: &Value| {
        let number = |key: &str| position[key].as_u64().expect("it is a number") as usize;
        lines[number("line")] + number("character")
    };
    let place = |one: &Value| {
        let rule = one["code"].as_str().expect("it has a rule").to_owned();
        (rule, offset(&one["range"]["start"]), offset(&one["range"]["end"]))
    };
    let mut places: Places = diagnostics.iter().map(place).collect();
    places.sort();
    places
}

/// What a run over a folder finds, by file.
fn run_over(folder: &Path) -> BTreeMap<String, Places> {
    let mut run = Command::new(env!("CARGO_BIN_EXE_plimsoll"));
    let run = run.args(["check", "--format", "json"]).current_dir(folder).output();
    let report: Value = serde_json::from_slice(&run.expect("it runs").stdout).expect("it is JSON");
    let mut by_file: BTreeMap<String, Places> = BTreeMap::new();
    for finding in report["findings"].as_array().expect("it is a list") {
        let byte = |end: &str| finding["range"][end]["byte"].as_u64().expect("it is a number") as usize;
        let word = |key: &str| finding[key].as_str().expect("it is a word").to_owned();
        by_file
            .entry(word("path"))
            .or_default()
            .push((word("rule"), byte("start"), byte("end")));
    }
    by_file.values_mut().for_each(|places| places.sort());
    by_file
}

/// The files of a fixture that are text, by their paths in it.
fn texts(folder: &Path) -> Vec<(String, String)> {
    let mut open = vec![folder.to_owned()];
    let mut texts = Vec::new();
    while let Some(place) = open.pop() {
        for entry in fs::read_dir(place).expect("it is a folder").flatten() {
            let path = entry.path();
            if path.is_dir() {
                open.push(path);
            } else if let Ok(text) = fs::read_to_string(&path) {
                let name = path.strip_prefix(folder).expect("it lies there");
                texts.push((name.to_str().expect("UTF-8").to_owned(), text));
            }
        }
    }
    texts.sort();
    texts
}

#[test]
fn random_edits_find_what_a_run_finds() {
    let projects = [
        "anchors-and-override",
        "django-shop",
        "include-subproject",
        "inline-dockerfile",
        "monorepo",
        "node-full-stack",
        "shop-stages",
        "undefined-variables",
    ];
    let projects = projects.map(|name| top().join("fixtures/projects").join(name));
    let edits = if takes_all() { 10_000 } else { 160 };
    let mut random = Random(7);
    for project in &projects {
        let texts = texts(project);
        let files: Vec<(&str, &str)> = texts.iter().map(|(path, text)| (&**path, &**text)).collect();
        let (served, mirror) = (Folder::new(&files), Folder::new(&files));
        let is_judged = |path: &str| {
            let name = path.rsplit('/').next().unwrap_or(path);
            name.contains("Dockerfile") && !name.ends_with("ignore") || name.contains("compose")
        };
        let mut open: Vec<(String, String, i64)> = Vec::new();
        let mut client = Client::new(&served.0, pulling());
        for (path, text) in texts.iter().filter(|(path, _)| is_judged(path)) {
            client.open(&served.uri(path), "plain", text);
            open.push((path.clone(), text.clone(), 1));
        }
        for edit in 0..edits / projects.len() {
            let index = random.below(open.len());
            let (path, text, version) = &mut open[index];
            let start = boundary(text, random.below(text.len() + 1));
            let mut end = boundary(text, (start + random.below(20)).min(text.len())).max(start);
            if random.below(3) == 0 {
                end = start;
            }
            let word = WORDS[random.below(WORDS.len())];
            let range = json!({"start": position(text, start), "end": position(text, end)});
            *version += 1;
            client.change(&served.uri(path), *version, json!([{"range": range, "text": word}]));
            text.replace_range(start..end, word);
            mirror.write(path, &*text);
            let mut expected = run_over(&mirror.0);
            for (path, text, _) in &open {
                let found = found(&client.pull(&served.uri(path)), text);
                let expected = expected.remove(path).unwrap_or_default();
                assert_eq!(found, expected, "edit {edit}, {path}:\n{text}");
            }
        }
    }
}

/// Files of the shared corpus, the same in every run.
fn real_files(count: usize) -> Vec<PathBuf> {
    let mut files = Vec::new();
    files_below(&top().join("../shared/corpus"), &mut files);
    let is_meant = |path: &PathBuf| {
        let name = path.file_name().and_then(OsStr::to_str);
        name.is_some_and(|name| ["Dockerfile", "docker-compose.yml", "compose.yaml"].contains(&name))
    };
    files.retain(is_meant);
    let step = (files.len() / count.max(1)).max(1);
    files.into_iter().step_by(step).take(count).collect()
}

#[test]
fn all_fixes_at_once_are_those_of_a_run() {
    let files = real_files(if takes_all() { 800 } else { 60 });
    if files.is_empty() {
        println!("skipped: no ../shared/corpus");
        return;
    }
    let (served, mirror) = (Folder::new(&[]), Folder::new(&[]));
    let mut texts = Vec::new();
    for (number, file) in files.iter().enumerate() {
        let Ok(text) = fs::read_to_string(file) else { continue };
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        let path = format!("n{number}/{name}");
        served.write(&path, &text);
        mirror.write(&path, &text);
        texts.push((path, text));
    }
    let mut run = Command::new(env!("CARGO_BIN_EXE_plimsoll"));
    let run = run
        .args(["check", "--fix", "--fix-only", "--quiet"])
        .current_dir(&mirror.0)
        .output();
    assert!(run.expect("it runs").status.success());
    let mut client = Client::new(&served.0, pulling());
    let mut fixed = 0;
    for (path, text) in &texts {
        let expected = fs::read_to_string(mirror.0.join(path)).expect("it is still there");
        let uri = served.uri(path);
        client.open(&uri, "plain", text);
        let actions = client.actions(&uri, json!(["source.fixAll.plimsoll"]), json!([]));
        let own = actions.first().filter(|action| action.get("edit").is_some());
        let text = own.map_or(text.clone(), |action| edited(action, &uri, text));
        assert_eq!(text, expected, "{path}");
        fixed += usize::from(own.is_some());
        client.notify("textDocument/didClose", json!({"textDocument": {"uri": uri}}));
    }
    println!("{fixed} of {} files were fixed", texts.len());
    assert!(fixed > 3, "something was fixed");
}

/// The memory that a process has, in kB.
#[cfg(target_os = "linux")]
fn memory(pid: u32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).expect("the process is there");
    let line = status
        .lines()
        .find(|line| line.starts_with("VmRSS:"))
        .expect("it says so");
    let number = line.split_whitespace().nth(1).expect("it has a number");
    number.parse().expect("it is a number")
}

#[test]
#[cfg(target_os = "linux")]
fn memory_does_not_grow_with_edits() {
    let project = top().join("fixtures/projects/django-shop");
    let texts = texts(&project);
    let files: Vec<(&str, &str)> = texts.iter().map(|(path, text)| (&**path, &**text)).collect();
    let folder = Folder::new(&files);
    let (path, text) = texts
        .iter()
        .find(|(path, _)| path.ends_with("Dockerfile"))
        .expect("it has one");
    let address = uri(&folder.0.join(path));
    let mut client = Client::new(&folder.0, pulling());
    client.open(&address, "dockerfile", text);
    let mut after = Vec::new();
    for edit in 0..1_000 {
        let text = format!("{text}ENV A={edit}\n");
        client.change(&address, edit + 2, json!([{"text": text}]));
        client.pull(&address);
        if matches!(edit, 200 | 999) {
            after.push(memory(client.pid()));
        }
    }
    println!("kB after 200 and 1,000 edits: {after:?}");
    assert!(after[1] < after[0] + after[0] / 10, "{after:?}");
}
