//! Variables in the scalars of a Compose file.

use std::sync::Arc;

use plimsoll_model::compose::interpolation::{Expanded, Lookup, Operator, expand};
use plimsoll_syntax::{FileId, SourceFile, Text, yaml};
use serde_json::{Map, Value, json};

use super::case::{Case, Outcome};

/// A text with what is known about variables.
pub(super) fn judge(case: &Case) -> Outcome {
    let source = SourceFile::new(FileId(0), "compose.yaml", case.input().into());
    // compose-lint does not know what is set where its file runs; compose-go is what runs it.
    let absent = if case.source == "compose-go" {
        Lookup::Unset
    } else {
        Lookup::Unknown
    };
    let lookup = |name: &str| match case.config["env"].get(name).and_then(Value::as_str) {
        Some(value) => Lookup::Set(value.to_owned()),
        None => absent.clone(),
    };
    let found = expand(&Text::of_file(&source), &lookup);
    let text = found.text.as_str();
    let expected = case.expect.other.get("output").and_then(Value::as_str);
    let as_written = case
        .expect
        .other
        .contains_key("left_as_written")
        .then_some(case.input());
    let problem = match (&found.errors[..], &case.expect.error) {
        ([], None) => expected
            .or(as_written)
            .and_then(|expected| Outcome::equal("output", text, expected)),
        ([], Some(_)) => Some(format!("must be an error, found {text:?}")),
        ([error, ..], None) => Some(format!("must not be an error: {}", error.message)),
        _ => None,
    };
    Outcome::of(problem.as_slice())
}

/// The variables that a file asks for.
pub(super) fn judge_variables(case: &Case) -> Outcome {
    let source = Arc::new(SourceFile::new(FileId(0), "compose.yaml", case.input().into()));
    let tree = yaml::parse(source);
    let mut found = Map::new();
    for (id, _) in tree.nodes() {
        if let Some(text) = tree.view(id).text() {
            collect(&expand(text, &|_| Lookup::Unknown), &mut found);
        }
    }
    let expected = case.expect.other.get("variables").unwrap_or(&Value::Null);
    let problem = Outcome::equal("variables", &Value::Object(found), expected);
    Outcome::of(problem.as_slice())
}

fn collect(expanded: &Expanded, found: &mut Map<String, Value>) {
    for variable in &expanded.variables {
        let word = variable.word.as_ref().map_or("", |word| word.as_str());
        let is = |operator: fn(&Operator) -> bool| variable.operator.as_ref().is_some_and(operator);
        let of = |yes: bool| if yes { word } else { "" };
        let entry = json!({
            "default": of(is(|o| matches!(o, Operator::Default { .. }))),
            "presence": of(is(|o| matches!(o, Operator::Alternative { .. }))),
            "required": is(|o| matches!(o, Operator::Required { .. })),
        });
        found.insert(variable.name.value.to_string(), entry);
    }
}
