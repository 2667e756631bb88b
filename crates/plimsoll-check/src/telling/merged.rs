//! What a value of a Compose file becomes in each way to start its project, and where it was set.

use std::ops::Range;

use plimsoll_lint::Report;
use plimsoll_model::base::{Data, DataValue};
use plimsoll_model::secret::redacted;
use plimsoll_model::view::Subject;
use plimsoll_model::workspace::Workspace;
use plimsoll_syntax::yaml::{EntryRef, NodeRef};

use super::subject;

/// A value in one way to start a project.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Merged {
    /// The files of the variant.
    pub variant: String,
    /// The value in one line, without secrets.
    pub value: String,
    /// The file that sets it, and the line.
    pub path: String,
    pub line: usize,
}

/// A longer value is cut.
const LONGEST: usize = 200;

/// The key at a place, its range, and what becomes of it. The workspace has to be loaded with models, and
/// the report is the one over it, which knows what is secret.
pub fn merged_at(
    workspace: &Workspace,
    report: &Report,
    path: &str,
    at: usize,
) -> Option<(String, Range<usize>, Vec<Merged>)> {
    let (Subject::Compose(compose, _), source) = subject(workspace, path)? else {
        return None;
    };
    let (keys, range) = keys_at(compose.facts().yaml.root()?, at)?;
    let mut merged: Vec<Merged> = Vec::new();
    for model in workspace.models() {
        if !model.files.contains(&source.id()) {
            continue;
        }
        let Some(data) = value_of(model.data, &keys) else {
            continue;
        };
        let own = workspace.source(data.origin.file);
        merged.push(Merged {
            variant: model.name.to_string(),
            value: shown(data, &keys, report),
            path: own.shown().to_owned(),
            line: own.line_of(data.origin.start),
        });
    }
    merged.dedup();
    (!merged.is_empty()).then(|| (keys.join("."), range, merged))
}

/// The keys that lead to a place, down to a list or a value, and where the last one is with its value.
fn keys_at(root: NodeRef<'_>, at: usize) -> Option<(Vec<String>, Range<usize>)> {
    let mut keys = Vec::new();
    let mut range = None;
    let mut here = root;
    loop {
        let holds = |entry: &EntryRef<'_>| {
            let whole = entry.key.span().to(entry.value.span());
            entry.via.is_none() && whole.start as usize <= at && at <= whole.end as usize
        };
        let Some(entry) = here.entries().into_iter().find(holds) else {
            break;
        };
        keys.push(entry.key.as_str()?.to_owned());
        let (key, value) = (entry.key.span().range(), entry.value.span().range());
        // On the key of a mapping, only the key is meant.
        range = Some(if entry.value.entries().is_empty() {
            key.start..value.end
        } else {
            key
        });
        here = entry.value;
    }
    let range = range.filter(|range| range.contains(&at) || range.end == at)?;
    (keys.len() > 1).then_some((keys, range))
}

fn value_of<'a>(data: &'a Data, keys: &[String]) -> Option<&'a Data> {
    let mut here = data;
    for key in keys {
        let DataValue::Map(entries) = &here.value else {
            return None;
        };
        here = entries.iter().find(|(own, _)| own == key).map(|(_, value)| value)?;
    }
    Some(here)
}

/// A value in one line of YAML's flow style.
fn shown(data: &Data, keys: &[String], report: &Report) -> String {
    let mut text = String::new();
    let (name, above) = (keys.last().map(String::as_str), keys.iter().rev().nth(1));
    let name = name.filter(|_| holds_variables(above.map(String::as_str)));
    write(data, name, keys.last().map(String::as_str), report, &mut text);
    for secret in report.secrets() {
        text = text.replace(secret, &redacted(secret));
    }
    if let Some((end, _)) = text.char_indices().nth(LONGEST) {
        text.truncate(end);
        text.push('…');
    }
    text
}

/// Whether the keys of a mapping are names of variables, by its own key.
pub fn holds_variables(key: Option<&str>) -> bool {
    matches!(key, Some("environment" | "args" | "env" | "labels" | "pairs"))
}

/// `variable` is the name of the variable that the value is for, `key` the key of the value.
fn write(data: &Data, variable: Option<&str>, key: Option<&str>, report: &Report, text: &mut String) {
    // Nothing longer is shown, however large the value is.
    if text.len() > 4 * LONGEST {
        return;
    }
    match &data.value {
        DataValue::Null => text.push_str("null"),
        DataValue::Bool(truth) => text.push_str(if *truth { "true" } else { "false" }),
        // A number may be a password too.
        DataValue::Integer(number) => {
            let number = number.to_string();
            text.push_str(&report.redact(data.origin, None, &number).unwrap_or(number));
        }
        DataValue::Float(number) => text.push_str(&number.to_string()),
        DataValue::Text(words) => {
            let safe = report.redact(data.origin, variable, words);
            text.push_str(&safe.as_deref().unwrap_or(words).replace('\n', "⏎"));
        }
        DataValue::List(items) => {
            text.push('[');
            for (index, item) in items.iter().enumerate() {
                text.push_str(if index > 0 { ", " } else { "" });
                write(item, None, None, report, text);
            }
            text.push(']');
        }
        DataValue::Map(entries) => {
            let holds = holds_variables(key);
            text.push('{');
            for (index, (key, value)) in entries.iter().enumerate() {
                text.push_str(if index > 0 { ", " } else { "" });
                // A name without a value can be a value that somebody wrote in the wrong place.
                let is_alone = matches!(value.value, DataValue::Null);
                let safe = is_alone.then(|| report.redact(value.origin, None, key)).flatten();
                text.push_str(safe.as_deref().unwrap_or(key));
                text.push_str(": ");
                let name = Some(key.as_str());
                write(value, name.filter(|_| holds), name, report, text);
            }
            text.push('}');
        }
    }
}
