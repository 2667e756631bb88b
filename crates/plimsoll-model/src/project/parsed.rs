//! The first phase: the files of a run, each read for itself. Those that others include or extend
//! are read too.

use std::any::Any;
use std::collections::{HashMap, HashSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use plimsoll_syntax::dockerfile as dockerfile_tree;
use plimsoll_syntax::{FileId, SourceFile, yaml};
use rayon::prelude::*;

use super::Options;
use super::named_file::{self, References};
use super::variables::Variables;
use crate::base::path::folder;
use crate::compose::Compose;
use crate::dockerfile::DockerfileFacts;
use crate::files::{FileKind, Input};
use crate::sources::Reader;

/// The files of a run, each read for itself.
pub(crate) struct Parsed {
    /// Those that were read so far.
    pub(crate) sources: Vec<Arc<SourceFile>>,
    /// One per input, in their order.
    pub(crate) documents: Vec<(FileId, Document)>,
    pub(crate) dockerfiles: Vec<DockerfileFacts>,
    /// Those of the inputs, then those that others take in.
    pub(crate) composes: Vec<Compose>,
    /// The environment files among the inputs.
    pub(crate) env_files: Vec<Arc<SourceFile>>,
    /// How many Compose files are among the inputs.
    pub(crate) inputs: usize,
    pub(crate) references: References,
    pub(crate) failures: Vec<Failure>,
    /// The Compose files of the input in each folder.
    composes_in: HashMap<String, Vec<usize>>,
    compose_of_file: HashMap<FileId, usize>,
    input_files: HashSet<FileId>,
}

/// What an input was read as, by its place among the files of its kind.
#[derive(Clone, Copy)]
pub(crate) enum Document {
    Dockerfile(usize),
    Compose(usize),
}

/// A file that could not be read because of a bug in plimsoll, and the panic message. Its tree is
/// empty.
#[derive(Clone, Debug)]
pub struct Failure {
    pub file: FileId,
    pub message: String,
}

enum Facts {
    Dockerfile(Box<DockerfileFacts>),
    Compose(Box<Compose>),
    /// It is read when it is known which projects read it.
    EnvFile,
}

impl Parsed {
    /// Reads the inputs, and the files that they lead to, in parallel.
    pub(crate) fn read(inputs: Vec<Input>, files: &Reader<'_>, variables: &Variables<'_>, options: &Options) -> Self {
        let add = |input: Input| (files.add(&input.path, input.bytes), input.kind);
        let inputs: Vec<(Arc<SourceFile>, FileKind)> = inputs.into_iter().map(add).collect();
        let read = inputs
            .par_iter()
            .map(|(source, kind)| parse(source, *kind, variables, options));
        let read: Vec<(Facts, Option<Failure>)> = read.collect();
        let mut parsed = Self {
            sources: Vec::with_capacity(inputs.len()),
            documents: Vec::with_capacity(inputs.len()),
            dockerfiles: Vec::new(),
            composes: Vec::new(),
            env_files: Vec::new(),
            inputs: 0,
            references: References::default(),
            failures: Vec::new(),
            composes_in: HashMap::new(),
            compose_of_file: HashMap::new(),
            input_files: inputs.iter().map(|(source, _)| source.id()).collect(),
        };
        for ((source, _), (facts, failure)) in inputs.into_iter().zip(read) {
            let file = source.id();
            parsed.failures.extend(failure);
            let document = match facts {
                Facts::Dockerfile(facts) => {
                    parsed.dockerfiles.push(*facts);
                    Document::Dockerfile(parsed.dockerfiles.len() - 1)
                }
                Facts::Compose(compose) => Document::Compose(parsed.add_compose(*compose)),
                Facts::EnvFile => {
                    parsed.env_files.push(source);
                    continue;
                }
            };
            parsed.sources.push(source);
            parsed.documents.push((file, document));
        }
        parsed.inputs = parsed.composes.len();
        for (index, compose) in parsed.composes.iter().enumerate() {
            let folder = folder(compose.yaml.source.path()).to_owned();
            parsed.composes_in.entry(folder).or_default().push(index);
        }
        parsed.read_referenced(files, variables);
        parsed
    }

    /// The Compose files of the input that stand directly in a folder, by their places.
    pub(crate) fn composes_in(&self, folder: &str) -> &[usize] {
        self.composes_in.get(folder).map_or(&[], Vec::as_slice)
    }

    /// The Compose file that a source is.
    pub(crate) fn compose_of(&self, file: FileId) -> Option<usize> {
        self.compose_of_file.get(&file).copied()
    }

    /// Whether a file is one of the inputs, and was not read because another one leads to it.
    pub(crate) fn is_input(&self, file: FileId) -> bool {
        self.input_files.contains(&file)
    }

    fn add_compose(&mut self, compose: Compose) -> usize {
        let index = self.composes.len();
        self.compose_of_file.insert(compose.yaml.source.id(), index);
        self.references.insert(compose.yaml.source.path(), index);
        self.composes.push(compose);
        index
    }

    /// Reads and parses the Compose files that others include or extend and that are not among the
    /// inputs.
    fn read_referenced(&mut self, files: &Reader<'_>, variables: &Variables<'_>) {
        let mut next = 0;
        let last = self.composes.len() + named_file::MOST_FILES;
        while next < self.composes.len() && self.composes.len() < last {
            let open = self.composes[next..].par_iter().flat_map_iter(named_file::named);
            let mut missing: Vec<String> = open.map(|(path, _)| path).collect();
            next = self.composes.len();
            missing.sort();
            missing.dedup();
            missing.retain(|path| self.references.get(path).is_none());
            missing.truncate(last - self.composes.len());
            let parsed = files.load(missing).into_par_iter().map(|source| {
                let (compose, failure) = guarded(&source, |source| read_compose(source, variables));
                (source, compose, failure)
            });
            for (source, compose, failure) in parsed.collect::<Vec<_>>() {
                self.failures.extend(failure);
                self.add_compose(compose);
                self.sources.push(source);
            }
        }
    }
}

fn parse(
    source: &Arc<SourceFile>,
    kind: FileKind,
    variables: &Variables<'_>,
    options: &Options,
) -> (Facts, Option<Failure>) {
    guarded(source, |source| match kind {
        FileKind::Dockerfile => Facts::Dockerfile(Box::new(DockerfileFacts::new(dockerfile_tree::parse(source)))),
        FileKind::Compose => {
            let mut compose = read_compose(source, variables);
            if !options.profiles.is_empty() {
                compose.keep_profiles(&options.profiles);
            }
            Facts::Compose(Box::new(compose))
        }
        FileKind::EnvFile => Facts::EnvFile,
    })
}

/// Reads a file so that a panic costs only this file: it then counts as empty.
pub(crate) fn guarded<T>(source: &Arc<SourceFile>, read: impl Fn(&Arc<SourceFile>) -> T) -> (T, Option<Failure>) {
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
