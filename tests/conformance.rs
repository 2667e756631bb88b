//! The other tools' own test assertions, checked against plimsoll: rule by rule, and parser by
//! parser.
//!
//! The cases are in `../shared/conformance`, whose README explains their fields; if it is absent,
//! this is skipped. The pages' `also:` ids say which rule corresponds to which id of a tool. Every
//! deliberate difference is a line in `tests/conformance/differences.txt`: a disagreement that is
//! not listed there fails, and so does a listed case that agrees.

mod case;
mod differences;
mod dockerfile;
mod dotenv;
mod expansion;
mod fixing;
mod lint;
mod loading;
mod merging;
mod options;
mod peers;
mod places;
mod short_forms;
mod suppression;
mod table;
mod words;

use std::path::PathBuf;

use rayon::prelude::*;

use case::{Case, Outcome};
use differences::Differences;
use table::Table;

use crate::house::root;

/// At least this percentage of the cases of built rules and parsers agrees; the others are listed.
const AGREEMENT: usize = 95;

fn folder() -> PathBuf {
    root().join("../shared/conformance")
}

#[test]
fn peers_agree_or_are_listed() {
    let cases = case::read_all(&folder());
    if cases.is_empty() {
        println!("skipped: no ../shared/conformance");
        return;
    }
    let outcomes: Vec<Outcome> = cases.par_iter().map(judge).collect();
    let mut table = Table::default();
    let mut differences = Differences::read(&root().join("tests/conformance/differences.txt"));
    for (case, outcome) in cases.iter().zip(&outcomes) {
        let listed = differences.meet(case, outcome);
        table.add(case, outcome, listed);
    }
    println!("{table}");
    let mut problems = differences.problems();
    problems.extend(table.below(AGREEMENT));
    assert!(
        problems.is_empty(),
        "\n{table}\n{}\n{} problems",
        problems.join("\n"),
        problems.len()
    );
}

/// Asks the part of plimsoll that a case is about.
fn judge(case: &Case) -> Outcome {
    match (case.source.as_str(), case.kind.as_str()) {
        (_, "parse") => dockerfile::judge(case),
        (_, "exec-form") => dockerfile::judge_exec_form(case),
        (_, "directive") => dockerfile::judge_directive(case),
        ("buildkit", "interpolate") => words::judge(case),
        (_, "interpolate") => expansion::judge(case),
        (_, "dotenv") => dotenv::judge(case),
        (_, "variables") => expansion::judge_variables(case),
        (_, "port") => short_forms::judge_port(case),
        (_, "volume") => short_forms::judge_volume(case),
        ("compose-go", "compose" | "merge") => merging::judge(case),
        (_, "compose") if loading::is_about_loading(case) => loading::judge(case),
        (_, "dockerfile" | "compose") => lint::judge(case),
        (_, "suppression") => suppression::judge(case),
        (_, "fix") => fixing::judge(case),
        // The other tools' settings.
        _ => Outcome::NotBuilt,
    }
}
