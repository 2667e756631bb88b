//! Words of a Dockerfile in which BuildKit expands variables: the parts of our tree are combined
//! here with the variables of the case.

use std::sync::Arc;

use plimsoll_syntax::dockerfile::{Operator, Part, Variable, parse};
use plimsoll_syntax::{FileId, SourceFile};
use serde_json::Value;

use super::case::{Case, Outcome};

pub(super) fn judge(case: &Case) -> Outcome {
    // The build splits the expansion of variables into words.
    if case.config.get("mode").is_some() {
        return Outcome::NotBuilt;
    }
    let text = format!("USER {}", case.input());
    let source = Arc::new(SourceFile::new(FileId(0), "Dockerfile", text.into()));
    let tree = parse(&source);
    let Some(word) = tree.instructions.first().and_then(|i| i.words().first()) else {
        return Outcome::Disagree("no word".to_owned());
    };
    let found = match &word.malformed {
        Some(fault) => Err(fault.value.message().to_owned()),
        None => expand(&word.parts, case),
    };
    let problem = match (
        found,
        &case.expect.error,
        case.expect.other.get("output").and_then(Value::as_str),
    ) {
        (Ok(found), None, Some(expected)) => Outcome::equal("output", found.as_str(), expected),
        (Ok(found), Some(_), _) => Some(format!("must be an error, found {found:?}")),
        (Err(error), None, _) => Some(format!("must not be an error: {error}")),
        _ => None,
    };
    Outcome::of(problem.as_slice())
}

fn expand(parts: &[Part], case: &Case) -> Result<String, String> {
    let mut out = String::new();
    for part in parts {
        match part {
            Part::Literal(text) => out += &text.value,
            Part::Variable(variable) => out += &value(variable, case)?,
        }
    }
    Ok(out)
}

fn value(variable: &Variable, case: &Case) -> Result<String, String> {
    let name = &*variable.name.value;
    let set = case.config["env"].get(name).and_then(Value::as_str);
    let Some(modifier) = &variable.modifier else {
        return Ok(set.unwrap_or_default().to_owned());
    };
    let word = expand(&modifier.word, case)?;
    let filled = |colon: bool| set.filter(|value| !colon || !value.is_empty());
    let text = set.unwrap_or_default();
    match modifier.operator.value {
        Operator::Default { colon } => Ok(filled(colon).map_or(word, str::to_owned)),
        Operator::Alternative { colon } => Ok(filled(colon).map_or(String::new(), |_| word)),
        Operator::Required { colon } => filled(colon).map(str::to_owned).ok_or(format!("{name} is required")),
        Operator::StripPrefix { longest } => Ok(text[strip(text, &word, longest)..].to_owned()),
        Operator::StripSuffix { longest } => {
            let backwards = |text: &str| text.chars().rev().collect::<String>();
            let (text, pattern) = (backwards(text), reversed_pattern(&word));
            Ok(backwards(&text[strip(&text, &pattern, longest)..]))
        }
        Operator::Replace { all } => {
            let replacement = expand(modifier.replacement.as_deref().unwrap_or_default(), case)?;
            Ok(replace(text, &word, &replacement, all))
        }
        Operator::Unsupported => Err("not a modifier".to_owned()),
    }
}

/// How many bytes of the start a pattern matches; 0 if it does not.
fn strip(text: &str, pattern: &str, longest: bool) -> usize {
    let mut ends: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
    if longest {
        ends.reverse();
    }
    ends.into_iter()
        .find(|&end| matches(&text[..end], pattern))
        .unwrap_or(0)
}

/// An escape stays before the character that it escapes.
fn reversed_pattern(pattern: &str) -> String {
    let mut pieces: Vec<String> = Vec::new();
    let mut chars = pattern.chars();
    while let Some(c) = chars.next() {
        let escaped = if c == '\\' { chars.next() } else { None };
        pieces.push(std::iter::once(c).chain(escaped).collect());
    }
    pieces.reverse();
    pieces.concat()
}

fn replace(text: &str, pattern: &str, replacement: &str, all: bool) -> String {
    let mut out = String::new();
    let mut rest = text;
    while !rest.is_empty() {
        let len = strip(rest, pattern, true);
        if len > 0 {
            out += replacement;
            rest = &rest[len..];
            if !all {
                break;
            }
            continue;
        }
        let next = rest.chars().next().map_or(0, char::len_utf8);
        out += &rest[..next];
        rest = &rest[next..];
    }
    out + rest
}

/// `*` and `?` as BuildKit has them; the cases are short, so backtracking does not matter.
fn matches(text: &str, pattern: &str) -> bool {
    let mut pattern = pattern.chars();
    let mut rest = text.chars();
    match pattern.next() {
        None => text.is_empty(),
        Some('*') => {
            let ends = text.char_indices().map(|(at, _)| at).chain([text.len()]);
            ends.into_iter().any(|at| matches(&text[at..], pattern.as_str()))
        }
        Some('?') => rest.next().is_some() && matches(rest.as_str(), pattern.as_str()),
        Some(c) => {
            let literal = if c == '\\' { pattern.next().unwrap_or(c) } else { c };
            rest.next() == Some(literal) && matches(rest.as_str(), pattern.as_str())
        }
    }
}
