//! Whether a Compose file can be read at all, and where its keys are.

use std::collections::BTreeMap;
use std::sync::Arc;

use plimsoll_model::compose::Compose;
use plimsoll_model::compose::interpolation::Lookup;
use plimsoll_model::compose::schema::faults;
use plimsoll_syntax::yaml::NodeRef;
use plimsoll_syntax::{FileId, SourceFile, yaml};
use serde_json::{Value, json};

use super::case::{Case, Outcome};

/// What the other tools say about faults that none of our rules covers yet: the name of a project
/// is derived from its folder, which belongs to the project and not to a file.
const NOT_BUILT: [&str; 1] = ["project name must not be empty"];

/// What other loaders say about faults that our rules cover.
const BUILT: [&str; 6] = [
    "additional properties",
    "aliasing",
    "tab character",
    "top-level object",
    "services must be a mapping",
    "duplicate",
];

/// Rules whose findings mean that Compose refuses the file at once.
const REFUSED_AT_ONCE: [&str; 8] = [
    "invalid-compose-value",
    "unknown-compose-key",
    "invalid-port-mapping",
    "invalid-interpolation",
    "compose-syntax-error",
    "duplicate-key",
    "conflicting-keys",
    "invalid-volume-entry",
];

/// Rules whose findings mean that it refuses the project, if it looks at how things fit together.
const REFUSED_WHEN_CHECKED: [&str; 8] = [
    "service-without-image-or-build",
    "undefined-reference",
    "dependency-cycle",
    "conflicting-values",
    "secret-or-config-without-source",
    "invalid-watch-rule",
    "invalid-extra-host",
    "duplicate-container-name",
];

/// Whether a lint case is about the loader and not about rules.
pub(super) fn is_about_loading(case: &Case) -> bool {
    let expect = &case.expect;
    let about = |key: &str| expect.other.contains_key(key);
    expect.catches.is_empty()
        && expect.not.is_empty()
        && !expect.exhaustive
        && expect.services.is_empty()
        && (expect.error.is_some() || about("key_lines") || about("paths"))
}

/// Whether our rules cover a refusal, in lower case. Other loaders refuse more than Compose.
pub(super) fn is_built(case: &Case, refusal: &str) -> bool {
    let built = case.source == "compose-go" || BUILT.iter().any(|built| refusal.contains(built));
    built && !NOT_BUILT.iter().any(|missing| refusal.contains(missing))
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
            if is_built(case, &text) {
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

/// Why Compose would not accept the file, as far as we know.
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
    let found = faults(&compose);
    let unknown = found.unknown_keys.iter().map(|k| format!("unknown key {}", k.key));
    let values = found.values.iter().map(|fault| fault.message.clone());
    errors.chain(unknown).chain(values).collect()
}

/// What our rules say about things that Compose refuses.
pub(super) fn of_rules(case: &Case) -> Vec<String> {
    let skipped = case
        .config
        .get("options")
        .and_then(|options| options.get("SkipConsistencyCheck"));
    let stage = case.config.get("stage").and_then(Value::as_str);
    let must_fail = case.expect.error.is_some();
    let checked = must_fail || (skipped != Some(&json!(true)) && matches!(stage, Some("load" | "consistency")));
    let report = super::lint::run(case);
    let refuses = |id: &str| REFUSED_AT_ONCE.contains(&id) || (checked && REFUSED_WHEN_CHECKED.contains(&id));
    let findings = report.findings.iter().filter(|finding| refuses(finding.rule.id()));
    findings
        .map(|finding| format!("{}: {}", finding.rule.id(), finding.message))
        .collect()
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
