//! What a run gives.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use plimsoll_model::environment::Verdict;
use plimsoll_model::files::FileKind;
use plimsoll_syntax::{FileId, SourceFile, Span};

use crate::{Finding, Level, hidden};

/// All findings of a run, and what each file was taken for.
#[derive(Debug, Default)]
pub struct Report {
    /// Sorted by path, span and rule.
    pub findings: Vec<Finding>,
    /// One per file that was to be judged, sorted by path.
    pub files: Vec<FileReport>,
    /// Every file that a span may point into.
    pub sources: BTreeMap<FileId, Arc<SourceFile>>,
    /// Secrets in the files, which no output may show; sorted by file and place, none touching
    /// the next. Also those whose findings are ignored or were not asked for.
    pub hidden: Vec<Span>,
    /// Findings that an ignore in a file hides.
    pub ignored: usize,
    /// A rule panicked; its finding says where. The run could not do the whole job.
    pub internal_error: bool,
}

/// What a file was taken for.
#[derive(Debug)]
pub struct FileReport {
    pub file: FileId,
    pub kind: FileKind,
    pub verdict: Verdict,
}

impl Report {
    /// The file of a span.
    pub fn source(&self, file: FileId) -> &Arc<SourceFile> {
        let source = self.sources.get(&file);
        source.expect("the sources of a report hold all files of its spans")
    }

    /// Puts findings and files into the order that users see: by the parts of their paths, so that
    /// a folder comes as a whole. Numbers of files say nothing.
    pub(crate) fn sort(&mut self) {
        let mut sources: Vec<&SourceFile> = self.sources.values().map(|source| &**source).collect();
        sources.sort_by(|a, b| a.path().split('/').cmp(b.path().split('/')).then(a.id().cmp(&b.id())));
        let ranks: HashMap<FileId, usize> = sources.iter().enumerate().map(|(rank, s)| (s.id(), rank)).collect();
        let rank = |file: FileId| ranks.get(&file).copied();
        self.files.sort_by_key(|file| rank(file.file));
        self.findings
            .sort_by(|a, b| rank(a.span.file).cmp(&rank(b.span.file)).then_with(|| a.in_order(b)));
    }

    /// The secrets of a file, in their order.
    pub fn hidden_in(&self, file: FileId) -> &[Span] {
        let start = self.hidden.partition_point(|span| span.file < file);
        let end = self.hidden.partition_point(|span| span.file <= file);
        &self.hidden[start..end]
    }

    /// A text that was read at a place, with its secrets masked; `None` if it holds none. `name` is
    /// that of the variable whose value it is.
    pub fn covered(&self, place: Span, name: Option<&str>, text: &str) -> Option<String> {
        hidden::covered(self, place, name, text)
    }

    /// How many findings have a level.
    pub fn count(&self, level: Level) -> usize {
        self.findings.iter().filter(|f| f.level == level).count()
    }
}
