//! Whole projects with their trees, each with faults that lie between two files, and with places that
//! look like such faults and are none. `fixtures/trees/` has one text a project.
//!
//! A file begins with lines that say what it is about (`#`) and what is found (`expect RULE PATH:LINE`). A line
//! `== PATH` begins a file of the tree; its mode and `crlf` may stand behind the path. A rule that
//! looks at projects, or at scripts, finds exactly what is expected.

use std::collections::BTreeMap;
use std::fs;

use plimsoll_lint::{Finding, Policy, Report, Target};

use crate::house::root;
use crate::memory::{Memory, REGISTRY, kind};

/// A project, and what is expected of it.
#[derive(Default)]
struct Tree {
    files: BTreeMap<String, String>,
    modes: BTreeMap<String, bool>,
    expected: Vec<String>,
}

impl Tree {
    fn read(text: &str) -> Self {
        let mut tree = Self::default();
        let mut current: Option<(String, &str)> = None;
        for line in text.lines() {
            if let Some(header) = line.strip_prefix("== ") {
                let mut words = header.split(' ');
                let path = words.next().expect("a path").to_owned();
                tree.files.insert(path.clone(), String::new());
                let mut line_end = "\n";
                for word in words {
                    match word {
                        "crlf" => line_end = "\r\n",
                        mode => {
                            tree.modes.insert(path.clone(), mode == "0755");
                        }
                    }
                }
                current = Some((path, line_end));
            } else if let Some((path, line_end)) = &current {
                let text = tree.files.get_mut(path).expect("a file");
                text.push_str(line);
                text.push_str(line_end);
            } else if let Some(expected) = line.strip_prefix("expect ") {
                tree.expected.push(expected.to_owned());
            }
        }
        tree
    }

    fn found(self) -> Vec<String> {
        let report = Memory(self.files, self.modes).lint(&Policy::default_of(&REGISTRY));
        let findings = report.findings.iter();
        let findings = findings.filter(|finding| is_between_files(finding, &report));
        let mut found: Vec<String> = findings.map(|finding| shown(finding, &report)).collect();
        found.sort();
        found
    }
}

/// Whether a rule looks at a whole project, or at what no one gave it to judge.
fn is_between_files(finding: &Finding, report: &Report) -> bool {
    finding.rule.target == Target::Project || kind(report.source(finding.span.file).path()).is_none()
}

fn shown(finding: &Finding, report: &Report) -> String {
    let source = report.source(finding.span.file);
    let line = source.position(finding.span.start).line;
    format!("{} {}:{line}", finding.rule.id(), source.path())
}

#[test]
fn faults_between_files_are_found_and_nothing_else() {
    let folder = fs::read_dir(root().join("fixtures/trees")).expect("there are trees");
    let mut paths: Vec<_> = folder.map(|entry| entry.expect("it can be read").path()).collect();
    paths.sort();
    assert!(paths.len() >= 10, "{paths:?}");
    let mut problems = String::new();
    for path in paths {
        let tree = Tree::read(&fs::read_to_string(&path).expect("it is text"));
        let mut expected = tree.expected.clone();
        expected.sort();
        let found = tree.found();
        if found != expected {
            problems += &format!("{}\n  found {found:#?}\n  expected {expected:#?}\n", path.display());
        }
    }
    assert!(problems.is_empty(), "{problems}");
}
