//! What is told besides findings: hovers, hints, lenses, links, completion, commands.

use serde_json::{Value, json};

use super::client::{Client, pulling};
use super::folder::{Folder, edited};

const COMPOSE: &str = "services:\n  web:\n    build: .\n    image: shop:${TAG:-1.0}\n    env_file: web.env\n  db:\n    image: postgres:9.6\n    environment:\n      POSTGRES_PASSWORD: hunter2secret\n";
const OVERRIDE: &str = "services:\n  web:\n    environment:\n      LOG: debug\n  db:\n    image: postgres:16\n";
const DOCKERFILE: &str = "FROM debian:12.7-slim AS build\n# plimsoll: ignore[add-local-file] a reason\nADD a /a\n";

fn project() -> Folder {
    Folder::new(&[
        ("compose.yaml", COMPOSE),
        ("compose.override.yaml", OVERRIDE),
        ("Dockerfile", DOCKERFILE),
        (".env", "# what is built\nTAG=2.5\n"),
        ("web.env", "A=b\n"),
    ])
}

fn served(folder: &Folder) -> Client {
    let mut client = Client::new(&folder.0, pulling());
    for (path, text) in [("compose.yaml", COMPOSE), ("Dockerfile", DOCKERFILE)] {
        client.open(&folder.uri(path), "plain", text);
    }
    client
}

fn at(uri: &str, line: u32, character: u32) -> Value {
    json!({"textDocument": {"uri": uri}, "position": {"line": line, "character": character}})
}

fn hover(client: &mut Client, uri: &str, line: u32, character: u32) -> String {
    let hover = client.request("textDocument/hover", at(uri, line, character));
    hover["contents"]["value"].as_str().unwrap_or_default().to_owned()
}

#[test]
fn hovers_tell_what_is_known() {
    let folder = project();
    let mut client = served(&folder);
    let (compose, dockerfile) = (folder.uri("compose.yaml"), folder.uri("Dockerfile"));
    let page = hover(&mut client, &dockerfile, 1, 24);
    assert!(page.contains("add_local_file.md"), "{page}");
    let base = hover(&mut client, &dockerfile, 0, 8);
    assert!(
        base.contains("debian:12.7-slim") && base.contains("Not pinned") && base.contains("root"),
        "{base}"
    );
    let image = hover(&mut client, &compose, 6, 14);
    assert!(
        image.contains("postgres:9.6") && image.contains("was patched until"),
        "{image}"
    );
    assert!(image.contains("`postgres:16` (`compose.override.yaml:6`)"), "{image}");
    let variable = hover(&mut client, &compose, 3, 20);
    assert!(variable.contains("`TAG`: `2.5`, from `.env:2`"), "{variable}");
    assert!(variable.contains("`shop:2.5`"), "{variable}");
    let secret = hover(&mut client, &compose, 8, 30);
    assert!(!secret.contains("hunter2secret"), "{secret}");
}

#[test]
fn hovers_show_no_secret_of_several_lines() {
    let key = "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj";
    let text = format!(
        "services:\n  web:\n    image: shop:1.2\n    environment:\n      KEY: |\n        -----BEGIN PRIVATE KEY-----\n        {key}\n        {key}\n        -----END PRIVATE KEY-----\n"
    );
    let folder = Folder::new(&[("compose.yaml", &text)]);
    let mut client = Client::new(&folder.0, pulling());
    let compose = folder.uri("compose.yaml");
    client.open(&compose, "yaml", &text);
    for (line, character) in [(4, 7), (3, 6), (1, 3)] {
        let told = hover(&mut client, &compose, line, character);
        assert!(!told.contains(&key[..12]), "{told}");
    }
}

#[test]
fn hints_lenses_and_links_lead_further() {
    let folder = project();
    let mut client = served(&folder);
    let (compose, dockerfile) = (folder.uri("compose.yaml"), folder.uri("Dockerfile"));
    let whole = json!({"start": {"line": 0, "character": 0}, "end": {"line": 99, "character": 0}});
    let hints = client.request(
        "textDocument/inlayHint",
        json!({"textDocument": {"uri": compose}, "range": whole}),
    );
    let labels: Vec<&str> = hints
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(|hint| hint["label"].as_str())
        .collect();
    assert!(
        labels.contains(&"= 2.5") && labels.contains(&"runs as root"),
        "{labels:?}"
    );
    let lenses = client.request("textDocument/codeLens", json!({"textDocument": {"uri": dockerfile}}));
    let titles = lenses.to_string();
    assert!(
        titles.contains("production (") && titles.contains("1 finding is accepted"),
        "{titles}"
    );
    let links = client.request("textDocument/documentLink", json!({"textDocument": {"uri": compose}}));
    let targets: Vec<&str> = links
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(|link| link["target"].as_str())
        .collect();
    assert_eq!(targets, [&*dockerfile, &*folder.uri("web.env")]);
    let back = client.request(
        "textDocument/documentLink",
        json!({"textDocument": {"uri": dockerfile}}),
    );
    assert!(
        back[0]["target"]
            .as_str()
            .is_some_and(|target| target.ends_with("compose.yaml#L2")),
        "{back}"
    );
}

#[test]
fn switches_switch_off() {
    let folder = project();
    let off = json!({"inlayHints": {"environment": false, "user": false, "values": false}, "codeLens": false, "infos": "off"});
    let mut client = Client::with(&folder.0, pulling(), off);
    let compose = folder.uri("compose.yaml");
    client.open(&compose, "yaml", COMPOSE);
    let whole = json!({"start": {"line": 0, "character": 0}, "end": {"line": 99, "character": 0}});
    let hints = client.request(
        "textDocument/inlayHint",
        json!({"textDocument": {"uri": compose}, "range": whole}),
    );
    assert_eq!(hints, json!([]));
    assert_eq!(
        client.request("textDocument/codeLens", json!({"textDocument": {"uri": compose}})),
        json!([])
    );
    assert!(client.pull(&compose).iter().all(|one| one["severity"] != 4));
}

#[test]
fn ignores_and_configurations_are_completed() {
    let folder = project();
    let mut client = served(&folder);
    let (dockerfile, toml) = (folder.uri("Dockerfile"), folder.uri("plimsoll.toml"));
    let labels = |items: Value| -> Vec<String> {
        let items = items.as_array().cloned().unwrap_or_default();
        items
            .iter()
            .map(|item| item["label"].as_str().unwrap_or_default().to_owned())
            .collect()
    };
    let rules = labels(client.request("textDocument/completion", at(&dockerfile, 1, 21)));
    assert!(rules.contains(&"runs-as-root".to_owned()), "{rules:?}");
    assert!(labels(client.request("textDocument/completion", at(&dockerfile, 2, 3))).is_empty());
    client.open(&toml, "toml", "sel\n[rules.trusted-registries]\n");
    let keys = labels(client.request("textDocument/completion", at(&toml, 0, 3)));
    assert!(keys.contains(&"select".to_owned()), "{keys:?}");
}

#[test]
fn commands_do_what_they_say() {
    let folder = project();
    let mut client = served(&folder);
    let compose = folder.uri("compose.yaml");
    let mut run = |command: &str, argument: Value| {
        client.request(
            "workspace/executeCommand",
            json!({"command": command, "arguments": [argument]}),
        )
    };
    let page = run("plimsoll.explain", json!("DL3020"));
    assert_eq!(page["rule"], "add-local-file");
    let model = run("plimsoll.showModel", json!(compose));
    assert!(model.as_str().is_some_and(|text| text.contains("web, db")), "{model}");
    run("plimsoll.setEnvironment", json!("development"));
    let lenses = client.request("textDocument/codeLens", json!({"textDocument": {"uri": compose}}));
    assert!(lenses.to_string().contains("development ("), "{lenses}");
}

#[test]
fn findings_are_accepted_in_the_configuration() {
    let folder = project();
    folder.write("plimsoll.toml", "show = \"info\"\n");
    let mut client = served(&folder);
    let (compose, toml) = (folder.uri("compose.yaml"), folder.uri("plimsoll.toml"));
    let found = client.pull(&compose);
    let actions = client.actions(&compose, json!(["quickfix"]), json!([]));
    let accept = actions.iter().find(|action| {
        action["title"]
            .as_str()
            .is_some_and(|title| title.starts_with("Accept"))
    });
    let text = edited(accept.expect("there is one"), &toml, "show = \"info\"\n");
    assert!(text.starts_with("show = \"info\"\n\n[[exceptions]]\nrule = "), "{text}");
    folder.write("plimsoll.toml", &text);
    client.notify("textDocument/didSave", json!({"textDocument": {"uri": toml}}));
    assert!(client.pull(&compose).len() < found.len(), "{text}");
}

#[test]
fn a_configuration_above_the_folder_accepts_by_the_path_from_there() {
    let folder = Folder::new(&[
        ("plimsoll.toml", "show = \"info\"\n"),
        ("shop/Dockerfile", "FROM debian\n"),
    ]);
    let mut client = Client::new(&folder.0.join("shop"), pulling());
    let (uri, toml) = (folder.uri("shop/Dockerfile"), folder.uri("plimsoll.toml"));
    client.open(&uri, "dockerfile", "FROM debian\n");
    let actions = client.actions(&uri, json!(["quickfix"]), json!([]));
    let mut texts = actions.iter().map(|action| edited(action, &toml, ""));
    let exception = texts.find(|text| text.contains("[[exceptions]]"));
    assert!(
        exception
            .as_ref()
            .is_some_and(|text| text.contains("files = [\"shop/Dockerfile\"]")),
        "{exception:?}"
    );
}
