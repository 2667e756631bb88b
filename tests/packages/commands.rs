//! Commands on the pages and in the files for CI services: the program takes their options.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;

use super::{is, ours, pages, read, scalars, yaml};
use crate::house::root;

/// The options of each command, as `--help` shows them.
struct Options(BTreeMap<String, BTreeSet<String>>);

impl Options {
    fn read() -> Self {
        let mut options = BTreeMap::new();
        for line in help(&[]).lines() {
            let Some(name) = line.strip_prefix("  ").and_then(|line| line.split(' ').next()) else {
                continue;
            };
            if name.starts_with(|sign: char| sign.is_ascii_lowercase()) && name != "help" {
                options.insert(name.to_owned(), BTreeSet::from_iter(flags(&help(&[name]))));
            }
        }
        let input = flags(&help(&["policy", "input"]));
        options.entry("policy".to_owned()).or_default().extend(input);
        assert!(options["check"].contains("--fail-on"));
        Self(options)
    }

    /// The options in a text that the command before them does not take.
    fn unknown(&self, text: &str) -> Vec<String> {
        let mut unknown = Vec::new();
        for rest in text.split("plimsoll ").skip(1) {
            let line = rest.split(['|', ';', '`', '\n']).next().unwrap_or_default();
            let line = line.split(" && ").next().unwrap_or_default();
            let name = line.split(' ').next().unwrap_or_default();
            if let Some(known) = self.0.get(name) {
                let wrong = flags(line).into_iter().filter(|flag| !known.contains(flag));
                unknown.extend(wrong.map(|flag| format!("{name} {flag}")));
            }
        }
        unknown
    }
}

fn help(command: &[&str]) -> String {
    let run = Command::new(env!("CARGO_BIN_EXE_plimsoll"))
        .args(command)
        .arg("--help")
        .output()
        .expect("the program runs");
    String::from_utf8(run.stdout).expect("UTF-8")
}

/// The long options in a text.
fn flags(text: &str) -> Vec<String> {
    let words = text.split(|sign: char| sign.is_whitespace() || "`\"'(),[]=".contains(sign));
    let is_flag = |word: &&str| {
        let name = word.strip_prefix("--").unwrap_or_default();
        !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-')
    };
    words.filter(is_flag).map(str::to_owned).collect()
}

#[test]
fn options_that_are_not_there_are_seen() {
    let options = Options::read();
    assert_eq!(
        options.unknown("run `plimsoll check --fail-on error --fix=ask .` --not"),
        [""; 0]
    );
    assert_eq!(
        options.unknown("plimsoll check --no-such | reviewdog -f=x --other"),
        ["check --no-such"]
    );
    assert_eq!(options.unknown("plimsoll policy input FILE --shape model"), [""; 0]);
}

#[test]
fn commands_on_pages_are_taken() {
    let options = Options::read();
    for page in pages() {
        let unknown = options.unknown(&read(&page));
        assert!(unknown.is_empty(), "{}: {unknown:?}", page.display());
    }
}

#[test]
fn commands_of_integrations_are_taken() {
    let options = Options::read();
    let integrations = root().join("integrations");
    let mut seen = 0;
    for path in ours() {
        let is_yaml = is(&path, &["yml", "yaml"]);
        let documents = if is_yaml { yaml(&path) } else { Vec::new() };
        let text = read(&path);
        let texts: Vec<&str> = if is_yaml {
            documents.iter().flat_map(scalars).collect()
        } else {
            vec![&text]
        };
        for text in texts {
            // A list of arguments names them one by one.
            let is_argument = text.starts_with("--") && text != "--version" && path.starts_with(&integrations);
            let alone = is_argument.then(|| format!("plimsoll check {text}"));
            let unknown = options.unknown(alone.as_deref().unwrap_or(text));
            assert!(unknown.is_empty(), "{}: {unknown:?}", path.display());
            seen += usize::from(text.contains("plimsoll check"));
        }
        if path.ends_with("run.sh") {
            expect_lists_of_options(&path, &text, &options);
        }
    }
    assert!(seen > 10, "{seen}");
}

/// A script that collects its options in lists before it calls the program.
fn expect_lists_of_options(path: &Path, text: &str, options: &Options) {
    let lists = text
        .lines()
        .filter(|line| line.contains("options+=(") || line.contains("outputs"));
    for line in lists {
        let unknown = options.unknown(&format!("plimsoll check {}", line.replace("||", "")));
        assert!(unknown.is_empty(), "{}: {unknown:?}", path.display());
    }
}
