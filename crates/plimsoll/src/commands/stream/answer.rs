//! The answers to the lines of a project, each a line.

use std::borrow::Cow;
use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};

use plimsoll_check::report::{OfFile, Paths, VERSION, by_file};
use plimsoll_check::{Checker, File};
use plimsoll_lint::Report;
use plimsoll_model::base::path::join;
use plimsoll_model::secret::without_secrets;
use serde::Serialize;
use serde_json::value::RawValue;

use super::input::{Line, Named};
use super::projects::Project;

/// The answers to the lines of a project.
#[derive(Default)]
pub(super) struct Answered {
    pub(super) text: Vec<u8>,
    pub(super) lines: u64,
    /// The lines that could not be judged.
    pub(super) broken: u64,
    /// Some finding fails.
    pub(super) fails: bool,
    /// What the budget gets back.
    pub(super) size: usize,
}

#[derive(Serialize)]
struct Answer<'a> {
    format_version: u32,
    kind: &'static str,
    /// The number of the line, from 1.
    line: u64,
    id: Option<&'a RawValue>,
    path: Option<Cow<'a, str>>,
    /// Why the line could not be judged.
    error: Option<&'a str>,
    #[serde(flatten)]
    of_file: OfFile<'a>,
}

/// Judges a project. Whatever happens, each of its lines gets an answer.
pub(super) fn answers(project: Project, checker: &Checker, size: usize) -> Answered {
    let judged = catch_unwind(AssertUnwindSafe(|| judged(&project, checker)));
    let mut answered = judged.unwrap_or_else(|_| {
        let mut answered = Answered::default();
        for line in &project.lines {
            answered.refuse(line, "plimsoll itself failed here");
        }
        answered
    });
    answered.size = size;
    answered
}

fn judged(project: &Project, checker: &Checker) -> Answered {
    match &project.lines[..] {
        [line] if !project.is_shared => alone(line, checker),
        lines => together(lines, checker),
    }
}

/// The answer to a line of no project.
fn alone(line: &Line, checker: &Checker) -> Answered {
    let mut answered = Answered::default();
    match file(line).map(|file| checker.check_named(file)) {
        Some(Ok(report)) => answered.tell(&[line], &report),
        Some(Err(why)) => answered.refuse(line, &format!("the file {why}")),
        None => answered.tell(&[line], &Report::default()),
    }
    answered
}

/// The answers to the lines of a project.
fn together(lines: &[Line], checker: &Checker) -> Answered {
    let mut answered = Answered::default();
    let files: Vec<File<'_>> = lines.iter().filter_map(file).collect();
    answered.tell(&lines.iter().collect::<Vec<_>>(), &checker.check(&files));
    answered
}

fn file(line: &Line) -> Option<File<'_>> {
    let file = line.file.as_ref().ok()?;
    Some(File::new(file.named.path.as_deref()?, &file.content))
}

impl Answered {
    /// Answers lines that were judged together.
    fn tell(&mut self, lines: &[&Line], report: &Report) {
        let paths = Paths::default();
        let mut files = by_file(report, &paths);
        self.fails |= report.findings.iter().any(|finding| finding.fails);
        let places = lines.iter().map(|line| file(line).map(|file| join("", file.path)));
        let places: Vec<Option<String>> = places.collect();
        let last: HashMap<&str, u64> = places
            .iter()
            .zip(lines)
            .filter_map(|(place, line)| Some((place.as_deref()?, line.number)))
            .collect();
        for (line, place) in lines.iter().zip(&places) {
            match (&line.file, place) {
                (Err(broken), _) => self.refuse(line, &broken.why),
                (Ok(_), Some(place)) if last.get(place.as_str()).is_some_and(|last| *last != line.number) => {
                    self.refuse(line, "a later line of the project has the same path");
                }
                (Ok(file), place) => {
                    let of_file = place.as_deref().and_then(|place| files.remove(place));
                    self.write(line.number, &file.named, None, of_file.unwrap_or_default());
                }
            }
        }
    }

    /// Says why a line could not be judged.
    fn refuse(&mut self, line: &Line, why: &str) {
        self.broken += 1;
        let named = match &line.file {
            Ok(file) => &file.named,
            Err(broken) => &broken.named,
        };
        self.write(line.number, named, Some(why), OfFile::default());
    }

    fn write(&mut self, line: u64, named: &Named, error: Option<&str>, of_file: OfFile<'_>) {
        let answer = Answer {
            format_version: VERSION,
            kind: "answer",
            line,
            id: named.id.as_deref(),
            path: named.path.as_deref().map(without_secrets),
            error,
            of_file,
        };
        self.lines += 1;
        serde_json::to_writer(&mut self.text, &answer).expect("memory takes everything, and all keys are texts");
        self.text.push(b'\n');
    }
}
