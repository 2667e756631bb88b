//! What the client can have done by name.

use lsp_server::ErrorCode;
use lsp_types::{ExecuteCommandParams, MessageType};
use plimsoll_lint::Safety;
use serde_json::{Value, json};

use crate::diagnostics;
use crate::edits::{self, Edits};
use crate::settings::Stated;
use crate::talk::{Answer, Talk};
use crate::uri;

/// The page of a rule, as text: the id of the rule.
pub(crate) const EXPLAIN: &str = "plimsoll.explain";
/// What the files of a project are for, and its services: the address of one of its files.
pub(crate) const SHOW_MODEL: &str = "plimsoll.showModel";
/// What every file is for from now on: `production`, `development`, or null for what each says.
pub(crate) const SET_ENVIRONMENT: &str = "plimsoll.setEnvironment";
/// Makes the safe fixes of all files.
pub(crate) const FIX_ALL: &str = "plimsoll.fixAll";

/// All of them.
pub(crate) const ALL: [&str; 4] = [EXPLAIN, SHOW_MODEL, SET_ENVIRONMENT, FIX_ALL];

/// Answers `workspace/executeCommand`.
pub(crate) fn execute(talk: &mut Talk<'_>, params: &ExecuteCommandParams) -> Answer {
    let argument = params.arguments.as_ref().and_then(|arguments| arguments.first());
    let word = argument.and_then(Value::as_str).unwrap_or_default();
    match params.command.as_str() {
        EXPLAIN => explain(talk, word),
        SHOW_MODEL => Ok(show_model(talk, word)),
        SET_ENVIRONMENT => Ok(set_environment(talk, word)),
        FIX_ALL => Ok(fix_all(talk)),
        other => Err((ErrorCode::InvalidParams, format!("there is no command `{other}`"))),
    }
}

fn explain(talk: &mut Talk<'_>, rule: &str) -> Answer {
    match diagnostics::rule_called(&talk.session.registry, rule) {
        Some(page) => Ok(json!({"rule": page.id(), "markdown": page.body()})),
        None => Err((ErrorCode::InvalidParams, format!("there is no rule `{rule}`"))),
    }
}

/// Says what the file is for and why, and what each way to start its project consists of.
fn show_model(talk: &mut Talk<'_>, address: &str) -> Value {
    let path = uri::path_of(&address.into()).unwrap_or_default();
    let shown = talk.session.at(&path, |place| {
        let (workspace, _) = place.live.models(place.group);
        let mut text = String::new();
        for file in &place.report.files {
            let source = place.report.source(file.file);
            let verdict = &file.verdict;
            text.push_str(&format!(
                "{} is for {}: {}\n",
                source.shown(),
                verdict.environment,
                verdict.reason
            ));
        }
        for model in workspace.models() {
            let services: Vec<&str> = model
                .compose
                .services()
                .map(|service| &*service.facts().name.value)
                .collect();
            text.push_str(&format!("{}: {}\n", model.name, services.join(", ")));
        }
        text
    });
    let Some(text) = shown else { return Value::Null };
    talk.tell(MessageType::Info, text.trim_end().to_owned());
    json!(text)
}

fn set_environment(talk: &mut Talk<'_>, word: &str) -> Value {
    talk.session.settings.environment = match word {
        "production" => Some(Stated::Production),
        "development" => Some(Stated::Development),
        _ => None,
    };
    talk.session.roots.renew();
    talk.refresh();
    Value::Null
}

/// Has the client make all safe fixes, folder by folder and group by group.
fn fix_all(talk: &mut Talk<'_>) -> Value {
    let paths: Vec<_> = talk.session.found.keys().cloned().collect();
    let mut done: Vec<String> = Vec::new();
    let mut count = 0;
    for path in paths {
        let edit = talk.session.over(&path, |place| {
            if place
                .group
                .paths
                .iter()
                .any(|path| done.contains(&place.convert.uri(path).0))
            {
                return None;
            }
            done.extend(place.group.paths.iter().map(|path| place.convert.uri(path).0));
            let fixed = place.live.fix(place.group, &|_, finding| {
                finding.fix.as_ref().is_some_and(|fix| fix.safety == Safety::Safe)
            });
            count += fixed.files.len();
            let edits: Edits = edits::of_fixed(&fixed, place);
            edits::together(edits, place).filter(|_| !fixed.files.is_empty())
        });
        if let Some(edit) = edit.flatten() {
            talk.request(
                "workspace/applyEdit",
                json!({"label": "plimsoll: make all safe fixes", "edit": edit}),
            );
        }
    }
    json!(count)
}
