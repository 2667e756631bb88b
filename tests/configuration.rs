//! The reference of the configuration and its schema are written from the tables of the keys, and every
//! example in the docs is right by the reader.

use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

use plimsoll_config::{ALLOWANCE_KEYS, EXCEPTION_KEYS, KEYS, Key, SCOPE_KEYS, read, schema};
use plimsoll_syntax::{FileId, SourceFile};

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
    for path in [root().join("README.md"), root().join("docs/configuration.md")]
        .into_iter()
        .chain(pages())
    {
        let text = fs::read_to_string(&path).expect("it can be read");
        let blocks = text
            .split("```toml\n")
            .skip(1)
            .filter_map(|rest| rest.split_once("\n```"));
        examples.extend(blocks.map(|(block, _)| (path.display().to_string(), format!("{block}\n"))));
    }
    assert!(examples.len() > KEYS.len() + 5, "there are more in the docs");
    for (place, text) in examples {
        let source = source(&text);
        let (_, faults) = read(&source);
        assert!(faults.is_empty(), "{place}: {faults:?}");
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
