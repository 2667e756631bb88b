//! What the client can do, as far as it matters here.

use serde_json::Value;

use crate::lines::Encoding;

/// What a client said of itself. Clients say it in many shapes, so that only what is needed is looked up.
#[derive(Clone, Debug)]
pub(crate) struct Client {
    pub(crate) encoding: Encoding,
    /// It asks for diagnostics, and can be told to ask again; otherwise they are sent to it.
    pub(crate) pulls: bool,
    /// It tells of changes on the disk if it is asked to.
    pub(crate) watches: bool,
    /// It takes edits with versions, of several files.
    pub(crate) document_changes: bool,
    /// It makes files if an edit says so.
    pub(crate) creates_files: bool,
    /// It can be asked for its settings.
    pub(crate) configuration: bool,
    /// It asks for the edit of an action when the user has chosen it.
    pub(crate) resolves_edits: bool,
    pub(crate) refreshes_hints: bool,
    pub(crate) refreshes_lenses: bool,
}

impl Client {
    /// Reads the capabilities of `initialize`.
    pub(crate) fn of(capabilities: &Value) -> Self {
        let at = |path: &str| capabilities.pointer(path);
        let says = |path: &str| at(path).and_then(Value::as_bool).unwrap_or(false);
        let lists = |path: &str, word: &str| {
            let list = at(path).and_then(Value::as_array);
            list.is_some_and(|list| list.iter().any(|one| one == word))
        };
        let pulls = at("/textDocument/diagnostic").is_some_and(Value::is_object);
        Self {
            encoding: match lists("/general/positionEncodings", "utf-8") {
                true => Encoding::Utf8,
                false => Encoding::Utf16,
            },
            pulls: pulls
                && (says("/workspace/diagnostics/refreshSupport") || says("/workspace/diagnostic/refreshSupport")),
            watches: says("/workspace/didChangeWatchedFiles/dynamicRegistration"),
            document_changes: says("/workspace/workspaceEdit/documentChanges"),
            creates_files: lists("/workspace/workspaceEdit/resourceOperations", "create"),
            configuration: says("/workspace/configuration"),
            resolves_edits: lists("/textDocument/codeAction/resolveSupport/properties", "edit")
                && says("/textDocument/codeAction/dataSupport"),
            refreshes_hints: says("/workspace/inlayHint/refreshSupport"),
            refreshes_lenses: says("/workspace/codeLens/refreshSupport"),
        }
    }
}
