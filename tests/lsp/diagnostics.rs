//! What is found, and when it is told.

use serde_json::{Value, json};

use super::client::{Client, pulling, pushing};
use super::folder::{Folder, rules};

const COMPOSE: &str = "services:\n  web:\n    build: .\n  proxy:\n    image: nginx:1.27\n    depends_on:\n      web:\n        condition: service_healthy\n";
const WITH_USER: &str = "services:\n  web:\n    user: \"1000\"\n    build: .\n";
const AS_ROOT: &str = "FROM debian:12.7-slim\nCOPY app /app\nENTRYPOINT [\"/app\"]\n";
const HEALTHY: &str =
    "FROM debian:12.7-slim\nCOPY app /app\nHEALTHCHECK CMD [\"/app\", \"check\"]\nENTRYPOINT [\"/app\"]\n";
/// It depends on the Compose file, and is found in the Dockerfile.
const RULE: &str = "service-runs-as-root";

fn project() -> Folder {
    Folder::new(&[("compose.yaml", COMPOSE), ("Dockerfile", AS_ROOT)])
}

#[test]
fn findings_come_with_all_that_belongs_to_them() {
    let folder = project();
    let uri = folder.uri("Dockerfile");
    let mut client = Client::new(&folder.0, pushing());
    client.open(&uri, "dockerfile", AS_ROOT);
    let found = client.pushed_for(&uri, 1);
    let finding = found.iter().find(|one| one["code"] == RULE);
    let finding = finding.unwrap_or_else(|| panic!("{found:?}"));
    assert_eq!(finding["source"], "plimsoll");
    let link = finding["codeDescription"]["href"].as_str().unwrap_or_default();
    assert!(link.ends_with("/rules/project/service_runs_as_root.md"), "{link}");
    let mut codes = rules(&found);
    codes.sort();
    codes.dedup();
    assert_eq!(codes.len(), found.len(), "one entry for each fault");
}

#[test]
fn each_version_is_answered() {
    let folder = project();
    let uri = folder.uri("Dockerfile");
    let mut client = Client::new(&folder.0, pushing());
    client.open(&uri, "dockerfile", AS_ROOT);
    let first = client.pushed_for(&uri, 1);
    for version in 2..5 {
        let end = json!({"line": 3, "character": 0});
        client.change(
            &uri,
            version,
            json!([{"range": {"start": end, "end": end}, "text": "\n"}]),
        );
        assert_eq!(client.pushed_for(&uri, version), first);
    }
    let other = folder.uri("values.yaml");
    client.open(&other, "yaml", "a: b\n");
    assert_eq!(client.pushed_for(&other, 1), [Value::Null; 0]);
}

#[test]
fn what_an_answer_needed_to_be_judged_is_told_too() {
    let folder = project();
    let uri = folder.uri("Dockerfile");
    let mut client = Client::new(&folder.0, pushing());
    client.open(&uri, "dockerfile", AS_ROOT);
    client.pushed_for(&uri, 1);
    for version in 2..6 {
        let text = format!("{AS_ROOT}{}ADD x /y\n", "\n".repeat(version));
        let document = json!({"uri": uri, "version": version});
        let change = json!({"textDocument": document, "contentChanges": [{"text": text}]});
        let place = json!({"textDocument": {"uri": uri}, "position": {"line": 0, "character": 8}});
        let messages = [
            json!({"jsonrpc": "2.0", "method": "textDocument/didChange", "params": change}),
            json!({"jsonrpc": "2.0", "id": 1000 + version, "method": "textDocument/hover", "params": place}),
        ];
        // Both are there before the server has time to judge.
        let frame = |message: &Value| format!("Content-Length: {}\r\n\r\n{message}", message.to_string().len());
        client.send_raw(messages.iter().map(frame).collect::<String>().as_bytes());
        let found = client.pushed_for(&uri, version as i64);
        let added = found.iter().find(|one| one["code"] == "add-local-file");
        let added = added.unwrap_or_else(|| panic!("version {version}: {found:?}"));
        assert_eq!(added["range"]["start"]["line"], 3 + version);
    }
}

#[test]
fn a_change_of_one_file_changes_what_is_found_in_another() {
    let folder = project();
    let (dockerfile, compose) = (folder.uri("Dockerfile"), folder.uri("compose.yaml"));
    let mut client = Client::new(&folder.0, pushing());
    client.open(&compose, "yaml", COMPOSE);
    let before = client.pushed_for(&compose, 1);
    client.open(&dockerfile, "dockerfile", HEALTHY);
    client.pushed_for(&dockerfile, 1);
    let after = client.pushed_until(&compose, |found| *found != before[..]);
    assert_ne!(rules(&before), rules(&after));
    // And back, when the text is given up.
    client.notify("textDocument/didClose", json!({"textDocument": {"uri": dockerfile}}));
    client.pushed_until(&compose, |found| *found == before[..]);
    let is_found = |found: &[Value]| rules(found).iter().any(|rule| rule == RULE);
    client.open(&dockerfile, "dockerfile", AS_ROOT);
    client.pushed_until(&dockerfile, is_found);
    client.change(&compose, 2, json!([{"text": WITH_USER}]));
    client.pushed_until(&dockerfile, |found| !is_found(found));
}

#[test]
fn who_asks_is_told_to_ask_again() {
    let folder = project();
    let (dockerfile, compose) = (folder.uri("Dockerfile"), folder.uri("compose.yaml"));
    let mut client = Client::new(&folder.0, pulling());
    client.open(&compose, "yaml", COMPOSE);
    let before = client.pull(&compose);
    client.open(&dockerfile, "dockerfile", HEALTHY);
    client.pull(&dockerfile);
    while !client
        .heard
        .iter()
        .any(|method| method == "workspace/diagnostic/refresh")
    {
        client.hear(std::time::Duration::from_secs(60)).expect("it says so");
    }
    assert_ne!(rules(&before), rules(&client.pull(&compose)));
    let report = client.request("textDocument/diagnostic", json!({"textDocument": {"uri": compose}}));
    let params = json!({"textDocument": {"uri": compose}, "previousResultId": report["resultId"]});
    assert_eq!(client.request("textDocument/diagnostic", params)["kind"], "unchanged");
    let all = client.request("workspace/diagnostic", json!({"previousResultIds": []}));
    let items = all["items"].as_array().expect("it is a list");
    assert!(items.iter().any(|item| item["uri"] == compose.as_str()), "{all}");
    assert!(
        !client
            .heard
            .iter()
            .any(|method| method == "textDocument/publishDiagnostics")
    );
}

#[test]
fn a_saved_configuration_holds_at_once() {
    let folder = project();
    let (uri, toml) = (folder.uri("Dockerfile"), folder.uri("plimsoll.toml"));
    let mut client = Client::new(&folder.0, pushing());
    client.open(&uri, "dockerfile", AS_ROOT);
    let before = client.pushed_for(&uri, 1);
    assert!(rules(&before).contains(&RULE.to_owned()));
    let saved = |client: &mut Client, text: &str| {
        folder.write("plimsoll.toml", text);
        client.notify("textDocument/didSave", json!({"textDocument": {"uri": toml}}));
    };
    saved(&mut client, &format!("ignore = [\"{RULE}\"]\n"));
    client.pushed_until(&uri, |found| !rules(found).contains(&RULE.to_owned()));
    // A mistake is shown where it is, and what held before still holds.
    saved(&mut client, "ignor = []\n");
    let faults = client.pushed_until(&toml, |found| !found.is_empty());
    assert_eq!(faults[0]["range"]["start"], json!({"line": 0, "character": 0}));
    saved(&mut client, "");
    client.pushed_until(&toml, <[Value]>::is_empty);
    assert_eq!(client.pushed_until(&uri, |found| *found == before[..]), before);
}

#[test]
fn a_file_outside_the_folders_is_judged_with_its_project() {
    let (folder, other) = (Folder::new(&[]), project());
    let uri = other.uri("Dockerfile");
    let mut client = Client::new(&folder.0, pushing());
    client.open(&uri, "dockerfile", AS_ROOT);
    assert!(rules(&client.pushed_for(&uri, 1)).contains(&RULE.to_owned()));
    // With its last file the folder is nobody's business any more.
    client.notify("textDocument/didClose", json!({"textDocument": {"uri": uri}}));
    client.pushed_until(&uri, <[Value]>::is_empty);
}

#[test]
fn a_wrong_word_in_the_settings_stops_nothing() {
    let folder = project();
    let uri = folder.uri("Dockerfile");
    let mut client = Client::with(&folder.0, pushing(), json!({"ignore": ["no-such-rule"]}));
    client.open(&uri, "dockerfile", AS_ROOT);
    assert!(rules(&client.pushed_for(&uri, 1)).contains(&RULE.to_owned()));
    assert!(client.heard.iter().any(|method| method == "window/showMessage"));
    assert!(client.pushed.keys().all(|uri| !uri.contains("--ignore")));
}

#[test]
fn the_right_words_beside_a_wrong_one_hold() {
    let folder = project();
    let uri = folder.uri("Dockerfile");
    let mut client = Client::with(&folder.0, pushing(), json!({"select": ["no-such-rule", RULE]}));
    client.open(&uri, "dockerfile", AS_ROOT);
    assert_eq!(rules(&client.pushed_for(&uri, 1)), [RULE]);
}

#[test]
fn a_configuration_above_the_folder_is_called_by_its_name() {
    let folder = Folder::new(&[("plimsoll.toml", "levels = 1\n"), ("shop/Dockerfile", AS_ROOT)]);
    let mut client = Client::new(&folder.0.join("shop"), pushing());
    client.pushed_until(&folder.uri("plimsoll.toml"), |found| !found.is_empty());
}

#[test]
fn one_text_need_not_wait_for_all() {
    let folder = project();
    for number in 0..60 {
        folder.write(&format!("{number}/Dockerfile"), AS_ROOT);
    }
    let uri = folder.uri("Dockerfile");
    let mut client = Client::new(&folder.0, pulling());
    client.open(&uri, "dockerfile", AS_ROOT);
    let all = client.ask("workspace/diagnostic", json!({"previousResultIds": []}));
    let gone = client.ask("workspace/diagnostic", json!({"previousResultIds": []}));
    client.notify("$/cancelRequest", json!({"id": gone}));
    assert!(rules(&client.pull(&uri)).contains(&RULE.to_owned()));
    let answer = client.answer(all);
    let items = answer["result"]["items"].as_array().map_or(0, Vec::len);
    assert!(items > 60, "{answer}");
}

#[test]
#[cfg(feature = "rego")]
fn nobody_runs_the_policies_of_an_untrusted_folder() {
    let policy = "package main\n\nimport rego.v1\n\ndeny_always contains msg if {\n\tmsg := \"never\"\n}\n";
    let toml = "policy-files = [\"docker.rego\"]\n[rules.\"policy/docker/deny_always\"]\nlevel = \"warning\"\n";
    let folder = Folder::new(&[
        ("Dockerfile", AS_ROOT),
        ("docker.rego", policy),
        ("plimsoll.toml", toml),
    ]);
    let uri = folder.uri("Dockerfile");
    for is_trusted in [true, false] {
        let mut client = Client::with(&folder.0, pulling(), json!({"policy": is_trusted}));
        client.open(&uri, "dockerfile", AS_ROOT);
        let found = rules(&client.pull(&uri));
        assert_eq!(
            found.iter().any(|rule| rule.starts_with("policy/")),
            is_trusted,
            "{found:?}"
        );
        assert!(found.contains(&"runs-as-root".to_owned()), "{found:?}");
    }
}

#[test]
fn roots_come_and_go() {
    let (one, other) = (project(), project());
    let uri = other.uri("Dockerfile");
    let mut client = Client::new(&one.0, pushing());
    let event = |key: &str| {
        let folder = json!([{"uri": super::folder::uri(&other.0), "name": "other"}]);
        let mut event = json!({"added": [], "removed": []});
        event[key] = folder;
        json!({"event": event})
    };
    client.notify("workspace/didChangeWorkspaceFolders", event("added"));
    client.pushed_until(&uri, |found| !found.is_empty());
    client.notify("workspace/didChangeWorkspaceFolders", event("removed"));
    client.pushed_until(&uri, <[Value]>::is_empty);
}

#[test]
fn what_changes_on_the_disk_is_seen() {
    let folder = project();
    let uri = folder.uri("Dockerfile");
    let mut client = Client::new(&folder.0, pushing());
    client.pushed_until(&uri, |found| rules(found).iter().any(|rule| rule == RULE));
    folder.write("compose.yaml", WITH_USER);
    let change = json!({"changes": [{"uri": folder.uri("compose.yaml"), "type": 2}]});
    client.notify("workspace/didChangeWatchedFiles", change);
    client.pushed_until(&uri, |found| !rules(found).iter().any(|rule| rule == RULE));
    // Who does not watch is helped by the next change of a text.
    folder.write("compose.yaml", COMPOSE);
    std::thread::sleep(std::time::Duration::from_millis(2_200));
    let other = folder.uri("other/Dockerfile");
    client.open(&other, "dockerfile", AS_ROOT);
    client.pushed_until(&uri, |found| rules(found).iter().any(|rule| rule == RULE));
}

#[test]
fn what_is_known_stays_hidden() {
    let folder = project();
    let uri = folder.uri("Dockerfile");
    let mut run = std::process::Command::new(env!("CARGO_BIN_EXE_plimsoll"));
    let run = run.arg("baseline").current_dir(&folder.0).output().expect("it runs");
    assert!(run.status.success(), "{run:?}");
    let mut client = Client::new(&folder.0, pulling());
    client.open(&uri, "dockerfile", AS_ROOT);
    assert_eq!(client.pull(&uri), [Value::Null; 0]);
    client.change(&uri, 2, json!([{"text": format!("{AS_ROOT}ADD a /b\n")}]));
    assert_eq!(rules(&client.pull(&uri)), ["add-local-file"]);
}
