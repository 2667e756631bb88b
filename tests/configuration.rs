//! The reference of the configuration and its schema are written from the tables of the keys, and every
//! example in the docs is right by the reader.

use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

use plimsoll_config::{
    ALLOWANCE_KEYS, EXCEPTION_KEYS, IMAGE_KEYS, KEYS, Key, OUTPUT_KEYS, SCOPE_KEYS, as_json, read, schema,
};
use plimsoll_lint::Policy;
use plimsoll_syntax::{FileId, SourceFile};

use serde_json::Value;

use crate::house::{expect_file, root};
use crate::memory::REGISTRY;

const BEGIN: &str = "<!-- written from the table of keys: `UPDATE=1 cargo test --workspace` -->\n";
const END: &str = "<!-- the end of what is written -->\n";

#[test]
fn the_reference_is_up_to_date() {
    let path = root().join("docs/configuration.md");
    let text = fs::read_to_string(&path).expect("the reference is there");
    let (head, rest) = text.split_once(BEGIN).expect("the written part begins");
    let (_, tail) = rest.split_once(END).expect("the written part ends");
    expect_file(&path, &format!("{head}{BEGIN}\n{}\n{END}{tail}", reference()));
}

fn reference() -> String {
    let mut text = String::new();
    for key in KEYS {
        let _ = writeln!(text, "### `{}`\n\nTakes {}: {}.\n", key.name, key.takes, key.meaning);
        let _ = writeln!(text, "```toml\n{}\n```\n", key.example);
        match key.name {
            "overrides" => table(SCOPE_KEYS, &mut text),
            "exceptions" => table(EXCEPTION_KEYS, &mut text),
            "exceptions-policy" => table(ALLOWANCE_KEYS, &mut text),
            "images" => table(IMAGE_KEYS, &mut text),
            "output" => table(OUTPUT_KEYS, &mut text),
            _ => {}
        }
    }
    text.trim_end().to_owned() + "\n"
}

fn table(keys: &[Key], text: &mut String) {
    text.push_str("| key | takes | meaning |\n| --- | --- | --- |\n");
    for key in keys {
        let _ = writeln!(text, "| `{}` | {} | {} |", key.name, key.takes, key.meaning);
    }
    text.push('\n');
}

#[test]
fn the_schema_is_up_to_date() {
    let text = serde_json::to_string_pretty(&schema(&REGISTRY)).expect("it is plain data");
    expect_file(&root().join("docs/plimsoll.schema.json"), &(text + "\n"));
}

fn source(text: &str) -> SourceFile {
    SourceFile::new(FileId(0), "plimsoll.toml", text.into())
}

#[test]
fn examples_are_right_by_the_reader() {
    let mut examples: Vec<(String, String)> = KEYS
        .iter()
        .map(|key| (key.name.to_owned(), key.example.to_owned()))
        .collect();
    let docs = ["README.md", "docs/configuration.md", "docs/policies.md"].map(|path| root().join(path));
    for path in docs.into_iter().chain(pages()) {
        let text = fs::read_to_string(&path).expect("it can be read");
        let blocks = text
            .split("```toml\n")
            .skip(1)
            .filter_map(|rest| rest.split_once("\n```"));
        examples.extend(blocks.map(|(block, _)| (path.display().to_string(), format!("{block}\n"))));
    }
    assert!(examples.len() > KEYS.len() + 5, "there are more in the docs");
    let schema = fs::read_to_string(root().join("docs/plimsoll.schema.json")).expect("the schema is there");
    let schema: Value = serde_json::from_str(&schema).expect("it is JSON");
    let validator = jsonschema::draft7::new(&schema).expect("it is a schema");
    for (place, text) in examples {
        let source = source(&text);
        let (_, faults) = read(&source);
        assert!(faults.is_empty(), "{place}: {faults:?}");
        let errors: Vec<String> = validator
            .iter_errors(&as_json(&source))
            .map(|e| e.to_string())
            .collect();
        assert!(errors.is_empty(), "{place}: {errors:?}\n{text}");
    }
    for (text, place) in [
        ("selct = [\"all\"]", ""),
        ("fail-on = \"often\"", "/fail-on"),
        ("exclude = 3", "/exclude"),
        ("force-exclude = \"yes\"", "/force-exclude"),
        ("date = 3", "/date"),
        ("[environments]\nstaging = [\"a\"]", "/environments"),
        ("[variants]\na = [\"b\"]", "/variants/a"),
        ("[[images]]\nuser = \"app\"", "/images/0"),
        ("[[images]]\npattern = \"a\"\nports = [0]", "/images/0/ports/0"),
        ("[output]\ncolor = true", "/output"),
        ("[rules.runs-as-root]\nlevel = \"high\"", "/rules/runs-as-root/level"),
        ("[rules.runs-as-root]\nlevl = \"off\"", "/rules/runs-as-root"),
        ("[organisation]\ntrusted = []", "/organisation"),
        ("[[overrides]]\nfile = \"a\"", "/overrides/0"),
        ("[[exceptions]]\nrule = \"a\"", "/exceptions/0"),
        ("[exceptions-policy]\nlongest = -1", "/exceptions-policy/longest"),
        ("[[policy]]\nid = \"a\"", "/policy/0"),
    ] {
        let value = as_json(&source(text));
        let places: Vec<String> = validator
            .iter_errors(&value)
            .map(|e| e.instance_path().to_string())
            .collect();
        assert_eq!(places, [place], "{text}");
    }
}

/// The pages of rules that speak of the configuration.
fn pages() -> Vec<PathBuf> {
    let folder = fs::read_dir(root().join("rules/engine")).expect("the folder can be read");
    let paths = folder.map(|entry| entry.expect("the folder can be read").path());
    paths
        .filter(|path| path.extension().is_some_and(|end| end == "md"))
        .collect()
}

#[test]
fn the_pack_of_hadolint_has_its_levels() {
    let text = fs::read_to_string(root().join("crates/plimsoll-check/packs/hadolint.toml")).expect("the pack is there");
    let source = source(&text);
    let (configuration, faults) = read(&source);
    assert!(faults.is_empty(), "{faults:?}");
    let settings = &configuration.layer.settings;
    let levels: Vec<&str> = settings.levels.iter().map(|(rule, _)| &*rule.value).collect();
    let selected = settings.select.as_deref().unwrap_or_default();
    let without: Vec<&str> = selected
        .iter()
        .map(|id| &*id.value)
        .filter(|id| !levels.contains(id))
        .collect();
    assert_eq!(without, ["DL3009", "DL3019", "DL3060", "DL4003", "shellcheck"]);
    // A word that means no rule is a fault.
    let (_, faults) = Policy::resolve(std::slice::from_ref(&configuration.layer), &REGISTRY);
    assert!(faults.is_empty(), "{faults:?}");
}
