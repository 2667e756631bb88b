//! What the user can do about a finding: quick fixes, ignores, and all safe fixes of a text at once.

use lsp_server::ErrorCode;
use lsp_types::{CodeAction, CodeActionKind, CodeActionParams, Diagnostic, WorkspaceEdit};
use plimsoll_check::ignoring::{self, Ignore};
use plimsoll_lint::{Finding, Fix, Report, Safety};
use serde_json::{Value, json};

use crate::edits;
use crate::exceptions;
use crate::places::Place;
use crate::talk::{Answer, Talk, result};
use crate::uri;

/// The kind of the action that makes all safe fixes of a text.
pub(crate) const FIX_ALL: &str = "source.fixAll.plimsoll";

/// Answers `textDocument/codeAction`.
pub(crate) fn offer(talk: &mut Talk<'_>, params: &CodeActionParams) -> Answer {
    let Some(path) = uri::path_of(&params.text_document.uri) else {
        return Ok(json!([]));
    };
    let only = params.context.only.as_deref().unwrap_or_default();
    let actions = talk.session.at(&path, |place| {
        let mut actions = Vec::new();
        if wants(only, "quickfix") {
            actions.extend(quick_fixes(place, params));
            actions.extend(ignores(place, params));
            actions.extend(accepted(place, params));
        }
        if wants(only, FIX_ALL) {
            actions.extend(fix_all(place, params));
        }
        actions
    });
    result(actions.unwrap_or_default())
}

/// Answers `codeAction/resolve`. Some clients ask for what they have.
pub(crate) fn resolve(talk: &mut Talk<'_>, mut action: CodeAction) -> Answer {
    let Some(data) = action.data.take() else {
        return result(action);
    };
    let uri = data.get("uri").and_then(Value::as_str).unwrap_or_default();
    let path = uri::path_of(&uri.into()).unwrap_or_default();
    let version = data.get("version").and_then(Value::as_i64);
    let is_old = |place: &Place<'_>| version != Some(i64::from(place.document.version));
    let edit = talk.session.at(&path, |place| match is_old(place) {
        true => Err((ErrorCode::ContentModified, "the text has changed".to_owned())),
        false => Ok(all_fixed(place)),
    });
    action.edit = edit.transpose()?.flatten();
    result(action)
}

/// Whether an action of a kind is asked for.
fn wants(only: &[CodeActionKind], kind: &str) -> bool {
    let covers = |asked: &CodeActionKind| {
        let rest = kind.strip_prefix(asked.as_str());
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.') || asked.as_str().is_empty())
    };
    only.is_empty() || only.iter().any(covers)
}

/// The fixes of the findings at a place, safe ones first.
fn quick_fixes(place: &mut Place<'_>, params: &CodeActionParams) -> Vec<CodeAction> {
    let findings = place.findings(params.range);
    let mut fixes: Vec<(&Finding, &Fix)> = findings
        .into_iter()
        .filter_map(|finding| Some((finding, finding.fix.as_deref()?)))
        .filter(|(_, fix)| fix.safety == Safety::Safe || place.settings.unsafe_fixes)
        .filter(|(finding, _)| place.live.is_agreed(place.group, place.report, finding))
        .collect();
    fixes.sort_by_key(|(_, fix)| fix.safety);
    let safe = fixes.iter().filter(|(_, fix)| fix.safety == Safety::Safe).count();
    let mut actions = Vec::new();
    for (finding, fix) in fixes {
        let edits = edits::of_fix(&fix.edits, place);
        let Some(edit) = edits::together(edits, place) else {
            continue;
        };
        actions.push(CodeAction {
            diagnostics: Some(told(params, finding)),
            is_preferred: Some(fix.safety == Safety::Safe && safe == 1),
            ..action(title(finding, fix), CodeActionKind::QuickFix, Some(edit))
        });
    }
    actions
}

/// What a fix does, and what an unsafe one may change.
fn title(finding: &Finding, fix: &Fix) -> String {
    let mut letters = fix.title.chars();
    let first = letters.next().map(|first| first.to_uppercase().to_string());
    let title = first.unwrap_or_default() + letters.as_str();
    let may_change = finding.rule.effect_of_fix().filter(|_| fix.safety == Safety::Unsafe);
    match may_change.and_then(|text| text.split(". ").next()) {
        Some(effect) => format!("{title} ({})", effect.trim_end_matches('.').replace('\n', " ")),
        None if fix.safety == Safety::Unsafe => format!("{title} (may change what is built or run)"),
        None => title,
    }
}

/// The ignores of the findings at a place.
fn ignores(place: &mut Place<'_>, params: &CodeActionParams) -> Vec<CodeAction> {
    let findings = place.findings(params.range);
    if findings.is_empty() {
        return Vec::new();
    }
    let workspace = place.live.workspace(place.group);
    let mut actions: Vec<CodeAction> = Vec::new();
    for finding in findings {
        let rule = finding.rule.id();
        for ignore in ignoring::ignores(&workspace, &place.path, rule, finding.span.range()) {
            let title = format!("Ignore `{rule}` {}, with a reason", ignore.reach.name());
            if actions.iter().any(|action| action.title == title) {
                continue;
            }
            let Ignore { at, text, .. } = ignore;
            let edit = edits::together(edits::insertion(at, text, place), place);
            actions.push(CodeAction {
                diagnostics: Some(told(params, finding)),
                ..action(title, CodeActionKind::QuickFix, edit)
            });
        }
    }
    actions
}

/// The exceptions that accept the findings at a place in the configuration.
fn accepted(place: &mut Place<'_>, params: &CodeActionParams) -> Vec<CodeAction> {
    let mut actions: Vec<CodeAction> = Vec::new();
    for finding in place.findings(params.range) {
        let title = format!("Accept `{}` for this file in the configuration", finding.rule.id());
        if actions.iter().any(|action| action.title == title) {
            continue;
        }
        let Some(edit) = exceptions::edit(place, finding.rule.id()) else {
            continue;
        };
        actions.push(CodeAction {
            diagnostics: Some(told(params, finding)),
            ..action(title, CodeActionKind::QuickFix, Some(edit))
        });
    }
    actions
}

/// All safe fixes of the text at once, if there is one.
fn fix_all(place: &mut Place<'_>, params: &CodeActionParams) -> Option<CodeAction> {
    let path = place.path.clone();
    let mut findings = place.report.findings.iter();
    findings.find(|finding| is_wanted(place.report, finding, &path))?;
    let title = "Make all safe fixes of plimsoll".to_owned();
    let mut action = action(title, CodeActionKind::new(FIX_ALL), None);
    if place.client.resolves_edits {
        let uri = params.text_document.uri.as_ref();
        action.data = Some(json!({"uri": uri, "version": place.document.version}));
    } else {
        action.edit = Some(all_fixed(place)?);
    }
    Some(action)
}

/// The edit that makes all safe fixes of a text.
fn all_fixed(place: &Place<'_>) -> Option<WorkspaceEdit> {
    let path = place.path.clone();
    let fixed = place
        .live
        .fix(place.group, &|report, finding| is_wanted(report, finding, &path));
    let edits = edits::of_fixed(&fixed, place);
    edits::together(edits, place).filter(|_| !fixed.files.is_empty())
}

/// Whether a fix is made with all others of a text: it is safe, and changes nothing else.
fn is_wanted(report: &Report, finding: &Finding, path: &str) -> bool {
    finding.fix.as_ref().is_some_and(|fix| {
        let mut edits = fix.edits.iter();
        fix.safety == Safety::Safe && edits.all(|edit| report.source(edit.span.file).path() == path)
    })
}

/// The diagnostics of a finding, as the client sent them.
fn told(params: &CodeActionParams, finding: &Finding) -> Vec<Diagnostic> {
    let code = lsp_types::Code::String(finding.rule.id().to_owned());
    let sent = params.context.diagnostics.iter();
    sent.filter(|own| own.code.as_ref() == Some(&code)).cloned().collect()
}

fn action(title: String, kind: CodeActionKind, edit: Option<WorkspaceEdit>) -> CodeAction {
    CodeAction {
        title,
        kind: Some(kind),
        diagnostics: None,
        is_preferred: None,
        disabled: None,
        edit,
        command: None,
        data: None,
        tags: None,
    }
}
