//! Whether a Compose file can be read at all, and where its keys stand.

use std::collections::BTreeMap;
use std::sync::Arc;

use plimsoll_syntax::yaml::{self, NodeRef};
use plimsoll_syntax::{FileId, SourceFile};
use serde_json::{Value, json};

use super::case::{Case, Outcome};
use super::lint::run;
use crate::memory::REGISTRY;

/// The rules that say why Compose would refuse a file.
const REFUSALS: [&str; 3] = ["compose-syntax-error", "duplicate-key", "unknown-compose-key"];

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
    if case.is_merged() || REFUSALS.iter().any(|id| REGISTRY.index(id).is_none()) {
        return Outcome::NotBuilt;
    }
    if let Some(expected) = case.expect.other.get("key_lines") {
        return judge_key_lines(case, expected);
    }
    if !case.expect.ok && case.expect.error.is_none() {
        return Outcome::NotBuilt;
    }
    let report = run(case);
    let refusals = report.findings.iter().filter(|f| REFUSALS.contains(&f.rule.id));
    let messages: Vec<&str> = refusals.map(|f| &*f.message).collect();
    let problem = match (&case.expect.error, &messages[..]) {
        (Some(error), []) => Some(format!("must be an error: {error}")),
        (None, [first, ..]) => Some(format!("must be read: {first}")),
        _ => None,
    };
    Outcome::of(problem.as_slice())
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
