//! Cases in which another tool fixes a file: what comes out has to be read in the same way as what that
//! tool makes of it. Bytes need not be equal.

use std::fmt::Write;
use std::sync::Arc;

use plimsoll_lint::{Finding, Group, Policy, Report, RuleRef};
use plimsoll_model::environment::Environment;
use plimsoll_model::files::{FileKind, Input};
use plimsoll_syntax::yaml::{self, NodeId, NodeKind, Yaml};
use plimsoll_syntax::{FileId, SourceFile};
use serde_json::Value;

use super::case::{Case, Outcome};
use super::{dockerfile, options, peers};
use crate::fixes;
use crate::memory::{Memory, REGISTRY, set};

/// The rules of the runs that have all of tally's rules on, by the names of their folders.
const OF_FOLDERS: [(&str, &[&str]); 12] = [
    (
        "combined-stage-and-as-casing",
        &["buildkit/StageNameCasing", "buildkit/FromAsCasing"],
    ),
    (
        "consistent-instruction-casing-to-lower",
        &["buildkit/ConsistentInstructionCasing"],
    ),
    (
        "consistent-instruction-casing-to-upper",
        &["buildkit/ConsistentInstructionCasing"],
    ),
    ("dl3003-cd-to-workdir", &["hadolint/DL3003"]),
    ("dl3020-add-to-copy", &["hadolint/DL3020"]),
    ("dl3020-add-to-copy-with-flags", &["hadolint/DL3020"]),
    ("dl3046-useradd-high-uid", &["hadolint/DL3046"]),
    ("expose-proto-casing-single", &["buildkit/ExposeProtoCasing"]),
    ("from-as-casing", &["buildkit/FromAsCasing"]),
    ("json-args-recommended", &["buildkit/JSONArgsRecommended"]),
    ("maintainer-deprecated", &["buildkit/MaintainerDeprecated"]),
    ("stage-name-casing", &["buildkit/StageNameCasing"]),
];
const LEGACY: (&str, &[&str]) = ("legacy-key-value-format", &["buildkit/LegacyKeyValueFormat"]);

pub(super) fn judge(case: &Case) -> Outcome {
    let ids = ids(case);
    let rules: Vec<Vec<&RuleRef>> = ids.iter().map(|id| peers::rules_of(case, id)).collect();
    // Where a rule is not ours, nothing can be said of the whole.
    if rules.is_empty() || rules.iter().any(Vec::is_empty) {
        return Outcome::NotBuilt;
    }
    let rules: Vec<&RuleRef> = rules.into_iter().flatten().collect();
    let fixed = fixed(case, &rules);
    let expect = &case.expect.other;
    let text = |key: &str| expect.get(key).and_then(Value::as_str);
    let is_changed = fixed != case.input();
    let mut problems = Vec::new();
    if let Some(changes) = expect.get("changed").and_then(Value::as_bool)
        && changes != is_changed
    {
        problems.push(
            if is_changed {
                "changes the file"
            } else {
                "changes nothing"
            }
            .to_owned(),
        );
    }
    if let Some(output) = text("output") {
        let is_about_order = rules.iter().any(|rule| rule.group == Group::Style);
        let decoded = |text: &str| decoded(case, text, is_about_order);
        problems.extend(Outcome::equal("decoded", &decoded(&fixed), &decoded(output)));
    }
    let squeezed = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let has = |part: &str| squeezed(&fixed).contains(&squeezed(part));
    let parts = |key: &str| {
        expect
            .get(key)
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
    };
    problems.extend(
        parts("contains")
            .filter(|part| !has(part))
            .map(|part| format!("lacks {part:?}")),
    );
    problems.extend(
        parts("not_contains")
            .filter(|part| has(part))
            .map(|part| format!("has {part:?}")),
    );
    if let Some(end) = text("endswith").filter(|end| !squeezed(&fixed).ends_with(&squeezed(end))) {
        problems.push(format!("does not end with {end:?}"));
    }
    Outcome::of(&problems)
}

/// The ids of the rules whose fixes the case is about.
fn ids(case: &Case) -> Vec<String> {
    if let Some(enabled) = &case.enabled {
        return enabled.clone();
    }
    let folder = case.id.split('/').nth(2).unwrap_or_default();
    let named = OF_FOLDERS.iter().find(|(name, _)| *name == folder);
    let named = named.or_else(|| folder.starts_with(LEGACY.0).then_some(&LEGACY));
    let ids = named.filter(|_| case.source == "tally").map_or(&[][..], |(_, ids)| ids);
    ids.iter().map(|id| (*id).to_owned()).collect()
}

/// The file after all fixes of the rules, the unsafe ones too.
fn fixed(case: &Case, rules: &[&RuleRef]) -> String {
    let ids: Vec<String> = rules.iter().map(|rule| rule.id().to_owned()).collect();
    let mut policy = Policy::new(&REGISTRY, &ids, &[]).expect("the rules are ours");
    policy.environment = Some(Environment::Production);
    for (rule, option) in options::of(case) {
        set(&mut policy, rule, &option);
    }
    let input = Input {
        path: case.path().to_owned(),
        kind: if is_compose(case) {
            FileKind::Compose
        } else {
            FileKind::Dockerfile
        },
        bytes: case.input().into(),
    };
    let inputs = [input];
    let wants = |_: &Report, finding: &Finding| finding.fix.is_some();
    let fixed = fixes::fixed(&inputs, &Memory::of(case.files()), &policy, &wants);
    let [after] = &fixes::after(&inputs, &fixed)[..] else {
        unreachable!("one file stays one")
    };
    String::from_utf8_lossy(&after.bytes).into_owned()
}

fn is_compose(case: &Case) -> bool {
    case.path().ends_with("yml") || case.path().ends_with("yaml")
}

/// What a text is read as: the values, with the entries as they stand or sorted, or the instructions with
/// their words.
fn decoded(case: &Case, text: &str, as_it_stands: bool) -> String {
    if !is_compose(case) {
        return dockerfile::outlined(text);
    }
    let source = Arc::new(SourceFile::new(FileId(0), "compose.yaml", text.into()));
    let yaml = yaml::parse(source);
    let mut out = String::new();
    for document in yaml.documents() {
        write_value(&yaml, document.id(), as_it_stands, &mut out);
    }
    out
}

fn write_value(yaml: &Yaml, id: NodeId, as_it_stands: bool, out: &mut String) {
    let written = match &yaml.node(id).kind {
        NodeKind::Scalar { text, .. } => write!(out, "{:?}", text.as_str()),
        NodeKind::Sequence(items) => {
            out.push('[');
            for item in items {
                write_value(yaml, *item, as_it_stands, out);
                out.push(' ');
            }
            write!(out, "]")
        }
        NodeKind::Mapping(entries) => {
            out.push('{');
            let written = entries.iter().map(|entry| {
                let mut pair = String::new();
                write_value(yaml, entry.key, as_it_stands, &mut pair);
                pair.push(':');
                write_value(yaml, entry.value, as_it_stands, &mut pair);
                pair
            });
            let mut written: Vec<String> = written.collect();
            if !as_it_stands {
                written.sort();
            }
            write!(out, "{}}}", written.join(" "))
        }
        NodeKind::Alias { .. } => write!(out, "*{}", yaml.source.slice(yaml.node(id).span)),
    };
    written.expect("a string takes everything");
}
