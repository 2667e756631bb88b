//! The house rules that a test can hold: layers, pages, generated files.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use plimsoll_lint::{Page, Safety};

use crate::memory::REGISTRY;

/// The folders of the rules.
const FOLDERS: [&str; 5] = ["dockerfile", "shell", "compose", "project", "engine"];

/// The top of the project.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../..")
        .canonicalize()
        .expect("the project is there")
}

/// Compares a generated file with its expected content; `UPDATE=1` rewrites it.
pub(crate) fn expect_file(path: &Path, content: &str) {
    if std::env::var_os("UPDATE").is_some() {
        fs::write(path, content).expect("the file can be written");
        return;
    }
    let current = fs::read_to_string(path).unwrap_or_default();
    assert!(
        current == content,
        "{} is not up to date: run `UPDATE=1 cargo test --workspace`",
        path.display()
    );
}

#[test]
fn ids_are_file_names_and_every_page_has_a_rule() {
    let mut on_disk: Vec<String> = Vec::new();
    for folder in FOLDERS {
        for entry in fs::read_dir(root().join("rules").join(folder)).into_iter().flatten() {
            let name = entry
                .expect("the folder can be read")
                .file_name()
                .into_string()
                .expect("UTF-8");
            if let Some(stem) = name.strip_suffix(".md") {
                on_disk.push(stem.replace('_', "-"));
            }
        }
    }
    on_disk.sort();
    let mut listed: Vec<String> = REGISTRY.rules().iter().map(|rule| rule.id().to_owned()).collect();
    listed.sort();
    assert_eq!(on_disk, listed);
}

#[test]
fn rules_on_the_same_fault_agree() {
    for rule in REGISTRY.rules() {
        for id in rule.same_fault() {
            let other = REGISTRY
                .rule(id)
                .unwrap_or_else(|| panic!("`{}` names `{id}`", rule.id()));
            let names: Vec<&str> = other.same_fault().collect();
            assert!(names.contains(&rule.id()), "`{id}` does not name `{}`", rule.id());
            assert_eq!(
                (rule.level, rule.group),
                (other.level, other.group),
                "{} {id}",
                rule.id()
            );
        }
    }
}

#[test]
fn the_index_of_rules_is_up_to_date() {
    let mut text = String::from(
        "# Rules\n\nWritten by the tests from the pages: `UPDATE=1 cargo test --workspace`.\n\n\
         | rule | level | where | fix | what it finds | in other tools |\n| --- | --- | --- | --- | --- | --- |\n",
    );
    for page in REGISTRY.rules() {
        let (id, place, fix, title) = (
            page.id(),
            page.environments,
            page.fix.map_or("none", Safety::name),
            page.title(),
        );
        let _ = writeln!(
            text,
            "| [`{id}`]({}) | {} | {place} | {fix} | {title} | {} |",
            page_of(page),
            level_of(page),
            peers_of(page)
        );
    }
    expect_file(&root().join("rules/README.md"), &text);
}

/// The place of a rule's page below `rules/`.
fn page_of(page: &Page) -> String {
    let file = format!("{}.md", page.id().replace('-', "_"));
    let mut pages = FOLDERS.iter().map(|folder| format!("{folder}/{file}"));
    let page = pages.find(|page| root().join("rules").join(page).exists());
    page.expect("every rule has a page")
}

fn level_of(page: &Page) -> String {
    let mut level = page.level.name().to_owned();
    if let Some(development) = page.level_in_development() {
        let _ = write!(level, " ({development} in development)");
    }
    for (case, other) in page.cases() {
        let _ = write!(level, ", {other}: {case}");
    }
    if !page.on {
        level.push_str(", off");
    }
    level
}

/// The ids of other tools; for a long list of one tool only their number.
fn peers_of(page: &Page) -> String {
    let mut by_tool: Vec<(&str, Vec<&str>)> = Vec::new();
    for peer in page.also() {
        match by_tool.iter_mut().find(|(tool, _)| *tool == peer.tool) {
            Some((_, ids)) => ids.push(peer.id),
            None => by_tool.push((peer.tool, vec![peer.id])),
        }
    }
    let of_tool = |(tool, ids): &(&str, Vec<&str>)| match ids.len() {
        0..=20 => format!("{tool} {}", ids.join(", ")),
        many => format!("{tool}: {many} codes"),
    };
    by_tool.iter().map(of_tool).collect::<Vec<_>>().join("; ")
}

#[test]
fn dependencies_point_one_way() {
    let layers = [
        "plimsoll-syntax",
        "plimsoll-registry",
        "plimsoll-model",
        "plimsoll-lint",
        "plimsoll-policy",
        "plimsoll-config",
        "plimsoll-fix",
        "plimsoll-rules",
        "plimsoll-check",
        "plimsoll-lsp",
        "plimsoll",
    ];
    let manifest = |name: &str| match name {
        "plimsoll-rules" => root().join("rules/Cargo.toml"),
        name => root().join("crates").join(name).join("Cargo.toml"),
    };
    for (index, layer) in layers.iter().enumerate() {
        let text = fs::read_to_string(manifest(layer)).expect("the manifest is there");
        for above in &layers[index..] {
            let depends = text.lines().any(|l| l.starts_with(&format!("{above}.workspace")));
            assert!(!depends, "{layer} depends on {above}");
        }
    }
}

#[test]
fn one_crate_uses_the_network_and_one_command_that() {
    let mut users = Vec::new();
    for entry in fs::read_dir(root().join("crates")).expect("the folder can be read") {
        let path = entry.expect("the folder can be read").path();
        let manifest = fs::read_to_string(path.join("Cargo.toml")).expect("the manifest is there");
        let connects = manifest.lines().any(|line| line.starts_with("ureq ")) || names(&path, "std::net::Tcp");
        users.extend(connects.then(|| path.file_name().expect("it has a name").to_owned()));
    }
    assert_eq!(users, ["plimsoll-registry"]);
    let program = root().join("crates/plimsoll/src");
    assert!(names(&program.join("commands/pin"), "plimsoll_registry"));
    for entry in fs::read_dir(program.join("commands"))
        .into_iter()
        .chain(fs::read_dir(&program))
        .flatten()
    {
        let path = entry.expect("the folder can be read").path();
        let is_above = path.ends_with("commands") || path.ends_with("commands/pin");
        assert!(is_above || !names(&path, "plimsoll_registry"), "{path:?}");
    }
}

/// Whether a file, or one below a folder, has a text.
fn names(path: &Path, text: &str) -> bool {
    match fs::read_dir(path) {
        Ok(entries) => entries.flatten().any(|entry| names(&entry.path(), text)),
        Err(_) => fs::read_to_string(path).is_ok_and(|content| content.contains(text)),
    }
}

#[test]
fn rules_do_not_know_each_other() {
    for folder in FOLDERS {
        for entry in fs::read_dir(root().join("rules").join(folder)).into_iter().flatten() {
            let path = entry.expect("the folder can be read").path();
            if path.extension().is_none_or(|e| e != "rs") || path.ends_with("mod.rs") {
                continue;
            }
            let text = fs::read_to_string(&path).expect("the rule can be read");
            assert!(!text.contains("super::"), "{path:?}");
            for above in text.split("crate::").skip(1) {
                let is_rule = FOLDERS.iter().any(|folder| above.starts_with(&format!("{folder}::")));
                assert!(!is_rule && !above.starts_with(['{', '*']), "{path:?}");
            }
        }
    }
}
