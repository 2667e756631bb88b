//! The result of a run.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use plimsoll_model::environment::Verdict;
use plimsoll_model::files::FileKind;
use plimsoll_syntax::{FileId, SourceFile, Span};

use crate::policy::Origin;
use crate::{Finding, Level, Suppressed, Suppression};

/// All findings of a run, and what each file was taken for.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// Sorted by path, span and rule. In boxes, so that joining the parts of a run moves none of them.
    pub findings: Vec<Box<Finding>>,
    /// One per file to be judged, sorted by path.
    pub files: Vec<FileReport>,
    /// Every file that a span may point into.
    pub sources: BTreeMap<FileId, Arc<SourceFile>>,
    /// Secrets in the files, which no output may show; sorted by file and place, without touching
    /// spans. Includes those whose findings are ignored or were not selected.
    pub redacted: Vec<Span>,
    /// Findings that are not reported, in the same order.
    pub suppressed: Vec<Suppressed>,
    /// The exceptions that accept something that was found, by their places in the policy.
    pub used_exceptions: BTreeSet<usize>,
    /// The overrides that hold somewhere.
    pub used_overrides: BTreeSet<Origin>,
    /// A rule panicked; its finding says where. The run could not do the whole job.
    pub internal_error: bool,
}

/// What a file was taken for.
#[derive(Clone, Debug)]
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

    /// What the parts of a run gave.
    pub(crate) fn of_parts(parts: Vec<Self>) -> Self {
        let mut whole = Self::default();
        for part in parts {
            whole.findings.extend(part.findings);
            whole.files.extend(part.files);
            whole.sources.extend(part.sources);
            whole.redacted.extend(part.redacted);
            whole.suppressed.extend(part.suppressed);
            whole.used_exceptions.extend(part.used_exceptions);
            whole.used_overrides.extend(part.used_overrides);
            whole.internal_error |= part.internal_error;
        }
        whole
    }

    /// In the order that users see. Numbers of files say nothing, so that order is the one of paths.
    #[must_use]
    pub(crate) fn in_order(mut self) -> Self {
        self.redacted.sort_unstable();
        let mut files: Vec<&Arc<SourceFile>> = self.sources.values().collect();
        files.sort_by(|a, b| by_path(a.path(), b.path()));
        // A file that two projects lead to was read for each.
        let mut places: HashMap<FileId, usize> = HashMap::new();
        for (at, same) in files.chunk_by(|a, b| a.path() == b.path()).enumerate() {
            places.extend(same.iter().map(|file| (file.id(), at)));
        }
        let place = |file: FileId| places.get(&file);
        let order = |a: &Finding, b: &Finding| {
            let (first, second) = (place(a.span.file), place(b.span.file));
            first.cmp(&second).then_with(|| a.in_order(b))
        };
        self.files.sort_by_key(|file| place(file.file));
        self.findings.sort_by(|a, b| order(a, b));
        self.findings
            .dedup_by(|b, a| a.span.file != b.span.file && order(a, b) == Ordering::Equal);
        self.suppressed.sort_by(|a, b| order(&a.finding, &b.finding));
        self
    }

    /// Without what no reporter asks for: texts that nothing in the report points into, and room for
    /// words that do not come.
    #[must_use]
    pub(crate) fn compact(mut self) -> Self {
        let mut needed: HashSet<FileId> = HashSet::new();
        let suppressed = self.suppressed.iter_mut().map(|suppressed| &mut suppressed.finding);
        for finding in self.findings.iter_mut().chain(suppressed) {
            let edits = finding.fix.iter().flat_map(|fix| &fix.edits);
            needed.insert(finding.span.file);
            needed.extend(finding.notes.iter().map(|note| note.span.file));
            needed.extend(edits.map(|edit| edit.span.file));
            finding.compact();
        }
        let spare = self.sources.iter_mut().filter(|(file, _)| !needed.contains(*file));
        spare.for_each(|(_, source)| *source = Arc::new(source.without_text()));
        self.redacted.retain(|span| needed.contains(&span.file));
        self
    }

    /// How many findings are hidden in some way.
    pub fn hidden(&self, is: impl Fn(&Suppression) -> bool) -> usize {
        self.suppressed.iter().filter(|suppressed| is(&suppressed.by)).count()
    }

    /// The number of findings of a level.
    pub fn count(&self, level: Level) -> usize {
        self.findings.iter().filter(|f| f.level == level).count()
    }
}

/// The order of two paths: by their parts, so that a folder stays together.
pub(crate) fn by_path(a: &str, b: &str) -> Ordering {
    a.split('/').cmp(b.split('/'))
}
