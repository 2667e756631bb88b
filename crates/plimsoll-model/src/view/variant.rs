//! A way in which a project is started, as the engine sees it.

use std::sync::Arc;

use plimsoll_syntax::{FileId, Span};

use super::Subject;
use crate::compose::Compose;
use crate::environment::Verdict;
use crate::project::Variant;

/// A variant as the engine sees it.
#[derive(Clone)]
pub struct VariantView<'a> {
    /// The merged model and the Dockerfiles in it.
    pub subject: Subject<'a>,
    /// Its files, as they would be named after `-f`, with ` + ` between them.
    pub name: &'a Arc<str>,
    /// Every file that is part of it.
    pub files: &'a [FileId],
    /// The only file that it is judged for; all, if absent.
    pub only: Option<FileId>,
    pub verdict: &'a Verdict,
    pub(super) variant: &'a Variant,
    pub(super) compose: &'a Compose,
}

impl VariantView<'_> {
    /// Whether it is judged for a file.
    pub fn judges(&self, file: FileId) -> bool {
        match self.only {
            Some(only) => only == file,
            None => self.files.contains(&file),
        }
    }

    /// Related places in other files: the value that this one replaces, and the `extends` through
    /// which it got here.
    pub fn related(&self, span: Span) -> Vec<(Span, &'static str)> {
        let replaced = self.compose.yaml.replaced(span).iter();
        let elsewhere = replaced.filter(|old| old.file != span.file);
        let mut related: Vec<(Span, &'static str)> = elsewhere.map(|old| (*old, "replaces this value")).collect();
        let in_file = self.variant.extensions.iter().filter(|taken| {
            taken.base.file == span.file && taken.extends.file != span.file && taken.base.start <= span.start
        });
        if let Some(nearest) = in_file.max_by_key(|taken| taken.base.start) {
            related.push((nearest.extends, "extended here"));
        }
        related
    }
}
