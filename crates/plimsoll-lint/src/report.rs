//! What a run gives.

use std::cmp::Ordering;
use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use plimsoll_model::environment::Verdict;
use plimsoll_model::files::FileKind;
use plimsoll_syntax::{FileId, SourceFile, Span};

use crate::{Finding, Level};

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

    /// The reports on parts of a run as one, in the order that users see. Numbers of files say
    /// nothing, so that order is the one of paths.
    pub(crate) fn together(parts: Vec<Self>) -> Self {
        let mut whole = Self::default();
        for mut part in parts {
            whole.findings.append(&mut part.findings);
            whole.files.append(&mut part.files);
            whole.sources.append(&mut part.sources);
            whole.hidden.append(&mut part.hidden);
            whole.ignored += part.ignored;
            whole.internal_error |= part.internal_error;
        }
        whole.hidden.sort_unstable();
        let sources = &whole.sources;
        let path = |file: &FileId| sources.get(file).map_or("", |source| source.path());
        let in_order = |a: FileId, b: FileId| by_path(path(&a), path(&b));
        whole.files.sort_by(|a, b| in_order(a.file, b.file));
        whole
            .findings
            .sort_by(|a, b| in_order(a.span.file, b.span.file).then_with(|| a.in_order(b)));
        whole
    }

    /// Without the texts that nothing in the report points into.
    #[must_use]
    pub(crate) fn without_spare_texts(mut self) -> Self {
        let mut needed: HashSet<FileId> = HashSet::new();
        for finding in &self.findings {
            let edits = finding.fix.iter().flat_map(|fix| &fix.edits);
            needed.insert(finding.span.file);
            needed.extend(finding.notes.iter().map(|note| note.span.file));
            needed.extend(edits.map(|edit| edit.span.file));
        }
        let spare = self.sources.iter_mut().filter(|(file, _)| !needed.contains(*file));
        spare.for_each(|(_, source)| *source = Arc::new(source.without_text()));
        self.hidden.retain(|span| needed.contains(&span.file));
        self
    }

    /// The secrets of a file, in their order.
    pub fn hidden_in(&self, file: FileId) -> &[Span] {
        let start = self.hidden.partition_point(|span| span.file < file);
        let end = self.hidden.partition_point(|span| span.file <= file);
        &self.hidden[start..end]
    }

    /// How many findings have a level.
    pub fn count(&self, level: Level) -> usize {
        self.findings.iter().filter(|f| f.level == level).count()
    }
}

/// The order of two paths: by their parts, so that a folder comes as a whole.
pub(crate) fn by_path(a: &str, b: &str) -> Ordering {
    a.split('/').cmp(b.split('/'))
}
