//! Beside another server: tally's, where `PLIMSOLL_TALLY` names the program. Both do the same work in one
//! run: the time to the first findings, and to those after a key.

use std::process::Command;
use std::time::{Duration, Instant};

use serde_json::json;

use super::client::{Client, pushing};
use super::folder::Folder;

/// How long a server takes to the first findings of a text, and in the middle to those after a key.
fn times(command: Command) -> (Duration, Duration) {
    let mut text = String::from("FROM debian\nRUN apt-get update && apt-get install -y curl\nADD app /app\n");
    let folder = Folder::new(&[("Dockerfile", &text)]);
    let uri = folder.uri("Dockerfile");
    let start = Instant::now();
    let mut client = Client::greeted(command, &folder.0, pushing());
    client.open(&uri, "dockerfile", &text);
    client.pushed_at(&uri, 1);
    let first = start.elapsed();
    let mut after: Vec<Duration> = Vec::new();
    for version in 2..32 {
        std::thread::sleep(Duration::from_millis(50));
        text.push_str("RUN echo\n");
        let start = Instant::now();
        client.pushed.clear();
        client.change(&uri, version, json!([{"text": text}]));
        client.pushed_at(&uri, version);
        after.push(start.elapsed());
    }
    after.sort();
    (first, after[after.len() / 2])
}

#[test]
fn findings_come_sooner_than_elsewhere() {
    let Some(tally) = std::env::var_os("PLIMSOLL_TALLY") else {
        println!("skipped: no PLIMSOLL_TALLY");
        return;
    };
    let mut other = Command::new(tally);
    other.args(["lsp", "--stdio"]);
    let mut own = Command::new(env!("CARGO_BIN_EXE_plimsoll"));
    own.arg("lsp");
    let ((first, after), (other_first, other_after)) = (times(own), times(other));
    println!("plimsoll: {first:?} and {after:?}; tally: {other_first:?} and {other_after:?}");
    // A program that is built for tests is slower.
    let (sooner, faster) = if cfg!(debug_assertions) { (4, 2) } else { (20, 10) };
    assert!(first * sooner < other_first && after * faster < other_after);
}
