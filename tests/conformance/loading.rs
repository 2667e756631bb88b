//! Whether a Compose file can be read at all, and where its keys stand.

use std::collections::BTreeMap;
use std::sync::Arc;

use plimsoll_model::compose::schema::unknown_keys;
use plimsoll_model::compose::{Compose, Lookup};
use plimsoll_syntax::yaml::{self, NodeRef};
use plimsoll_syntax::{FileId, SourceFile};
use serde_json::{Value, json};

use super::case::{Case, Outcome};

/// What the peers say of faults that rules of ours answer for; the rest of what they refuse
/// (types of values, references to what is absent, keys that exclude each other) has none yet.
const BUILT: [&str; 9] = [
    "additional properties",
    "aliasing",
    "tab character",
    "top-level object",
    "services must be a mapping",
    "invalid yaml",
    "duplicate",
    "include cycle",
    "service is required",
];

/// Whether a rule of ours answers for a refusal, in lower case.
pub(super) fn is_built(refusal: &str) -> bool {
    BUILT.iter().any(|built| refusal.contains(built))
}

/// Whether a lint case is about the loader rather than about rules.
pub(super) fn is_about_loading(case: &Case) -> bool {
    let expect = &case.expect;
    let about = |key: &str| expect.other.contains_key(key);
    expect.catches.is_empty()
        && expect.not.is_empty()
        && !expect.exhaustive
        && expect.services.is_empty()
        && (expect.error.is_some() || about("key_lines") || about("paths"))
}

pub(super) fn judge(case: &Case) -> Outcome {
    if case.is_merged() {
        return Outcome::NotBuilt;
    }
    if let Some(expected) = case.expect.other.get("key_lines") {
        return judge_key_lines(case, expected);
    }
    let refusals = refusals(case);
    match &case.expect.error {
        Some(error) if refusals.is_empty() => {
            let text = error.as_str().unwrap_or_default().to_ascii_lowercase();
            if is_built(&text) {
                Outcome::Disagree(format!("must be an error: {text}"))
            } else {
                Outcome::NotBuilt
            }
        }
        Some(_) => Outcome::Agree,
        None if case.expect.ok => Outcome::of(&refusals),
        None => Outcome::NotBuilt,
    }
}

/// Why Compose would not take the file, as far as we know.
fn refusals(case: &Case) -> Vec<String> {
    let source = Arc::new(SourceFile::new(FileId(0), case.path(), case.input().into()));
    let environment = case.config.get("env");
    let lookup = |name: &str| match environment.and_then(|env| env.get(name)).and_then(Value::as_str) {
        Some(value) => Lookup::Set(value.to_owned()),
        None => Lookup::Unknown,
    };
    let compose = Compose::read_with(yaml::parse(source), &lookup);
    let errors = compose.yaml.errors.iter().chain(&compose.errors);
    let errors = errors.map(|e| e.message.clone());
    let unknown = unknown_keys(&compose)
        .into_iter()
        .map(|k| format!("unknown key {}", k.key));
    errors.chain(unknown).collect()
}

fn judge_key_lines(case: &Case, expected: &Value) -> Outcome {
    let source = Arc::new(SourceFile::new(FileId(0), case.path(), case.input().into()));
    let tree = yaml::parse(Arc::clone(&source));
    let mut lines = BTreeMap::new();
    if let Some(root) = tree.root() {
        key_lines(&source, root, "", &mut lines);
    }
    let mut problems = Vec::new();
    for (key, line) in expected.as_object().into_iter().flatten() {
        let found = lines.get(key).map_or(Value::Null, |line| json!(line));
        problems.extend(Outcome::equal(key, &found, line));
    }
    Outcome::of(&problems)
}

/// The cases are small and have no cycles.
fn key_lines(source: &SourceFile, node: NodeRef<'_>, path: &str, lines: &mut BTreeMap<String, usize>) {
    let dot = if path.is_empty() { "" } else { "." };
    for entry in node.entries() {
        let key = format!("{path}{dot}{}", entry.name().unwrap_or_default());
        lines
            .entry(key.clone())
            .or_insert_with(|| source.line_of(entry.key.span().start));
        key_lines(source, entry.value, &key, lines);
    }
    for (index, item) in node.items().enumerate() {
        let key = format!("{path}[{index}]");
        lines.insert(key.clone(), source.line_of(item.span().start));
        key_lines(source, item, &key, lines);
    }
}
