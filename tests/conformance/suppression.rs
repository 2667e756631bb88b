//! What dclint's comments switch off, by its own tests: whether we take the same comments for
//! ignores. Their effect shows in the cases in which its rules were run.

use super::case::{Case, Outcome};
use super::lint;

pub(super) fn judge(case: &Case) -> Outcome {
    let report = lint::run(case);
    let comments = report.findings.iter().filter(|f| f.rule.id() == "ignore-comment-used");
    let says = |key: &str| case.expect.other.get(key);
    let expected = match (says("disables_file"), says("disables_rules"), says("disables_line")) {
        (Some(file), _, _) => usize::from(file.as_bool() == Some(true)),
        (_, Some(rules), _) => rules.as_array().map_or(0, |rules| rules.len().min(1)),
        (_, _, Some(lines)) => lines.as_object().map_or(0, serde_json::Map::len),
        _ => return Outcome::NotBuilt,
    };
    Outcome::of(&Vec::from_iter(Outcome::equal(
        "comments",
        &comments.count(),
        &expected,
    )))
}
