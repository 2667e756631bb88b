//! What requests are answered with.

use lsp_server::{ErrorCode, Request};
use lsp_types::{
    DocumentDiagnosticParams, DocumentDiagnosticReport, FullDocumentDiagnosticReport,
    RelatedFullDocumentDiagnosticReport, RelatedUnchangedDocumentDiagnosticReport, UnchangedDocumentDiagnosticReport,
    WorkspaceDiagnosticParams, WorkspaceDiagnosticReport, WorkspaceDocumentDiagnosticReport,
    WorkspaceFullDocumentDiagnosticReport, WorkspaceUnchangedDocumentDiagnosticReport,
};
use serde::de::DeserializeOwned;

use crate::talk::{Answer, Talk, result};
use crate::{actions, commands, completion, hints, hover, uri};

/// Answers a request.
pub(crate) fn answer(talk: &mut Talk<'_>, request: &Request) -> Answer {
    match request.method.as_str() {
        "textDocument/diagnostic" => found(talk, &params(request)?),
        "workspace/diagnostic" => all_found(talk, &params(request)?),
        "textDocument/codeAction" => actions::offer(talk, &params(request)?),
        "codeAction/resolve" => actions::resolve(talk, params(request)?),
        "textDocument/hover" => hover::hover(talk, &params(request)?),
        "textDocument/inlayHint" => hints::inlay(talk, &params(request)?),
        "textDocument/codeLens" => hints::lenses(talk, &params(request)?),
        "textDocument/documentLink" => hints::links(talk, &params(request)?),
        "textDocument/completion" => completion::offer(talk, &params(request)?),
        "workspace/executeCommand" => commands::execute(talk, &params(request)?),
        method => Err((ErrorCode::MethodNotFound, format!("`{method}` is not known here"))),
    }
}

/// Whether a request or its answer speaks of places, which mean nothing in another version of the text.
pub(crate) fn has_places(method: &str) -> bool {
    method.starts_with("textDocument/") && method != "textDocument/diagnostic"
}

/// Whether an answer is about all files.
pub(crate) fn needs_all(method: &str) -> bool {
    method == "workspace/diagnostic"
}

fn params<P: DeserializeOwned>(request: &Request) -> Result<P, (ErrorCode, String)> {
    P::deserialize(&request.params).map_err(|error| (ErrorCode::InvalidParams, error.to_string()))
}

/// What was found in a text.
fn found(talk: &mut Talk<'_>, params: &DocumentDiagnosticParams) -> Answer {
    let path = uri::path_of(&params.text_document.uri).unwrap_or_default();
    let index = talk.session.roots.of(&path);
    talk.session.judge(index, Some(&path));
    let (id, hash, items) = match talk.session.found.get(&path) {
        Some(found) => (id(found.hash), found.hash, found.diagnostics.clone()),
        None => (id(0), 0, Vec::new()),
    };
    talk.was_shown(&path, hash);
    result(match params.previous_result_id.as_ref() == Some(&id) {
        true => DocumentDiagnosticReport::RelatedUnchangedDocumentDiagnosticReport(
            RelatedUnchangedDocumentDiagnosticReport {
                related_documents: None,
                unchanged_document_diagnostic_report: UnchangedDocumentDiagnosticReport { result_id: id },
            },
        ),
        false => DocumentDiagnosticReport::RelatedFullDocumentDiagnosticReport(RelatedFullDocumentDiagnosticReport {
            related_documents: None,
            full_document_diagnostic_report: FullDocumentDiagnosticReport {
                result_id: Some(id),
                items,
            },
        }),
    })
}

/// What was found in all files, which are judged.
fn all_found(talk: &mut Talk<'_>, params: &WorkspaceDiagnosticParams) -> Answer {
    let mut items = Vec::new();
    let mut shown = Vec::new();
    for (path, found) in &talk.session.found {
        let uri = talk.session.uri(path);
        let version = talk.session.documents.get(path).map(|document| document.version);
        let result_id = id(found.hash);
        let is_known = |known: &lsp_types::PreviousResultId| known.uri == uri && known.value == result_id;
        items.push(match params.previous_result_ids.iter().any(is_known) {
            true => WorkspaceDocumentDiagnosticReport::WorkspaceUnchangedDocumentDiagnosticReport(
                WorkspaceUnchangedDocumentDiagnosticReport {
                    uri,
                    version,
                    unchanged_document_diagnostic_report: UnchangedDocumentDiagnosticReport { result_id },
                },
            ),
            false => WorkspaceDocumentDiagnosticReport::WorkspaceFullDocumentDiagnosticReport(
                WorkspaceFullDocumentDiagnosticReport {
                    uri,
                    version,
                    full_document_diagnostic_report: FullDocumentDiagnosticReport {
                        result_id: Some(result_id),
                        items: found.diagnostics.clone(),
                    },
                },
            ),
        });
        shown.push((path.clone(), found.hash));
    }
    for (path, hash) in shown {
        talk.was_shown(&path, hash);
    }
    result(WorkspaceDiagnosticReport { items })
}

/// The name of what was found; another server's are told apart by the word.
fn id(hash: u64) -> String {
    format!("plimsoll-{hash:016x}")
}
