//! The README and the guide show what the program prints: each `console` block starts with a command, and
//! the rest is its output, standard output first.

use std::fs;
use std::process::Command;

use crate::cli::Folder;
use crate::house::{expect_file, root};

#[test]
fn the_readme_shows_what_the_program_prints() {
    expect_shown("README.md");
}

#[test]
fn the_guide_shows_what_the_program_prints() {
    for page in ["docs/checking.md", "docs/deployment.md", "docs/model.md"] {
        expect_shown(page);
    }
}

#[test]
fn the_guide_has_a_picture() {
    let path = root().join("docs/deployment.md");
    let text = fs::read_to_string(&path).expect("the page is there");
    let (before, block) = text.split_once("```mermaid\n").expect("there is a picture");
    let (_, after) = block.split_once("```\n").expect("the block ends");
    let picture = output("graph fixtures/projects/django-shop/docker-compose.yml");
    expect_file(&path, &format!("{before}```mermaid\n{picture}```\n{after}"));
}

#[test]
fn the_readme_is_a_front_page() {
    let text = fs::read_to_string(root().join("README.md")).expect("it is there");
    assert!(text.lines().count() <= 150, "the rest belongs to docs/");
    let links = text.split("](").skip(1).filter_map(|rest| rest.split(')').next());
    for link in links.filter(|link| !link.starts_with("http")) {
        let path = link.split('#').next().unwrap_or_default();
        // The page on editors comes with the language server.
        assert!(
            root().join(path).exists() || path == "docs/editors.md",
            "{path} is not there"
        );
    }
}

#[test]
fn the_commands_of_the_readme_run() {
    let text = fs::read_to_string(root().join("README.md")).expect("it is there");
    let folder = Folder::new().with("compose.yaml", "services:\n  web:\n    image: nginx\n");
    let blocks = text
        .split("```sh\n")
        .skip(1)
        .filter_map(|rest| rest.split("```").next());
    let commands = blocks
        .flat_map(str::lines)
        .filter_map(|line| line.strip_prefix("plimsoll "));
    let mut ran = 0;
    for command in commands {
        let run = folder.run(command.split(' '));
        assert_eq!(run.code, Some(1), "{command}: {run:?}");
        ran += 1;
    }
    assert!(ran > 1);
    // Cargo cannot run inside a test; these two are the program of this test and the test itself.
    assert!(text.contains("\ncargo run --no-default-features -- check fixtures/projects/django-shop\n"));
    assert!(text.contains("\ncargo test --workspace\n"));
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
