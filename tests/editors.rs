//! The files under `editors/`: they can be read, and agree with the page about them.

use serde_json::Value;

use crate::house::root;

fn text(path: &str) -> String {
    std::fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

#[test]
fn files_for_editors_can_be_read() {
    for path in [
        "vscode/package.json",
        "jetbrains/plimsoll.json",
        "sublime/LSP-plimsoll.sublime-settings",
    ] {
        let read: Result<Value, _> = serde_json::from_str(&text(&format!("editors/{path}")));
        assert!(read.is_ok(), "{path}: {read:?}");
    }
    for path in ["helix/languages.toml", "zed/extension.toml"] {
        let source = plimsoll_syntax::SourceFile::new(
            plimsoll_syntax::FileId::default(),
            path,
            text(&format!("editors/{path}")).into_bytes(),
        );
        // Keys that are none of ours are told; a mistake of syntax comes alone.
        let (_, faults) = plimsoll_config::read(&source);
        assert!(
            faults.iter().all(|fault| fault.message.starts_with("there is no key")),
            "{path}: {faults:?}"
        );
    }
}

#[test]
fn the_extension_starts_what_there_is() {
    let package: Value = serde_json::from_str(&text("editors/vscode/package.json")).expect("it is JSON");
    let version = format!("\"{}\"", env!("CARGO_PKG_VERSION"));
    assert_eq!(package["version"].to_string(), version, "one version for all");
    let settings = package["contributes"]["configuration"]["properties"]
        .as_object()
        .expect("there are some");
    let page = text("docs/editors.md");
    for name in settings.keys() {
        let name = name.trim_start_matches("plimsoll.");
        assert!(
            page.contains(&format!("`{name}`")),
            "docs/editors.md does not know `{name}`"
        );
    }
    let lock = text("editors/vscode/package-lock.json");
    assert!(!lock.contains("\"resolved\""), "no addresses");
}
