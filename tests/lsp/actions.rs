//! What the user can do about findings.

use serde_json::{Value, json};

use super::client::{Client, pulling};
use super::folder::{Folder, edited, rules};

const DOCKERFILE: &str = "# syntax=docker/dockerfile:1\nFROM debian:12.7-slim AS build\nADD a.txt /a.txt\nRUN apt-get update && \\\n    apt-get install curl\n\nFROM debian:12.7-slim\nADD b.txt /b.txt\n";

#[test]
fn fixes_and_ignores_do_what_they_say() {
    let folder = Folder::new(&[("Dockerfile", DOCKERFILE)]);
    let uri = folder.uri("Dockerfile");
    let mut client = Client::new(&folder.0, pulling());
    client.open(&uri, "dockerfile", DOCKERFILE);
    let before = client.pull(&uri);
    let actions = client.actions(&uri, json!(["quickfix"]), json!(before));
    let use_copy = actions.iter().find(|action| action["title"] == "Use `COPY`");
    let use_copy = use_copy.unwrap_or_else(|| panic!("{actions:#?}"));
    assert_eq!(use_copy["diagnostics"][0]["code"], "add-local-file");
    assert!(edited(use_copy, &uri, DOCKERFILE).contains("COPY a.txt"));
    let mut version = 1;
    let mut count = 0;
    for action in &actions {
        let title = action["title"].as_str().unwrap_or_default();
        let Some(rest) = title.strip_prefix("Ignore `") else {
            continue;
        };
        let rule = rest.split('`').next().unwrap_or_default();
        let of_rule = |found: &[Value]| rules(found).iter().filter(|own| *own == rule).count();
        let text = edited(action, &uri, DOCKERFILE);
        version += 1;
        client.change(&uri, version, json!([{"text": text}]));
        let after = client.pull(&uri);
        assert!(of_rule(&after) < of_rule(&before), "{title}:\n{text}");
        assert!(
            !rules(&after)
                .iter()
                .any(|rule| rule.starts_with("unused") || rule == "syntax-error"),
            "{text}"
        );
        count += 1;
    }
    assert!(count > 4, "{actions:#?}");
}

#[test]
fn all_safe_fixes_at_once_end() {
    let folder = Folder::new(&[("Dockerfile", DOCKERFILE)]);
    let uri = folder.uri("Dockerfile");
    let mut client = Client::new(&folder.0, pulling());
    client.open(&uri, "dockerfile", DOCKERFILE);
    let only = json!(["source.fixAll"]);
    let actions = client.actions(&uri, only.clone(), json!([]));
    assert_eq!(actions.len(), 1, "{actions:?}");
    assert_eq!(actions[0]["kind"], "source.fixAll.plimsoll");
    let text = edited(&actions[0], &uri, DOCKERFILE);
    assert!(text.contains("COPY a.txt") && text.contains("COPY b.txt"), "{text}");
    client.change(&uri, 2, json!([{"text": text}]));
    assert_eq!(client.actions(&uri, only, json!([])), [Value::Null; 0]);
}

#[test]
fn no_fix_changes_a_variant_that_is_as_it_should_be() {
    let base = "services:\n  web:\n    image: redis:7.4\n    ports: [\"6379:6379\"]\n";
    let hardened = "services:\n  web:\n    ports: !override [\"127.0.0.1:6379:6379\"]\n";
    let other = ("compose.dev.yaml", "services:\n  web:\n    environment: [A=b]\n");
    for (files, offers) in [
        (vec![("compose.yaml", base), other], true),
        (
            vec![("compose.yaml", base), other, ("compose.prod.yaml", hardened)],
            false,
        ),
    ] {
        let folder = Folder::new(&files);
        let uri = folder.uri("compose.yaml");
        let mut client = Client::new(&folder.0, pulling());
        client.open(&uri, "yaml", base);
        let found = client.pull(&uri);
        let of_port = |found: &Value| found["range"]["start"]["line"] == 3 && found["code"].as_str().is_some();
        assert!(found.iter().any(of_port), "{found:?}");
        let actions = client.actions(&uri, json!(["quickfix"]), json!([]));
        let edits = |action: &&Value| action["edit"].to_string().contains("127.0.0.1");
        assert_eq!(actions.iter().any(|action| edits(&action)), offers, "{actions:#?}");
    }
}

/// The bad examples of one file on the pages: the id of the rule, whether it is a Dockerfile, the text.
fn examples() -> Vec<(String, bool, String)> {
    let rules = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../rules");
    let mut examples = Vec::new();
    for folder in ["dockerfile", "shell", "compose"] {
        for entry in std::fs::read_dir(rules.join(folder)).into_iter().flatten().flatten() {
            let path = entry.path();
            let Some(page) = path
                .extension()
                .filter(|end| *end == "md")
                .and_then(|_| std::fs::read_to_string(&path).ok())
            else {
                continue;
            };
            let id = path.file_stem().unwrap_or_default().to_string_lossy().replace('_', "-");
            let bad = page
                .split("\n## ")
                .find(|part| part.starts_with("Bad"))
                .unwrap_or_default();
            for block in bad.split("```").skip(1).step_by(2) {
                let (head, text) = block.split_once('\n').unwrap_or_default();
                if matches!(head, "dockerfile" | "yaml") {
                    examples.push((id.clone(), head == "dockerfile", text.to_owned()));
                }
            }
        }
    }
    examples.sort();
    examples
}

#[test]
fn ignores_hide_what_they_are_offered_for() {
    let folder = Folder::new(&[]);
    let mut client = Client::new(&folder.0, pulling());
    let (mut tried, mut failed) = (0, Vec::new());
    for (number, (id, is_dockerfile, text)) in examples().into_iter().enumerate() {
        let name = if is_dockerfile { "Dockerfile" } else { "compose.yaml" };
        let uri = folder.uri(&format!("n{number}/{name}"));
        client.open(&uri, "plain", &text);
        let of_rule = |found: &[Value]| rules(found).iter().filter(|own| **own == id).count();
        let before = of_rule(&client.pull(&uri));
        let actions = client.actions(&uri, json!(["quickfix"]), json!([]));
        let ignore = format!("Ignore `{id}` ");
        let is_own = |action: &&Value| action["title"].as_str().is_some_and(|title| title.starts_with(&ignore));
        for (version, action) in actions.iter().filter(is_own).enumerate() {
            let edited = edited(action, &uri, &text);
            client.change(&uri, version as i64 + 2, json!([{"text": edited}]));
            tried += 1;
            if of_rule(&client.pull(&uri)) >= before {
                failed.push(format!("{}\n{edited}", action["title"]));
            }
        }
        client.notify("textDocument/didClose", json!({"textDocument": {"uri": uri}}));
    }
    println!("{tried} ignores were tried");
    assert!(
        failed.is_empty(),
        "{} of {tried}:\n{}",
        failed.len(),
        failed.join("\n---\n")
    );
    assert!(tried > 500, "{tried}");
}
