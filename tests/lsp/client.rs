//! A client that talks to `plimsoll lsp` over its standard input and output.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::Duration;

use serde_json::{Value, json};

use super::folder::uri;

/// No answer takes longer, even on a busy machine.
const LIMIT: Duration = Duration::from_secs(60);

/// A server, and what it has said.
pub(crate) struct Client {
    child: Child,
    input: Option<ChildStdin>,
    output: Receiver<Value>,
    next: i64,
    /// What was pushed last for each file.
    pub(crate) pushed: BTreeMap<String, (Option<i64>, Vec<Value>)>,
    /// The methods of the server's own requests and notifications.
    pub(crate) heard: Vec<String>,
}

/// What a client can that takes what is sent to it.
pub(crate) fn pushing() -> Value {
    json!({
        "general": {"positionEncodings": ["utf-16"]},
        "workspace": {"workspaceEdit": {"documentChanges": true, "resourceOperations": ["create"]}},
    })
}

/// What a client can that asks, as Neovim does.
pub(crate) fn pulling() -> Value {
    json!({
        "general": {"positionEncodings": ["utf-8", "utf-16"]},
        "textDocument": {
            "diagnostic": {"relatedDocumentSupport": true},
            "codeAction": {"dataSupport": true, "resolveSupport": {"properties": ["edit"]}},
        },
        "workspace": {
            "diagnostics": {"refreshSupport": true},
            "workspaceEdit": {"documentChanges": true},
        },
    })
}

impl Client {
    /// A server that was not greeted yet.
    pub(crate) fn start() -> Self {
        let mut own = Command::new(env!("CARGO_BIN_EXE_plimsoll"));
        own.arg("lsp");
        Self::started(own)
    }

    fn started(mut command: Command) -> Self {
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let (sender, output) = channel();
        let mut reader = BufReader::new(child.stdout.take().expect("it is piped"));
        std::thread::spawn(move || {
            while let Some(message) = read(&mut reader) {
                if sender.send(message).is_err() {
                    break;
                }
            }
        });
        Self {
            input: child.stdin.take(),
            child,
            output,
            next: 0,
            pushed: BTreeMap::new(),
            heard: Vec::new(),
        }
    }

    /// A server in a folder.
    pub(crate) fn new(folder: &Path, capabilities: Value) -> Self {
        Self::with(folder, capabilities, Value::Null)
    }

    /// Another server in a folder.
    pub(crate) fn greeted(command: Command, folder: &Path, capabilities: Value) -> Self {
        let mut client = Self::started(command);
        let params = json!({
            "processId": null,
            "rootUri": uri(folder),
            "capabilities": capabilities,
            "workspaceFolders": [{"uri": uri(folder), "name": "folder"}],
        });
        client.request("initialize", params);
        client.notify("initialized", json!({}));
        client
    }

    /// The same with settings.
    pub(crate) fn with(folder: &Path, capabilities: Value, settings: Value) -> Self {
        let mut client = Self::start();
        let params = json!({
            "processId": null,
            "rootUri": null,
            "capabilities": capabilities,
            "initializationOptions": settings,
            "workspaceFolders": [{"uri": uri(folder), "name": "folder"}],
        });
        let greeting = client.request("initialize", params);
        assert_eq!(greeting["serverInfo"]["name"], "plimsoll", "{greeting}");
        client.notify("initialized", json!({}));
        client
    }

    pub(crate) fn send(&mut self, message: &Value) {
        let text = message.to_string();
        self.send_raw(format!("Content-Length: {}\r\n\r\n{text}", text.len()).as_bytes());
    }

    pub(crate) fn send_raw(&mut self, bytes: &[u8]) {
        let input = self.input.as_mut().expect("it is open");
        input
            .write_all(bytes)
            .and_then(|()| input.flush())
            .expect("the server reads");
    }

    pub(crate) fn notify(&mut self, method: &str, params: Value) {
        self.send(&json!({"jsonrpc": "2.0", "method": method, "params": params}));
    }

    /// Sends a request, and gives its number.
    pub(crate) fn ask(&mut self, method: &str, params: Value) -> i64 {
        self.next += 1;
        let id = self.next;
        self.send(&json!({"jsonrpc": "2.0", "id": id, "method": method, "params": params}));
        id
    }

    /// The whole answer to a request.
    pub(crate) fn answer(&mut self, id: i64) -> Value {
        loop {
            let message = self.hear(LIMIT).expect("the server answers");
            if message["id"] == id && message.get("method").is_none() {
                return message;
            }
        }
    }

    /// The result of a request.
    pub(crate) fn request(&mut self, method: &str, params: Value) -> Value {
        let id = self.ask(method, params);
        let mut answer = self.answer(id);
        assert!(answer.get("error").is_none(), "{method}: {answer}");
        answer["result"].take()
    }

    /// The next message, which is remembered.
    pub(crate) fn hear(&mut self, limit: Duration) -> Option<Value> {
        let message = match self.output.recv_timeout(limit) {
            Ok(message) => message,
            Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => return None,
        };
        let Some(method) = message.get("method").and_then(Value::as_str) else {
            return Some(message);
        };
        self.heard.push(method.to_owned());
        if method == "textDocument/publishDiagnostics" {
            let params = &message["params"];
            let diagnostics = params["diagnostics"].as_array().cloned().unwrap_or_default();
            let uri = params["uri"].as_str().expect("it has an address").to_owned();
            self.pushed.insert(uri, (params["version"].as_i64(), diagnostics));
        } else if let Some(id) = message.get("id") {
            let id = id.clone();
            self.send(&json!({"jsonrpc": "2.0", "id": id, "result": null}));
        }
        Some(message)
    }

    pub(crate) fn open(&mut self, uri: &str, language: &str, text: &str) {
        let document = json!({"uri": uri, "languageId": language, "version": 1, "text": text});
        self.notify("textDocument/didOpen", json!({"textDocument": document}));
    }

    pub(crate) fn change(&mut self, uri: &str, version: i64, changes: Value) {
        let params = json!({"textDocument": {"uri": uri, "version": version}, "contentChanges": changes});
        self.notify("textDocument/didChange", params);
    }

    /// Waits for what is pushed for a version of a file.
    pub(crate) fn pushed_for(&mut self, uri: &str, version: i64) -> Vec<Value> {
        loop {
            if let Some((known, diagnostics)) = self.pushed.get(uri)
                && *known == Some(version)
            {
                return diagnostics.clone();
            }
            self.hear(LIMIT).expect("diagnostics come");
        }
    }

    /// Waits for what another server pushes for a version of a file, which it may leave out.
    pub(crate) fn pushed_at(&mut self, uri: &str, version: i64) {
        let is_it = |known: &Option<i64>| known.is_none_or(|known| known == version);
        while !self.pushed.get(uri).is_some_and(|(known, _)| is_it(known)) {
            self.hear(LIMIT).expect("diagnostics come");
        }
    }

    /// Waits until what is pushed for a file fits.
    pub(crate) fn pushed_until(&mut self, uri: &str, fits: impl Fn(&[Value]) -> bool) -> Vec<Value> {
        loop {
            if let Some((_, diagnostics)) = self.pushed.get(uri)
                && fits(diagnostics)
            {
                return diagnostics.clone();
            }
            self.hear(LIMIT).expect("diagnostics come");
        }
    }

    /// What the server finds in a file, when asked.
    pub(crate) fn pull(&mut self, uri: &str) -> Vec<Value> {
        let report = self.request("textDocument/diagnostic", json!({"textDocument": {"uri": uri}}));
        report["items"].as_array().cloned().unwrap_or_default()
    }

    /// The actions for a whole file, resolved.
    pub(crate) fn actions(&mut self, uri: &str, only: Value, diagnostics: Value) -> Vec<Value> {
        let end = json!({"line": 100_000, "character": 0});
        let range = json!({"start": {"line": 0, "character": 0}, "end": end});
        let context = json!({"diagnostics": diagnostics, "only": only});
        let params = json!({"textDocument": {"uri": uri}, "range": range, "context": context});
        let actions = self.request("textDocument/codeAction", params);
        let actions = actions.as_array().cloned().unwrap_or_default().into_iter();
        let resolved = actions.map(|action| match action.get("data") {
            Some(_) => self.request("codeAction/resolve", action),
            None => action,
        });
        resolved.collect()
    }

    /// Takes its leave, and gives the exit code.
    pub(crate) fn leave(mut self) -> Option<i32> {
        self.request("shutdown", Value::Null);
        self.notify("exit", Value::Null);
        self.end()
    }

    /// Closes the pipe, and gives the exit code.
    pub(crate) fn end(mut self) -> Option<i32> {
        drop(self.input.take());
        self.child.wait().expect("it ends").code()
    }

    /// The number of the process.
    pub(crate) fn pid(&self) -> u32 {
        self.child.id()
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn read(reader: &mut impl BufRead) -> Option<Value> {
    let mut length = 0;
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).ok()? == 0 {
            return None;
        }
        let line = line.trim_end();
        if line.is_empty() {
            break;
        }
        if let Some(number) = line.strip_prefix("Content-Length: ") {
            length = number.parse().ok()?;
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    serde_json::from_slice(&body).ok()
}
