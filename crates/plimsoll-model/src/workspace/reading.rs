//! Bytes to facts: the inputs, and the Compose files that they include or extend.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use plimsoll_syntax::dockerfile as dockerfile_tree;
use plimsoll_syntax::{FileId, SourceFile, yaml};
use rayon::prelude::*;

use super::Workspace;
use crate::base::path::folder;
use crate::compose::Compose;
use crate::dockerfile::DockerfileFacts;
use crate::files::FileKind;
use crate::project::{Options, References, Variables, named_file};
use crate::sources::Reader;

/// A file that could not be read because of a bug in plimsoll, and the panic message. Its tree is
/// empty.
#[derive(Clone, Debug)]
pub struct Failure {
    pub file: FileId,
    pub message: String,
}

pub(super) enum Parsed {
    Dockerfile(Box<DockerfileFacts>),
    Compose(Box<Compose>),
}

pub(super) fn parse(
    source: &Arc<SourceFile>,
    kind: FileKind,
    variables: &Variables<'_>,
    options: &Options,
) -> (Parsed, Option<Failure>) {
    guarded(source, |source| match kind {
        FileKind::Dockerfile => Parsed::Dockerfile(Box::new(DockerfileFacts::new(dockerfile_tree::parse(source)))),
        FileKind::Compose => {
            let mut compose = read_compose(source, variables);
            if !options.profiles.is_empty() {
                compose.keep_profiles(&options.profiles);
            }
            Parsed::Compose(Box::new(compose))
        }
    })
}

/// Reads a file so that a panic costs only this file: it then counts as empty.
pub(super) fn guarded<T>(source: &Arc<SourceFile>, read: impl Fn(&Arc<SourceFile>) -> T) -> (T, Option<Failure>) {
    let payload = match catch_unwind(AssertUnwindSafe(|| read(source))) {
        Ok(parsed) => return (parsed, None),
        Err(payload) => payload,
    };
    let empty = Arc::new(SourceFile::new(source.id(), source.path(), Vec::new()));
    let failure = Failure {
        file: source.id(),
        message: panic_message(&*payload),
    };
    (read(&empty), Some(failure))
}

/// The message of a panic.
pub fn panic_message(payload: &(dyn Any + Send)) -> String {
    let text = payload.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| payload.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "no message".to_owned())
}

fn read_compose(source: &Arc<SourceFile>, variables: &Variables<'_>) -> Compose {
    let yaml = yaml::parse(Arc::clone(source));
    // Most files have no variables, and need no other file for them.
    if !source.text().contains('$') {
        return Compose::read(yaml);
    }
    let lookup = variables.lookup(folder(source.path()));
    Compose::read_with(yaml, &|name| lookup(name, &[]))
}

impl Workspace {
    /// Reads and parses the Compose files that others include or extend and that are not among the
    /// inputs.
    pub(super) fn read_referenced(&mut self, files: &Reader<'_>, variables: &Variables<'_>) -> References {
        let mut references = References::default();
        for (index, compose) in self.composes.iter().enumerate() {
            references.insert(compose.yaml.source.path(), index);
        }
        let mut next = 0;
        let last = self.composes.len() + named_file::MOST_FILES;
        while next < self.composes.len() && self.composes.len() < last {
            let open = self.composes[next..].par_iter().flat_map_iter(named_file::named);
            let mut missing: Vec<String> = open.map(|(path, _)| path).collect();
            next = self.composes.len();
            missing.sort();
            missing.dedup();
            missing.retain(|path| references.get(path).is_none());
            missing.truncate(last - self.composes.len());
            let parsed = files.load(missing).into_par_iter().map(|source| {
                let (compose, failure) = guarded(&source, |source| read_compose(source, variables));
                (source, compose, failure)
            });
            for (source, compose, failure) in parsed.collect::<Vec<_>>() {
                self.failures.extend(failure);
                references.insert(source.path(), self.composes.len());
                self.composes.push(compose);
                self.sources.insert(source.id(), source);
            }
        }
        references
    }
}
