//! The house rules that a test can hold: layers, pages, generated files.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use plimsoll_lint::Target;

use crate::memory::REGISTRY;

/// The top of the project.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../..")
        .canonicalize()
        .expect("the project is there")
}

/// Compares a generated file with what it should hold; `UPDATE=1` rewrites it.
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
    for folder in ["dockerfile", "shell", "compose", "project", "engine"] {
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
    let mut listed: Vec<String> = REGISTRY.metas().iter().map(|m| m.id.to_owned()).collect();
    listed.sort();
    assert_eq!(on_disk, listed);
}

#[test]
fn the_index_of_rules_is_up_to_date() {
    let mut text = String::from(
        "# Rules\n\nWritten by the tests from the pages: `UPDATE=1 cargo test --workspace`.\n\n\
         | rule | level | where | fix | what it finds |\n| --- | --- | --- | --- | --- |\n",
    );
    for meta in REGISTRY.metas() {
        let folder = match meta.target {
            _ if meta.group.name() == "engine" => "engine",
            Target::Dockerfile | Target::Shell => "dockerfile",
            Target::Compose => "compose",
            Target::Project => "project",
        };
        let file = meta.id.replace('-', "_");
        let level = if meta.on {
            meta.level.name().to_owned()
        } else {
            format!("{}, off", meta.level)
        };
        let (id, place, fix, title) = (meta.id, meta.environments, meta.fix, meta.title);
        let _ = writeln!(
            text,
            "| [`{id}`]({folder}/{file}.md) | {level} | {place} | {fix} | {title} |"
        );
    }
    expect_file(&root().join("rules/README.md"), &text);
}

#[test]
fn dependencies_point_one_way() {
    let layers = [
        "plimsoll-syntax",
        "plimsoll-model",
        "plimsoll-lint",
        "plimsoll-rules",
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
fn rules_do_not_know_each_other() {
    for folder in ["dockerfile", "compose", "project"] {
        for entry in fs::read_dir(root().join("rules").join(folder)).into_iter().flatten() {
            let path = entry.expect("the folder can be read").path();
            if path.extension().is_some_and(|e| e == "rs") {
                let text = fs::read_to_string(&path).expect("the rule can be read");
                assert!(
                    !text.contains("use crate::dockerfile") && !text.contains("use crate::compose"),
                    "{path:?}"
                );
            }
        }
    }
}
