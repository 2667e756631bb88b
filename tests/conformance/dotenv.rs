//! Which variables a `.env` file sets.

use plimsoll_model::compose::interpolation::Lookup;
use plimsoll_model::project::dotenv;
use plimsoll_syntax::{FileId, SourceFile};
use serde_json::{Map, Value, json};

use super::case::{Case, Outcome};

pub(super) fn judge(case: &Case) -> Outcome {
    let source = SourceFile::new(FileId(0), ".env", case.input().into());
    let lookup = |name: &str| match case.config["env"].get(name).and_then(Value::as_str) {
        Some(value) => Lookup::Set(value.to_owned()),
        None => Lookup::Unset,
    };
    let found = dotenv::parse(&source, &lookup);
    let problem = match (found.errors.first(), &case.expect.error) {
        (Some(_), Some(_)) => None,
        (Some(error), None) => Some(format!("must not be an error: {}", error.message)),
        (None, Some(_)) => Some("must be an error".to_owned()),
        (None, None) => {
            let expected = case.expect.other.get("env").and_then(Value::as_object);
            let set: Map<String, Value> = found
                .entries
                .iter()
                .map(|entry| (entry.name.value.to_string(), json!(entry.value)))
                .collect();
            // The tool's test says nothing about what it leaves out.
            expected.and_then(|expected| {
                let asked = expected
                    .keys()
                    .filter_map(|name| Some((name.clone(), set.get(name)?.clone())));
                Outcome::equal("env", &asked.collect::<Map<_, _>>(), expected)
            })
        }
    };
    Outcome::of(problem.as_slice())
}
