//! The texts that the client has open, each as it is now.

use std::collections::BTreeMap;
use std::path::PathBuf;

use lsp_types::{TextDocumentContentChangeEvent, Uri};

use crate::lines::{Encoding, Lines};
use crate::uri;

/// All open texts, by their paths.
#[derive(Default)]
pub(crate) struct Documents(BTreeMap<PathBuf, Document>);

/// One open text.
pub(crate) struct Document {
    /// As the client writes it.
    pub(crate) uri: Uri,
    pub(crate) version: i32,
    pub(crate) text: String,
    pub(crate) lines: Lines,
    /// The client takes it for a Dockerfile.
    pub(crate) is_dockerfile: bool,
}

impl Document {
    /// A file that is not open, where only its address matters.
    pub(crate) fn closed(uri: Uri) -> Self {
        Self {
            uri,
            version: 0,
            text: String::new(),
            lines: Lines::of(""),
            is_dockerfile: false,
        }
    }
}

impl Documents {
    /// A text was opened; those that are in no file are left alone.
    pub(crate) fn open(&mut self, uri: Uri, language: &str, version: i32, text: String) -> Option<PathBuf> {
        let path = uri::path_of(&uri)?;
        let document = Document {
            uri,
            version,
            lines: Lines::of(&text),
            text,
            is_dockerfile: language.eq_ignore_ascii_case("dockerfile"),
        };
        self.0.insert(path.clone(), document);
        Some(path)
    }

    /// Changes in their order, each over the one before.
    pub(crate) fn change(
        &mut self,
        uri: &Uri,
        version: i32,
        changes: Vec<TextDocumentContentChangeEvent>,
        encoding: Encoding,
    ) -> Option<PathBuf> {
        let path = uri::path_of(uri)?;
        let document = self.0.get_mut(&path)?;
        for change in changes {
            match change {
                TextDocumentContentChangeEvent::TextDocumentContentChangePartial(change) => {
                    let range = document.lines.offsets(&document.text, change.range, encoding);
                    document.text.replace_range(range, &change.text);
                }
                TextDocumentContentChangeEvent::TextDocumentContentChangeWholeDocument(change) => {
                    document.text = change.text;
                }
            }
            document.lines = Lines::of(&document.text);
        }
        document.version = version;
        Some(path)
    }

    /// A text was closed.
    pub(crate) fn close(&mut self, uri: &Uri) -> Option<PathBuf> {
        let path = uri::path_of(uri)?;
        self.0.remove(&path).map(|_| path)
    }

    pub(crate) fn get(&self, path: &std::path::Path) -> Option<&Document> {
        self.0.get(path)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (&PathBuf, &Document)> {
        self.0.iter()
    }
}
