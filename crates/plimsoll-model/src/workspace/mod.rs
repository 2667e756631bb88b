//! All files of a run. What services build is worked out in `links`.

mod bake;
mod links;
mod partition;
mod reading;

pub(crate) use links::Link;
pub use partition::partition;
pub use reading::{Failure, panic_message};

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use plimsoll_syntax::{FileId, SourceFile};
use rayon::prelude::*;

use crate::base::path::folder;
use crate::compose::Compose;
use crate::dockerfile::DockerfileFacts;
use crate::environment;
use crate::environment::{Environment, Verdict};
use crate::files::{FileKind, Files, Input};
use crate::project::{EnvFacts, Options, Variables, Variant};
use crate::sources::{Asked, Sources};
use crate::view::{ComposeFile, Dockerfile, Service};
use links::StageUse;
use reading::Parsed;

/// All files of a run with their facts.
pub struct Workspace {
    /// Every file that a span may point into.
    pub(crate) sources: BTreeMap<FileId, Arc<SourceFile>>,
    asked: Asked,
    /// One per input, in their order.
    documents: Vec<(FileId, Document)>,
    /// The inputs by their files.
    document_of_file: HashMap<FileId, usize>,
    pub(crate) dockerfiles: Vec<DockerfileFacts>,
    /// Those of the inputs, then those that others take in, then the merged ones of variants.
    pub(crate) composes: Vec<Compose>,
    /// Those that are judged as they stand.
    pub(crate) alone: Vec<usize>,
    pub(crate) variants: Vec<Variant>,
    /// In the order of their services.
    links: Vec<Link>,
    /// The links to each Dockerfile.
    links_to: Vec<Vec<usize>>,
    /// What becomes of each stage of each Dockerfile.
    uses: Vec<Vec<StageUse>>,
    /// The Compose files of each folder.
    composes_in: HashMap<String, Vec<usize>>,
    /// The Compose file that a source is, the merged ones aside.
    compose_of_file: HashMap<FileId, usize>,
    pub(crate) verdicts: Verdicts,
    pub(crate) env: EnvFacts,
    failures: Vec<Failure>,
}

/// What each file is for.
#[derive(Default)]
pub(crate) struct Verdicts {
    pub(crate) dockerfiles: Vec<Verdict>,
    pub(crate) composes: Vec<Verdict>,
}

/// The facts of an input.
enum Document {
    Dockerfile(usize),
    /// With the Dockerfiles that stand in it as `dockerfile_inline`.
    Compose(usize, Vec<usize>),
}

/// A file as rules see it.
#[derive(Clone)]
pub enum Subject<'a> {
    Dockerfile(Dockerfile<'a>),
    Compose(ComposeFile<'a>, Vec<Dockerfile<'a>>),
}

impl Workspace {
    /// Parses the inputs, in parallel, and finds what belongs together. `environment` judges every
    /// file as that.
    pub fn load(inputs: Vec<Input>, files: &dyn Files, environment: Option<Environment>) -> Self {
        Self::load_with(inputs, &Sources::new(files), environment, &Options::default())
    }

    /// As [`Workspace::load`], with a table of files that others have a part in, and with more that
    /// the user may say of projects.
    pub fn load_with(
        inputs: Vec<Input>,
        sources: &Sources<'_>,
        environment: Option<Environment>,
        options: &Options,
    ) -> Self {
        let reader = sources.reader();
        let files = &reader;
        let variables = Variables::new(&options.variables, files);
        let add = |input: Input| (files.add(&input.path, input.bytes), input.kind);
        let numbered: Vec<(Arc<SourceFile>, FileKind)> = inputs.into_iter().map(add).collect();
        let parsed = numbered.par_iter();
        let parsed = parsed.map(|(source, kind)| reading::parse(source, *kind, &variables, options));
        let parsed: Vec<(Parsed, Option<Failure>)> = parsed.collect();
        let mut workspace = Self {
            sources: BTreeMap::new(),
            asked: Asked::default(),
            documents: Vec::with_capacity(parsed.len()),
            document_of_file: HashMap::new(),
            dockerfiles: Vec::new(),
            composes: Vec::new(),
            alone: Vec::new(),
            variants: Vec::new(),
            links: Vec::new(),
            links_to: Vec::new(),
            uses: Vec::new(),
            composes_in: HashMap::new(),
            compose_of_file: HashMap::new(),
            verdicts: Verdicts::default(),
            env: EnvFacts::default(),
            failures: Vec::new(),
        };
        for ((source, _), (parsed, failure)) in numbered.into_iter().zip(parsed) {
            let file = source.id();
            workspace.failures.extend(failure);
            workspace.sources.insert(file, source);
            workspace.document_of_file.insert(file, workspace.documents.len());
            let document = match parsed {
                Parsed::Dockerfile(facts) => {
                    workspace.dockerfiles.push(*facts);
                    Document::Dockerfile(workspace.dockerfiles.len() - 1)
                }
                Parsed::Compose(compose) => {
                    workspace.composes.push(*compose);
                    Document::Compose(workspace.composes.len() - 1, Vec::new())
                }
            };
            workspace.documents.push((file, document));
        }
        let inputs = workspace.composes.len();
        let references = workspace.read_referenced(files, &variables);
        workspace.index_folders(inputs);
        workspace.judge_composes(files, environment);
        workspace.find_variants(inputs, &references, &variables, options);
        workspace.read_env_files(files, &variables);
        workspace.link_builds(files);
        workspace.index();
        workspace.find_baked_stages(files);
        workspace.judge_dockerfiles(environment);
        workspace.asked = reader.into_asked();
        workspace
    }

    /// Every file that a span may point into.
    pub fn sources(&self) -> &BTreeMap<FileId, Arc<SourceFile>> {
        &self.sources
    }

    /// The file of a span of this workspace.
    pub fn source(&self, file: FileId) -> &Arc<SourceFile> {
        let source = self.sources.get(&file);
        source.expect("spans lie in files of their workspace")
    }

    /// What was asked for beside the inputs: the workspace stays true as long as the answers do.
    pub fn depends_on(&self) -> &Asked {
        &self.asked
    }

    /// The files that could not be read for a fault of ours.
    pub fn failures(&self) -> &[Failure] {
        &self.failures
    }

    /// The files to be judged, in the order of the input.
    pub fn subjects(&self) -> impl Iterator<Item = (FileId, Subject<'_>)> {
        self.documents.iter().map(|(file, document)| {
            let subject = match document {
                Document::Dockerfile(index) => Subject::Dockerfile(self.dockerfile(*index)),
                Document::Compose(index, inline) => {
                    let inline = inline.iter().map(|&i| self.dockerfile(i)).collect();
                    Subject::Compose(self.compose(*index), inline)
                }
            };
            (*file, subject)
        })
    }

    /// The files of the input that are judged as they stand, in the order of the input. The other
    /// ones are judged in the [variants](Self::variants) that they have a part in.
    pub fn alone(&self) -> impl Iterator<Item = (FileId, Subject<'_>)> {
        let is_alone = |subject: &Subject<'_>| match subject {
            Subject::Dockerfile(_) => true,
            Subject::Compose(compose, _) => self.alone.binary_search(&compose.index).is_ok(),
        };
        self.subjects().filter(move |(_, subject)| is_alone(subject))
    }

    /// The variant that a merged model is.
    pub(crate) fn variant_of(&self, compose: usize) -> Option<&Variant> {
        let at = self.variants.binary_search_by_key(&compose, |variant| variant.compose);
        at.ok().map(|at| &self.variants[at])
    }

    /// Whether a file is one of the inputs, and was not read because another one leads to it.
    pub fn is_input(&self, file: FileId) -> bool {
        self.document_of_file.contains_key(&file)
    }

    /// A Compose file that has a part in a variant, as it stands.
    pub fn compose_of(&self, file: FileId) -> Option<ComposeFile<'_>> {
        let index = *self.compose_of_file.get(&file)?;
        Some(self.compose(index))
    }

    pub(crate) fn dockerfile(&self, index: usize) -> Dockerfile<'_> {
        Dockerfile { workspace: self, index }
    }

    pub(crate) fn compose(&self, index: usize) -> ComposeFile<'_> {
        ComposeFile { workspace: self, index }
    }

    pub(crate) fn service(&self, compose: usize, index: usize) -> Service<'_> {
        let compose = self.compose(compose);
        Service { compose, index }
    }

    /// The Compose files that are judged, each with the variant that it is, in their order.
    pub(crate) fn judged(&self) -> Vec<(usize, Option<usize>)> {
        let alone = self.alone.iter().map(|&compose| (compose, None));
        let variants = self.variants.iter().enumerate();
        let mut judged: Vec<_> = alone
            .chain(variants.map(|(index, variant)| (variant.compose, Some(index))))
            .collect();
        judged.sort_unstable();
        judged
    }

    fn set_inline(&mut self, compose: usize, inline_files: Vec<usize>) {
        let file = self.composes[compose].yaml.source.id();
        let document = self.document_of_file.get(&file).map(|&at| &mut self.documents[at].1);
        if let Some(Document::Compose(_, inline)) = document {
            *inline = inline_files;
        }
    }

    fn judge_composes(&mut self, files: &dyn Files, flag: Option<Environment>) {
        let composes = (0..self.composes.len()).into_par_iter();
        let verdicts = composes.map(|index| environment::of_compose(self.compose(index), files, flag));
        self.verdicts.composes = verdicts.collect();
    }

    fn judge_dockerfiles(&mut self, flag: Option<Environment>) {
        let dockerfiles = (0..self.dockerfiles.len()).into_par_iter();
        let verdicts = dockerfiles.map(|index| environment::of_dockerfile(self.dockerfile(index), flag));
        self.verdicts.dockerfiles = verdicts.collect();
    }

    fn index_folders(&mut self, inputs: usize) {
        for (index, compose) in self.composes.iter().enumerate() {
            self.compose_of_file.insert(compose.yaml.source.id(), index);
        }
        for (index, compose) in self.composes[..inputs].iter().enumerate() {
            let folder = folder(compose.yaml.source.path()).to_owned();
            self.composes_in.entry(folder).or_default().push(index);
        }
    }

    /// The Compose files that stand directly in a folder.
    pub(crate) fn composes_in(&self, folder: &str) -> impl Iterator<Item = ComposeFile<'_>> {
        let indexes = self.composes_in.get(folder).into_iter().flatten();
        indexes.map(|&index| self.compose(index))
    }
}

impl<'a> Dockerfile<'a> {
    /// What the file is for, and why.
    pub fn verdict(self) -> &'a Verdict {
        &self.workspace.verdicts.dockerfiles[self.index]
    }

    /// Whether it is one of the files to be judged, and not only read because a service builds it.
    pub fn is_judged(self) -> bool {
        self.workspace.is_input(self.source().id())
    }

    /// The services that build any stage of it.
    pub fn services(self) -> impl Iterator<Item = Service<'a>> {
        self.workspace.services_building(self.index).map(|(service, _)| service)
    }
}
