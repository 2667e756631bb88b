//! What is said to the client, and what it has been shown.

use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use lsp_server::{Connection, ErrorCode, Message, Notification, Request, RequestId, Response};
use lsp_types::{MessageType, PublishDiagnosticsParams, ShowMessageParams};
use serde::Serialize;
use serde_json::{Value, json};

use crate::client::Client;
use crate::session::Session;
use crate::settings::Settings;

/// A result, or why there is none.
pub(crate) type Answer = Result<Value, (ErrorCode, String)>;

/// A result as it is sent.
pub(crate) fn result(value: impl Serialize) -> Answer {
    serde_json::to_value(value).map_err(|error| (ErrorCode::InternalError, error.to_string()))
}

/// The way to the client that is served.
pub(crate) struct Talk<'c> {
    connection: &'c Connection,
    pub(crate) session: Session,
    /// What the client has of each file: the version that it was for, and what was found.
    shown: BTreeMap<PathBuf, (Option<i32>, u64)>,
    has_told_of_panic: bool,
    /// What was told of settings.
    refused: BTreeSet<String>,
    next: i32,
    /// The request for the client's settings that was not answered yet.
    asked_for_settings: Option<RequestId>,
}

impl<'c> Talk<'c> {
    pub(crate) fn new(connection: &'c Connection, session: Session) -> Self {
        Self {
            connection,
            session,
            shown: BTreeMap::new(),
            has_told_of_panic: false,
            refused: BTreeSet::new(),
            next: 0,
            asked_for_settings: None,
        }
    }

    /// Does something that may panic, which is told once. The state is read anew afterwards.
    pub(crate) fn guarded<T>(&mut self, what: impl FnOnce(&mut Self) -> T) -> Option<T> {
        let done = catch_unwind(AssertUnwindSafe(|| what(self)));
        if done.is_err() {
            self.session.roots.renew();
            if !std::mem::replace(&mut self.has_told_of_panic, true) {
                let text = "plimsoll failed at one request; `RUST_BACKTRACE=1 plimsoll check` may show where";
                self.tell(MessageType::Error, text.to_owned());
            }
        }
        done.ok()
    }

    /// Shows what was found, where it is another than what the client has.
    pub(crate) fn show(&mut self) {
        self.tell_of_refused();
        let mut changed: Vec<(PathBuf, Option<i32>, u64)> = Vec::new();
        // Something is otherwise although its text is the same: the client does not know.
        let mut is_elsewhere = false;
        let mut paths = std::mem::take(&mut self.session.fresh);
        paths.extend(self.session.documents.iter().map(|(path, _)| path.clone()));
        for path in &paths {
            let hash = self.session.found.get(path).map_or(0, |found| found.hash);
            let version = self.session.documents.get(path).map(|document| document.version);
            let before = self.shown.get(path);
            let is_new = match before {
                // A client that asks does so for every version that it makes.
                Some((shown, before)) if self.session.client.pulls => *shown == version && *before != hash,
                None if self.session.client.pulls => version.is_none() && self.has_any(path),
                Some(before) => *before != (version, hash),
                None => version.is_some() || self.has_any(path),
            };
            if is_new {
                is_elsewhere |= before.is_some_and(|(shown, _)| *shown == version);
                changed.push((path.clone(), version, hash));
            }
        }
        if changed.is_empty() {
            return;
        }
        if self.session.client.pulls {
            self.request("workspace/diagnostic/refresh", Value::Null);
        }
        for (path, version, hash) in changed {
            if !self.session.client.pulls {
                let diagnostics = self.session.found.get(&path).map(|found| found.diagnostics.clone());
                let params = PublishDiagnosticsParams {
                    uri: self.session.uri(&path),
                    version,
                    diagnostics: diagnostics.unwrap_or_default(),
                };
                self.notify("textDocument/publishDiagnostics", params);
            }
            self.shown.insert(path, (version, hash));
        }
        if is_elsewhere {
            self.refresh();
        }
    }

    /// Has the client ask again for what it shows between the lines.
    pub(crate) fn refresh(&mut self) {
        if self.session.client.refreshes_hints {
            self.request("workspace/inlayHint/refresh", Value::Null);
        }
        if self.session.client.refreshes_lenses {
            self.request("workspace/codeLens/refresh", Value::Null);
        }
    }

    /// Tells of settings that mean nothing, each once.
    fn tell_of_refused(&mut self) {
        for index in 0..self.session.roots.count() {
            for refused in std::mem::take(&mut self.session.roots.get(index).refused) {
                let setting = refused.path().trim_start_matches('-');
                let text = format!("the setting `plimsoll.{setting}` is left out: {}", refused.message());
                if self.refused.insert(text.clone()) {
                    self.tell(MessageType::Warning, text);
                }
            }
        }
    }

    fn has_any(&self, path: &Path) -> bool {
        self.session
            .found
            .get(path)
            .is_some_and(|found| !found.diagnostics.is_empty())
    }

    /// Remembers that the client has what was found in a file.
    pub(crate) fn was_shown(&mut self, path: &Path, hash: u64) {
        let version = self.session.documents.get(path).map(|document| document.version);
        self.shown.insert(path.to_owned(), (version, hash));
    }

    /// Asks for the settings, if the client can be asked.
    pub(crate) fn ask_for_settings(&mut self) {
        if self.session.client.configuration {
            let id = self.request("workspace/configuration", json!({"items": [{"section": "plimsoll"}]}));
            self.asked_for_settings = Some(id);
        }
    }

    /// Takes the answer of the client to something that it was asked.
    pub(crate) fn hear(&mut self, response: Response) {
        if self.asked_for_settings.as_ref() != Some(&response.id) {
            return;
        }
        self.asked_for_settings = None;
        let own = response.response_result.as_ref().ok().and_then(|result| result.get(0));
        // Clients that have nothing to say may answer with nothing in it.
        let says = |own: &&Value| own.as_object().is_some_and(|own| !own.is_empty());
        if let Some(own) = own.filter(says) {
            self.set(&own.clone());
        }
    }

    /// Takes other settings over.
    pub(crate) fn set(&mut self, value: &Value) {
        match Settings::read(value) {
            Ok(settings) if settings == self.session.settings => {}
            Ok(settings) => {
                self.session.settings = settings;
                self.refused.clear();
                self.session.forget(|_| true);
                self.session.roots.renew();
            }
            Err(fault) => self.tell(MessageType::Warning, fault),
        }
    }

    /// Shows a message to the user.
    pub(crate) fn tell(&mut self, kind: MessageType, message: String) {
        self.notify("window/showMessage", ShowMessageParams { kind, message });
    }

    /// Asks the client for something; gives what the answer will be called.
    pub(crate) fn request(&mut self, method: &str, params: Value) -> RequestId {
        self.next += 1;
        let id = RequestId::from(self.next);
        self.send(Request::new(id.clone(), method.to_owned(), params));
        id
    }

    fn notify(&mut self, method: &str, params: impl serde::Serialize) {
        self.send(Notification::new(method.to_owned(), params));
    }

    /// A client that is gone hears nothing.
    pub(crate) fn send(&mut self, message: impl Into<Message>) {
        let _ = self.connection.sender.send(message.into());
    }

    /// The client that is served.
    pub(crate) fn client(&self) -> &Client {
        &self.session.client
    }
}
