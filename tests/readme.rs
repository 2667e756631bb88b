//! The README and the page on outputs show what the program prints: each `console` block starts with a
//! command, and the rest is its output, standard output first.

use std::fs;
use std::process::Command;

use crate::house::{expect_file, root};

#[test]
fn the_readme_shows_what_the_program_prints() {
    expect_shown("README.md");
}

/// Runs the commands of a page, and expects their output on it.
pub(crate) fn expect_shown(page: &str) {
    let path = root().join(page);
    let text = fs::read_to_string(&path).expect("the page is there");
    let mut shown = String::new();
    let mut rest = text.as_str();
    while let Some((before, block)) = rest.split_once("```console\n$ plimsoll ") {
        let (block, after) = block.split_once("\n```\n").expect("the block ends");
        let command = block.lines().next().expect("the block starts with a command");
        shown.push_str(before);
        shown.push_str(&format!(
            "```console\n$ plimsoll {command}\n{}\n```\n",
            output(command).trim_end()
        ));
        rest = after;
    }
    shown.push_str(rest);
    assert!(shown.contains("```console"), "{page} shows output");
    expect_file(&path, &shown);
}

fn output(command: &str) -> String {
    let run = Command::new(env!("CARGO_BIN_EXE_plimsoll"))
        .args(command.split(' '))
        // The README's output was true on this day, and stays so for the test.
        .args(command.starts_with("check").then_some("--date=2026-11-21"))
        .current_dir(root())
        .env_remove("COLUMNS")
        .output()
        .expect("the program runs");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
    text(run.stdout) + &text(run.stderr)
}
