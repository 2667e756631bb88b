//! The conversation itself: greeting, leaving, what nobody should send.

use std::process::Command;

use serde_json::{Value, json};

use super::client::{Client, pulling, pushing};
use super::folder::Folder;

#[test]
fn it_leaves_as_it_should() {
    let folder = Folder::new(&[]);
    let client = Client::new(&folder.0, pushing());
    assert_eq!(client.leave(), Some(0));
    let mut client = Client::new(&folder.0, pushing());
    client.notify("exit", Value::Null);
    assert_eq!(client.end(), Some(1), "without `shutdown`");
    assert_eq!(Client::new(&folder.0, pushing()).end(), Some(1), "the pipe is closed");
    assert_eq!(Client::start().end(), Some(1), "before any greeting");
}

#[test]
fn garbage_ends_it_cleanly() {
    let folder = Folder::new(&[]);
    for garbage in [
        "GET / HTTP/1.1\r\n\r\n",
        "Content-Length: x\r\n\r\n",
        "Content-Length: 2\r\n\r\n{]",
    ] {
        let mut client = Client::new(&folder.0, pushing());
        client.send_raw(garbage.as_bytes());
        assert_eq!(client.end(), Some(1), "{garbage}");
    }
}

#[test]
fn what_it_does_not_know_is_said() {
    let folder = Folder::new(&[]);
    let mut client = Client::start();
    let id = client.ask("textDocument/hover", json!({}));
    assert_eq!(client.answer(id)["error"]["code"], -32002, "before the greeting");
    let mut client = Client::new(&folder.0, pushing());
    let id = client.ask("textDocument/unheardOf", json!({}));
    assert_eq!(client.answer(id)["error"]["code"], -32601);
    let id = client.ask("textDocument/codeAction", json!({"textDocument": 1}));
    assert_eq!(client.answer(id)["error"]["code"], -32602);
    client.notify("$/unheardOf", json!({}));
    client.notify("textDocument/didChange", json!({"textDocument": 1}));
    client.change("untitled:x", 2, json!([{"text": "FROM a\n"}]));
    assert_eq!(client.leave(), Some(0));
}

#[test]
fn requests_can_be_cancelled_and_get_old() {
    let folder = Folder::new(&[("Dockerfile", "FROM debian\n")]);
    let uri = folder.uri("Dockerfile");
    let mut client = Client::new(&folder.0, pulling());
    client.open(&uri, "dockerfile", "FROM debian\n");
    // One that was answered before is answered once.
    let id = client.ask("textDocument/diagnostic", json!({"textDocument": {"uri": uri}}));
    client.notify("$/cancelRequest", json!({"id": id}));
    let answer = client.answer(id);
    assert!(
        answer.get("result").is_some() || answer["error"]["code"] == -32800,
        "{answer}"
    );
    assert!(!client.pull(&uri).is_empty());
}

#[test]
fn columns_are_counted_as_agreed() {
    let text = "FROM debian:12.7 AS \u{1f433}\r\nADD a b\r\n# \u{1f433} é\r\nRUN x\r\n";
    for (capabilities, width) in [(pushing(), 2), (pulling(), 4)] {
        let folder = Folder::new(&[("Dockerfile", text)]);
        let uri = folder.uri("Dockerfile");
        let mut client = Client::new(&folder.0, capabilities.clone());
        client.open(&uri, "dockerfile", text);
        // Behind the whale in the comment, and a whole line taken out.
        let at = |line: u32, character: u32| json!({"line": line, "character": character});
        let range = json!({"start": at(2, 2 + width), "end": at(2, 2 + width)});
        let line = json!({"start": at(1, 0), "end": at(2, 0)});
        let word = json!({"start": at(0, 5), "end": at(0, 16)});
        let changes = json!([
            {"range": range, "text": "\u{1f40b}"},
            {"range": line, "text": ""},
            {"range": word, "text": "ubuntu"},
            {"range": {"start": at(2, 0), "end": at(2, 5)}, "text": "ADD a b"},
        ]);
        client.change(&uri, 2, changes);
        let found = match capabilities == pushing() {
            true => client.pushed_for(&uri, 2),
            false => client.pull(&uri),
        };
        let add = found.iter().find(|one| one["code"] == "add-local-file");
        let add = add.unwrap_or_else(|| panic!("{found:?}"));
        assert_eq!(add["range"], json!({"start": at(2, 0), "end": at(2, 3)}));
        let tag = found
            .iter()
            .find(|one| one["code"] == "unpinned-image-tag" || one["code"] == "base-image-untagged");
        assert!(tag.is_none_or(|tag| tag["range"]["start"] == at(0, 5)), "{found:?}");
    }
}

#[test]
fn no_connection_is_opened_and_no_process_started() {
    if Command::new("strace").arg("-V").output().is_err() {
        println!("skipped: no strace");
        return;
    }
    let text = "FROM debian\nADD a b\n";
    let folder = Folder::new(&[("Dockerfile", text), ("compose.yaml", "services: {a: {build: .}}\n")]);
    let log = folder.0.join("strace.log");
    let mut command = Command::new("strace");
    command.args(["-f", "-e", "trace=network,execve", "-o"]).arg(&log);
    command.args([env!("CARGO_BIN_EXE_plimsoll"), "lsp"]);
    let mut client = Client::greeted(command, &folder.0, pulling());
    let uri = folder.uri("Dockerfile");
    client.open(&uri, "dockerfile", text);
    client.pull(&uri);
    client.actions(&uri, Value::Null, json!([]));
    client.request(
        "textDocument/hover",
        json!({"textDocument": {"uri": uri}, "position": {"line": 0, "character": 7}}),
    );
    client.leave();
    let log = std::fs::read_to_string(log).expect("it was written");
    let calls = log
        .lines()
        .filter(|line| line.contains('(') && !line.contains("+++") && !line.contains("---"));
    let calls: Vec<&str> = calls.collect();
    assert_eq!(calls.len(), 1, "only its own start: {calls:?}");
}
