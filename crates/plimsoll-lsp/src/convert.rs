//! From places of the engine to those of the protocol.

use std::collections::HashMap;
use std::path::{Component, Path, PathBuf};

use lsp_types::{Range, Uri};
use plimsoll_lint::Report;
use plimsoll_syntax::{FileId, SourceFile, Span};

use crate::documents::Documents;
use crate::lines::{Encoding, Lines};
use crate::uri;

/// Converts places in files of one folder, whose lines it counts once.
pub(crate) struct Convert<'a> {
    pub(crate) folder: &'a Path,
    pub(crate) documents: &'a Documents,
    pub(crate) encoding: Encoding,
    lines: HashMap<FileId, Lines>,
}

impl<'a> Convert<'a> {
    pub(crate) fn new(folder: &'a Path, documents: &'a Documents, encoding: Encoding) -> Self {
        Self {
            folder,
            documents,
            encoding,
            lines: HashMap::new(),
        }
    }

    /// The range of a span in its file.
    pub(crate) fn range(&mut self, source: &SourceFile, span: Span) -> Range {
        let lines = self
            .lines
            .entry(source.id())
            .or_insert_with(|| Lines::of(source.text()));
        let range = span.range();
        lines.range(source.text(), range.start, range.end, self.encoding)
    }

    /// The range of a span of a report, and the address of its file.
    pub(crate) fn place(&mut self, report: &Report, span: Span) -> (Uri, Range) {
        let source = report.source(span.file);
        (self.uri(source.path()), self.range(source, span))
    }

    /// The address of a file, as the client writes it if it has it open.
    pub(crate) fn uri(&self, path: &str) -> Uri {
        let path = self.path(path);
        let open = self.documents.get(&path);
        open.map_or_else(|| uri::of_path(&path), |document| document.uri.clone())
    }

    /// The version of a file that the client has open.
    pub(crate) fn version(&self, path: &str) -> Option<i32> {
        let document = self.documents.get(&self.path(path))?;
        Some(document.version)
    }

    /// The path of a file on the disk. A configuration may lie above the folder.
    fn path(&self, path: &str) -> PathBuf {
        let mut whole = self.folder.to_owned();
        for part in Path::new(path).components() {
            match part {
                Component::ParentDir => drop(whole.pop()),
                Component::CurDir => {}
                part => whole.push(part),
            }
        }
        whole
    }
}
