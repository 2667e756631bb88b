//! What brings plimsoll to people: packages, hooks and the files for CI services. They are read, and held
//! to what the program takes; their scripts are run where what they need is there.

#![expect(clippy::disallowed_methods, reason = "tests read files and run scripts")]

#[cfg(unix)]
mod action;
mod commands;
#[cfg(unix)]
mod hooks;
mod python;
#[cfg(unix)]
mod release;
#[cfg(unix)]
mod wrappers;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde_yaml::Value;

use crate::house::root;

const VERSION: &str = env!("CARGO_PKG_VERSION");

/// All files below a folder of the project.
fn files_below(folder: &str) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut open = vec![root().join(folder)];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).expect("the folder is there") {
            let path = entry.expect("the folder can be read").path();
            if path.is_dir() {
                open.push(path);
            } else {
                files.push(path);
            }
        }
    }
    files.sort();
    files
}

/// What others read and run: everything that a release or an integration is made of.
fn ours() -> Vec<PathBuf> {
    let folders = ["integrations", "packaging", "python", ".github"];
    let mut files: Vec<PathBuf> = folders.into_iter().flat_map(files_below).collect();
    files.push(root().join("pyproject.toml"));
    files.retain(|file| !file.components().any(|part| part.as_os_str() == "__pycache__"));
    files
}

/// The pages for people.
fn pages() -> Vec<PathBuf> {
    let mut pages = vec![root().join("README.md"), root().join("CONTRIBUTING.md")];
    let docs = fs::read_dir(root().join("docs")).expect("the folder is there");
    let docs = docs.map(|entry| entry.expect("the folder can be read").path());
    pages.extend(docs.filter(|page| is(page, &["md"])));
    pages
}

fn is(path: &Path, extensions: &[&str]) -> bool {
    let extension = path.extension().and_then(|extension| extension.to_str());
    extension.is_some_and(|extension| extensions.contains(&extension))
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The documents of a YAML file.
fn yaml(path: &Path) -> Vec<Value> {
    let text = read(path);
    let documents = serde_yaml::Deserializer::from_str(&text);
    let value = |document| Value::deserialize(document).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    documents.map(value).collect()
}

/// Every text in a YAML file, keys aside.
fn scalars(value: &Value) -> Vec<&str> {
    match value {
        Value::String(text) => vec![text],
        Value::Sequence(items) => items.iter().flat_map(scalars).collect(),
        Value::Mapping(entries) => entries.values().flat_map(scalars).collect(),
        _ => Vec::new(),
    }
}

#[test]
fn every_file_can_be_parsed() {
    let mut parsed = 0;
    for path in ours() {
        let fault = if is(&path, &["yml", "yaml"]) {
            yaml(&path).is_empty().then(|| "is empty".to_owned())
        } else if is(&path, &["json"]) {
            serde_json::from_str::<Value>(&read(&path))
                .err()
                .map(|error| error.to_string())
        } else if is(&path, &["toml"]) {
            toml::de::DeTable::parse(&read(&path))
                .err()
                .map(|error| error.to_string())
        } else {
            continue;
        };
        assert_eq!(fault, None, "{}", path.display());
        parsed += 1;
    }
    assert!(parsed > 10, "{parsed}");
}

#[test]
fn every_file_names_this_version() {
    let marks = [
        "plimsoll-lint==",
        "ghcr.io/plimsoll-lint/plimsoll:",
        "plimsoll-action@v",
        "plimsoll/plimsoll@",
        "rev: v",
        "known_good_version: ",
        "\"@plimsoll/cli-linux-x64\": \"",
    ];
    let mut named = 0;
    for path in ours().into_iter().chain(pages()) {
        let text = read(&path);
        for mark in marks {
            for after in text.split(mark).skip(1) {
                // In place of a version there may be a variable.
                if after.starts_with(|sign: char| sign.is_ascii_digit()) {
                    assert!(after.starts_with(VERSION), "{}: {mark}{after:.20}", path.display());
                    named += 1;
                }
            }
        }
    }
    assert!(named > 10, "{named}");
    let package = read(&root().join("packaging/npm/plimsoll/package.json"));
    let package: Value = serde_json::from_str(&package).expect("it is JSON");
    assert_eq!(package["version"], VERSION);
    for (name, version) in package["optionalDependencies"].as_mapping().expect("it is an object") {
        assert_eq!(version, VERSION, "{name:?}");
    }
    let lock = read(&root().join("Cargo.toml"));
    assert_eq!(
        lock.matches(&format!("version = \"{VERSION}\"")).count(),
        lock.matches("path = \"").count() + 1
    );
}

/// In Python's index, the project `plimsoll` is not ours.
#[test]
fn nobody_is_sent_to_the_other_plimsoll() {
    let takes = |line: &str| {
        [
            "pip install",
            "pipx install",
            "uv tool install",
            "uvx",
            "additional_dependencies",
            "dependencies =",
        ]
        .into_iter()
        .filter_map(|how| line.split_once(how))
        .flat_map(|(_, what)| {
            what.split(['`', ';'])
                .next()
                .unwrap_or_default()
                .split([' ', '"', '\'', '[', ']', ','])
        })
        .any(|word| word.split(['=', '<', '>', '~']).next() == Some("plimsoll"))
    };
    assert!(takes("pip install --quiet plimsoll==1.0"));
    assert!(takes("dependencies = [\"plimsoll\"]"));
    assert!(!takes("pip install plimsoll-lint"));
    for path in ours().into_iter().chain(pages()) {
        for line in read(&path).lines() {
            // `uvx --from plimsoll-lint plimsoll` runs a program of that name.
            assert!(
                !takes(line.split("--from").next().unwrap_or_default()),
                "{}: {line}",
                path.display()
            );
        }
    }
}

#[test]
fn actions_are_pinned_by_commit() {
    let mut pinned = 0;
    for path in files_below(".github")
        .into_iter()
        .chain(files_below("integrations/github-action"))
    {
        for line in read(&path).lines() {
            let Some((_, action)) = line.split_once("uses: ").filter(|_| is(&path, &["yml"])) else {
                continue;
            };
            let commit = action.split_once('@').and_then(|(_, commit)| commit.split_once(" # v"));
            let is_pinned = commit
                .is_some_and(|(commit, _)| commit.len() == 40 && commit.bytes().all(|byte| byte.is_ascii_hexdigit()));
            assert!(is_pinned, "{}: {line}", path.display());
            pinned += 1;
        }
    }
    assert!(pinned > 10);
}

/// A package in a lock file.
struct Locked {
    version: String,
    dependencies: BTreeSet<String>,
}

/// The packages of a lock file by their names.
fn locked(path: &str) -> BTreeMap<String, Vec<Locked>> {
    let text = read(&root().join(path));
    let mut packages: BTreeMap<String, Vec<Locked>> = BTreeMap::new();
    for package in text.split("[[package]]").skip(1) {
        let value = |key: &str| {
            let (_, rest) = package.split_once(&format!("\n{key} = \""))?;
            Some(rest.split_once('"')?.0.to_owned())
        };
        let listed = package.split_once("dependencies = [").map_or("", |(_, listed)| listed);
        // A name that several versions have is followed by one of them.
        let names = listed.split('"').skip(1).step_by(2);
        let names = names.filter_map(|name| Some(name.split(' ').next()?.to_owned()));
        packages
            .entry(value("name").expect("it has a name"))
            .or_default()
            .push(Locked {
                version: value("version").expect("it has a version"),
                dependencies: names.collect(),
            });
    }
    packages
}

/// What a crate of ours is built of: what it always needs, and what it may need.
fn needed(crate_name: &str) -> (BTreeSet<String>, BTreeSet<String>) {
    let folder = match crate_name {
        "plimsoll-rules" => root().join("rules"),
        name => root().join("crates").join(name),
    };
    let text = read(&folder.join("Cargo.toml"));
    let listed = text.split_once("\n[dependencies]\n").map_or("", |(_, rest)| rest);
    let lines = listed.lines().take_while(|line| !line.starts_with('['));
    let named = lines.filter_map(|line| Some((line.split_once(['.', ' '])?.0, line.contains("optional = true"))));
    let named: Vec<(&str, bool)> = named.filter(|(name, _)| !name.starts_with('#')).collect();
    let always = named.iter().filter(|(_, is_optional)| !is_optional);
    let always = always.map(|(name, _)| (*name).to_owned()).collect();
    (always, named.iter().map(|(name, _)| (*name).to_owned()).collect())
}

/// What is built outside of the workspace has a lock file of its own, which nothing else keeps.
#[test]
fn everything_is_built_of_what_the_program_is_built_of() {
    let ours = locked("Cargo.lock");
    for package in ["plimsoll-python", "plimsoll-wasm"] {
        let theirs = locked(&format!("crates/{package}/Cargo.lock"));
        for (name, packages) in &theirs {
            if let Some(known) = ours.get(name) {
                let is_known = |own: &Locked| known.iter().any(|known| known.version == own.version);
                assert!(packages.iter().all(is_known), "{package}: another {name}");
            }
            if name.starts_with("plimsoll-") {
                let Locked { version, dependencies } = &packages[0];
                let (always, perhaps) = needed(name);
                assert_eq!(version, VERSION, "{package}: {name}");
                assert!(
                    always.is_subset(dependencies) && dependencies.is_subset(&perhaps),
                    "{package}: {name} is built of {dependencies:?}, not {always:?}"
                );
            }
        }
    }
}
