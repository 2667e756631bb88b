//! Folders that tests work in, and what actions make of texts.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::Value;

/// A folder for one test, with files.
pub(crate) struct Folder(pub(crate) PathBuf);

impl Folder {
    pub(crate) fn new(files: &[(&str, &str)]) -> Self {
        static NEXT: AtomicUsize = AtomicUsize::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let folder = std::env::temp_dir().join(format!("plimsoll-lsp-{}-{number}", std::process::id()));
        let folder = Self(folder);
        std::fs::create_dir_all(folder.0.join(".git")).expect("temporary files can be written");
        for (path, text) in files {
            folder.write(path, text);
        }
        folder
    }

    pub(crate) fn write(&self, path: &str, text: impl AsRef<[u8]>) {
        let path = self.0.join(path);
        std::fs::create_dir_all(path.parent().expect("it lies in the folder")).expect("it can be made");
        std::fs::write(path, text).expect("it can be written");
    }

    pub(crate) fn uri(&self, path: &str) -> String {
        uri(&self.0.join(path))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// The address of a path without odd characters.
pub(crate) fn uri(path: &Path) -> String {
    format!("file://{}", path.display())
}

/// The rules of diagnostics.
pub(crate) fn rules(diagnostics: &[Value]) -> Vec<String> {
    let code = |diagnostic: &Value| diagnostic["code"].as_str().unwrap_or_default().to_owned();
    diagnostics.iter().map(code).collect()
}

/// A text after the edits of an action, by the addresses of its files; columns count bytes.
pub(crate) fn edited(action: &Value, uri: &str, text: &str) -> String {
    let changes = action["edit"]["documentChanges"]
        .as_array()
        .cloned()
        .unwrap_or_default();
    let own = changes.iter().filter(|change| change["textDocument"]["uri"] == uri);
    let edits = own.flat_map(|change| change["edits"].as_array().cloned().unwrap_or_default());
    let starts: Vec<usize> = std::iter::once(0)
        .chain(text.match_indices('\n').map(|(at, _)| at + 1))
        .collect();
    let offset = |position: &Value| {
        let number = |key: &str| position[key].as_u64().expect("it is a number") as usize;
        starts
            .get(number("line"))
            .map_or(text.len(), |start| start + number("character"))
    };
    let mut edits: Vec<(usize, usize, String)> = edits
        .map(|edit| {
            let new = edit["newText"].as_str().expect("it has a text").to_owned();
            (offset(&edit["range"]["start"]), offset(&edit["range"]["end"]), new)
        })
        .collect();
    edits.sort();
    let mut text = text.to_owned();
    for (start, end, new) in edits.into_iter().rev() {
        text.replace_range(start..end, &new);
    }
    text
}
