//! The greeting, and what the client tells by itself: its texts, its folders, its settings, and changes on
//! the disk.

use std::path::PathBuf;

use lsp_server::Notification;
use lsp_types::{
    CodeActionKind, CodeActionOptions, CodeActionProvider, DiagnosticOptions, DiagnosticProvider,
    DidChangeTextDocumentParams, DidChangeWatchedFilesParams, DidChangeWorkspaceFoldersParams,
    DidCloseTextDocumentParams, DidOpenTextDocumentParams, DidSaveTextDocumentParams, InitializeResult,
    PositionEncodingKind, Save, ServerCapabilities, ServerInfo, TextDocumentSync, TextDocumentSyncKind,
    TextDocumentSyncOptions,
};
use plimsoll_lint::Registry;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::client::Client;
use crate::lines::Encoding;
use crate::session::Session;
use crate::settings::Settings;
use crate::talk::Talk;
use crate::{actions, commands, uri};

/// The files whose changes matter, as the client watches them.
const WATCHED: [&str; 5] = [
    "**/*plimsoll*.{toml,json}",
    "**/*{Dockerfile,Containerfile,dockerfile}*",
    "**/*.{yml,yaml,rego}",
    "**/{.env*,*.env}",
    "**/{.gitignore,*.dockerignore,.dockerignore}",
];

/// The session of a client that introduces itself, and what could not be understood.
pub(crate) fn greeted(params: &Value, registry: Registry) -> (Session, Option<String>) {
    let client = Client::of(params.get("capabilities").unwrap_or(&Value::Null));
    let options = params.get("initializationOptions").unwrap_or(&Value::Null);
    let (settings, fault) = match Settings::read(options) {
        Ok(settings) => (settings, None),
        Err(fault) => (Settings::default(), Some(fault)),
    };
    let mut session = Session::new(client, settings, registry);
    for folder in folders(params) {
        session.roots.add(folder);
    }
    (session, fault)
}

/// The folders that the client works in.
fn folders(params: &Value) -> Vec<PathBuf> {
    let path = |uri: &Value| uri::path_of(&uri.as_str()?.into());
    let listed = params.get("workspaceFolders").and_then(Value::as_array);
    if let Some(listed) = listed {
        return listed.iter().filter_map(|folder| path(folder.get("uri")?)).collect();
    }
    let uri = params.get("rootUri").and_then(path);
    let older = || params.get("rootPath").and_then(Value::as_str).map(PathBuf::from);
    uri.or_else(older).into_iter().collect()
}

/// What the server can do for a client.
pub(crate) fn greeting(client: &Client) -> InitializeResult {
    let kinds = vec![
        CodeActionKind::QuickFix,
        CodeActionKind::SourceFixAll,
        CodeActionKind::new(actions::FIX_ALL),
    ];
    let mut capabilities = ServerCapabilities {
        position_encoding: Some(match client.encoding {
            Encoding::Utf8 => PositionEncodingKind::UTF8,
            Encoding::Utf16 => PositionEncodingKind::UTF16,
        }),
        text_document_sync: Some(TextDocumentSync::Options(TextDocumentSyncOptions {
            open_close: Some(true),
            change: Some(TextDocumentSyncKind::Incremental),
            save: Some(Save::Bool(true)),
            ..TextDocumentSyncOptions::default()
        })),
        code_action_provider: Some(CodeActionProvider::CodeActionOptions(CodeActionOptions {
            code_action_kinds: Some(kinds),
            resolve_provider: Some(client.resolves_edits),
            ..CodeActionOptions::default()
        })),
        ..ServerCapabilities::default()
    };
    if client.pulls {
        capabilities.diagnostic_provider = Some(DiagnosticProvider::DiagnosticOptions(DiagnosticOptions {
            identifier: Some("plimsoll".to_owned()),
            inter_file_dependencies: true,
            workspace_diagnostics: true,
            ..DiagnosticOptions::default()
        }));
    }
    let more = json!({
        "hoverProvider": true,
        "inlayHintProvider": true,
        "codeLensProvider": {},
        "documentLinkProvider": {},
        "completionProvider": {"triggerCharacters": ["[", ",", "=", "\""]},
        "executeCommandProvider": {"commands": commands::ALL},
    });
    if let Ok(more) = serde_json::from_value::<ServerCapabilities>(more) {
        capabilities.hover_provider = more.hover_provider;
        capabilities.inlay_hint_provider = more.inlay_hint_provider;
        capabilities.code_lens_provider = more.code_lens_provider;
        capabilities.document_link_provider = more.document_link_provider;
        capabilities.completion_provider = more.completion_provider;
        capabilities.execute_command_provider = more.execute_command_provider;
    }
    let workspace = json!({"workspaceFolders": {"supported": true, "changeNotifications": true}});
    capabilities.workspace = serde_json::from_value(workspace).ok();
    InitializeResult {
        capabilities,
        server_info: Some(ServerInfo {
            name: "plimsoll".to_owned(),
            version: Some(env!("CARGO_PKG_VERSION").to_owned()),
        }),
    }
}

/// Takes a notification in; those that are not known are none of ours.
pub(crate) fn take_in(talk: &mut Talk<'_>, notification: Notification) {
    let params = notification.params;
    match notification.method.as_str() {
        "initialized" => initialized(talk),
        "textDocument/didOpen" => opened(talk, params),
        "textDocument/didChange" => changed(talk, params),
        "textDocument/didSave" => saved(talk, params),
        "textDocument/didClose" => closed(talk, params),
        "workspace/didChangeWatchedFiles" => moved(talk, params),
        "workspace/didChangeWorkspaceFolders" => folders_changed(talk, params),
        "workspace/didChangeConfiguration" => {
            match params
                .get("settings")
                .filter(|settings| settings.get("plimsoll").is_some())
            {
                Some(settings) => talk.set(&settings.clone()),
                None => talk.ask_for_settings(),
            }
        }
        _ => {}
    }
}

fn initialized(talk: &mut Talk<'_>) {
    if talk.client().watches {
        let watchers = WATCHED.map(|pattern| json!({"globPattern": pattern}));
        let registration = json!({"registrations": [{
            "id": "plimsoll-files",
            "method": "workspace/didChangeWatchedFiles",
            "registerOptions": {"watchers": watchers},
        }]});
        talk.request("client/registerCapability", registration);
    }
    talk.ask_for_settings();
}

fn read<P: DeserializeOwned>(params: Value) -> Option<P> {
    serde_json::from_value(params).ok()
}

fn opened(talk: &mut Talk<'_>, params: Value) {
    let Some(DidOpenTextDocumentParams { text_document: opened }) = read(params) else {
        return;
    };
    let language = String::from(opened.language_id);
    let session = &mut talk.session;
    let path = session
        .documents
        .open(opened.uri, &language, opened.version, opened.text);
    path.into_iter().for_each(|path| session.text_changed(&path, true));
}

fn changed(talk: &mut Talk<'_>, params: Value) {
    let Some(params) = read::<DidChangeTextDocumentParams>(params) else {
        return;
    };
    let session = &mut talk.session;
    let id = params.text_document;
    let uri = id.text_document_identifier.uri;
    let encoding = session.client.encoding;
    let path = session
        .documents
        .change(&uri, id.version, params.content_changes, encoding);
    path.into_iter().for_each(|path| session.text_changed(&path, false));
}

fn saved(talk: &mut Talk<'_>, params: Value) {
    let Some(params) = read::<DidSaveTextDocumentParams>(params) else {
        return;
    };
    let Some(path) = uri::path_of(&params.text_document.uri) else {
        return;
    };
    let session = &mut talk.session;
    if session.is_configuration(&path) {
        session.roots.renew();
    } else {
        session.text_changed(&path, true);
    }
}

fn closed(talk: &mut Talk<'_>, params: Value) {
    let Some(params) = read::<DidCloseTextDocumentParams>(params) else {
        return;
    };
    let session = &mut talk.session;
    if let Some(path) = session.documents.close(&params.text_document.uri) {
        session.text_closed(&path);
        // Where its folder went with it, nothing is judged that would show it.
        talk.show();
    }
}

/// Something on the disk has changed. What the client has open is as it was.
fn moved(talk: &mut Talk<'_>, params: Value) {
    let Some(params) = read::<DidChangeWatchedFilesParams>(params) else {
        return;
    };
    let session = &mut talk.session;
    for change in params.changes {
        let Some(path) = uri::path_of(&change.uri) else {
            continue;
        };
        let is_open = session.documents.get(&path).is_some();
        if is_open && !session.is_configuration(&path) {
            continue;
        }
        if let Some(index) = session.roots.known(&path) {
            session.roots.get(index).renew();
        }
    }
}

fn folders_changed(talk: &mut Talk<'_>, params: Value) {
    let Some(params) = read::<DidChangeWorkspaceFoldersParams>(params) else {
        return;
    };
    let session = &mut talk.session;
    for folder in params.event.removed {
        if let Some(folder) = uri::path_of(&folder.uri) {
            session.roots.remove(&folder);
            session.forget(|path| path.starts_with(&folder));
        }
    }
    for folder in params.event.added {
        let path = uri::path_of(&folder.uri);
        path.into_iter().for_each(|path| session.roots.add(path));
    }
    // What is still open belongs to another folder now, or to none.
    let open: Vec<PathBuf> = session.documents.iter().map(|(path, _)| path.clone()).collect();
    open.iter().for_each(|path| session.text_changed(path, true));
    talk.show();
}
