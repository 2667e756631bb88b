//! All files of a run, and which service builds which stage.

use std::collections::HashMap;
use std::sync::Arc;

use plimsoll_syntax::dockerfile as dockerfile_tree;
use plimsoll_syntax::{FileId, SourceFile, yaml};
use rayon::prelude::*;

use crate::compose::{Build, Compose, Field};
use crate::dockerfile::{Base, Dockerfile, DockerfileFacts, Stage};
use crate::files::{folder, join};
use crate::project::{EnvFacts, Options, References, Variables, Variant, reference};
use crate::service::{ComposeFile, Service, ServiceAnswers};
use crate::{Environment, FileKind, Files, Input, Value, Verdict, environment};

/// All files of a run with their facts.
pub struct Workspace {
    /// Every file that a span may point into, by [`FileId`]: the inputs first, then Dockerfiles
    /// that services build and that were not among the inputs.
    pub(crate) sources: Vec<Arc<SourceFile>>,
    /// One per input, in their order.
    documents: Vec<Document>,
    pub(crate) dockerfiles: Vec<DockerfileFacts>,
    /// Those of the inputs, then those that others take in, then the merged ones of variants.
    pub(crate) composes: Vec<Compose>,
    /// For each Compose file, one per service.
    pub(crate) service_answers: Vec<Vec<ServiceAnswers>>,
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

/// What becomes of a stage.
#[derive(Default)]
pub(crate) struct StageUse {
    /// Images are made of it.
    pub(crate) is_shipped: bool,
    /// It, or a stage built on it, is shipped.
    pub(crate) is_in_shipped_chain: bool,
    /// No image is made of it, nor of a stage built on it: others only take files from there.
    pub(crate) is_only_taken_from: bool,
    /// The services that build it.
    links: Vec<usize>,
}

/// A service and the Dockerfile that it builds.
pub(crate) struct Link {
    pub(crate) compose: usize,
    pub(crate) service: usize,
    pub(crate) dockerfile: usize,
    /// Absent if the target is not known, or the Dockerfile has no such stage.
    pub(crate) stage: Option<usize>,
}

/// A file as rules see it.
#[derive(Clone)]
pub enum Subject<'a> {
    Dockerfile(Dockerfile<'a>),
    Compose(ComposeFile<'a>, Vec<Dockerfile<'a>>),
}

enum Parsed {
    Dockerfile(Box<DockerfileFacts>),
    Compose(Box<Compose>),
}

impl Workspace {
    /// Parses the inputs, in parallel, and finds what belongs together. `environment` judges every
    /// file as that.
    pub fn load(inputs: Vec<Input>, files: &dyn Files, environment: Option<Environment>) -> Self {
        Self::load_with(inputs, files, environment, &Options::default())
    }

    /// As [`Workspace::load`], with more that the user may say of projects.
    pub fn load_with(
        inputs: Vec<Input>,
        files: &dyn Files,
        environment: Option<Environment>,
        options: &Options,
    ) -> Self {
        let variables = Variables::new(&options.variables, files);
        let numbered = inputs.into_par_iter().enumerate();
        let parsed = numbered.map(|(index, input)| parse(index, input, &variables, options));
        let parsed: Vec<(Arc<SourceFile>, Parsed)> = parsed.collect();
        let mut workspace = Self {
            sources: Vec::with_capacity(parsed.len()),
            documents: Vec::with_capacity(parsed.len()),
            dockerfiles: Vec::new(),
            composes: Vec::new(),
            service_answers: Vec::new(),
            alone: Vec::new(),
            variants: Vec::new(),
            links: Vec::new(),
            links_to: Vec::new(),
            uses: Vec::new(),
            composes_in: HashMap::new(),
            compose_of_file: HashMap::new(),
            verdicts: Verdicts::default(),
            env: EnvFacts::default(),
        };
        for (source, parsed) in parsed {
            workspace.sources.push(source);
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
            workspace.documents.push(document);
        }
        let inputs = workspace.composes.len();
        let references = workspace.read_referenced(files, &variables);
        workspace.add_service_answers();
        workspace.index_folders(inputs);
        workspace.judge_composes(files, environment);
        workspace.find_variants(inputs, &references, &variables, options);
        workspace.add_service_answers();
        workspace.read_env_files(files, &variables);
        workspace.link_builds(files);
        workspace.index();
        workspace.find_baked_stages(files);
        workspace.judge_dockerfiles(environment);
        workspace
    }

    /// Every file that a span may point into, by [`FileId`].
    pub fn sources(&self) -> &[Arc<SourceFile>] {
        &self.sources
    }

    /// The files to be judged, in the order of the input.
    pub fn subjects(&self) -> impl Iterator<Item = (FileId, Subject<'_>)> {
        self.documents.iter().enumerate().map(|(index, document)| {
            let subject = match document {
                Document::Dockerfile(index) => Subject::Dockerfile(self.dockerfile(*index)),
                Document::Compose(index, inline) => {
                    let inline = inline.iter().map(|&i| self.dockerfile(i)).collect();
                    Subject::Compose(self.compose(*index), inline)
                }
            };
            (FileId(index as u32), subject)
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
        (file.0 as usize) < self.documents.len()
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

    /// Finds the Dockerfile of each service that builds, reads those that are not among the
    /// inputs, and parses the inline ones.
    fn link_builds(&mut self, files: &dyn Files) {
        let mut by_path: HashMap<String, usize> = HashMap::new();
        for (index, facts) in self.dockerfiles.iter().enumerate() {
            by_path.insert(join("", facts.tree.source.name()), index);
        }
        let judged = self.judged();
        self.read_missing(files, &judged, &mut by_path);
        for (compose, variant) in judged {
            let mut inline_files = Vec::new();
            for service in 0..self.composes[compose].services.len() {
                let facts = &self.composes[compose].services[service];
                let Some(build) = &facts.build else { continue };
                let dockerfile = if let Some(inline) = &build.value.dockerfile_inline {
                    let text = &inline.value.text;
                    let tree = dockerfile_tree::parse_text(&self.sources[text.file().0 as usize], text);
                    self.dockerfiles.push(DockerfileFacts::new(tree));
                    inline_files.push(self.dockerfiles.len() - 1);
                    Some(self.dockerfiles.len() - 1)
                } else {
                    let path = self.path_of_build(compose, build);
                    path.and_then(|path| by_path.get(&path).copied())
                };
                let Some(dockerfile) = dockerfile else { continue };
                let stage = self.target_stage(compose, service, dockerfile);
                self.links.push(Link {
                    compose,
                    service,
                    dockerfile,
                    stage,
                });
            }
            match variant {
                Some(variant) => self.variants[variant].inline = inline_files,
                None => self.set_inline(compose, inline_files),
            }
        }
    }

    /// Makes room for what is worked out of the services of files that came in since.
    fn add_service_answers(&mut self) {
        for compose in &self.composes[self.service_answers.len()..] {
            let answers = compose.services.iter().map(|_| ServiceAnswers::default());
            self.service_answers.push(answers.collect());
        }
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
        if let Some(Document::Compose(_, inline)) = self.documents.get_mut(file.0 as usize) {
            *inline = inline_files;
        }
    }

    /// Where the Dockerfile of a build stands; none if it is inline, elsewhere, or not known.
    fn path_of_build(&self, compose: usize, build: &Field<Build>) -> Option<String> {
        let place = build
            .value
            .context
            .as_ref()
            .map_or(build.span, |context| context.value.span);
        dockerfile_path(&build.value, self.composes[compose].directory_of(place)?)
    }

    /// Reads and parses the Compose files that others include or extend and that are not among the
    /// inputs.
    fn read_referenced(&mut self, files: &dyn Files, variables: &Variables<'_>) -> References {
        let mut references = References::default();
        for (index, compose) in self.composes.iter().enumerate() {
            references.insert(compose.yaml.source.name(), index);
        }
        let mut next = 0;
        let last = self.composes.len() + reference::MOST_FILES;
        while next < self.composes.len() && self.composes.len() < last {
            let open = self.composes[next..].par_iter().flat_map_iter(reference::named);
            let mut missing: Vec<String> = open.map(|(path, _)| path).collect();
            next = self.composes.len();
            missing.sort();
            missing.dedup();
            missing.retain(|path| references.get(path).is_none());
            missing.truncate(last - self.composes.len());
            let read = missing
                .into_par_iter()
                .filter_map(|path| files.read(&path).map(|bytes| (path, bytes)));
            let read: Vec<(String, Vec<u8>)> = read.collect();
            let first = self.sources.len();
            let parsed = read.into_par_iter().enumerate().map(|(index, (path, bytes))| {
                let source = Arc::new(SourceFile::new(FileId((first + index) as u32), path, bytes));
                let compose = read_compose(&source, variables);
                (source, compose)
            });
            for (source, compose) in parsed.collect::<Vec<_>>() {
                references.insert(source.name(), self.composes.len());
                self.composes.push(compose);
                self.sources.push(source);
            }
        }
        references
    }

    /// Reads and parses Dockerfiles that services build and that are not among the inputs.
    fn read_missing(
        &mut self,
        files: &dyn Files,
        judged: &[(usize, Option<usize>)],
        by_path: &mut HashMap<String, usize>,
    ) {
        let mut missing: Vec<String> = Vec::new();
        for &(compose, _) in judged {
            let builds = self.composes[compose]
                .services
                .iter()
                .filter_map(|s| s.build.as_deref());
            let paths = builds.filter_map(|build| self.path_of_build(compose, build));
            missing.extend(paths.filter(|path| !by_path.contains_key(path)));
        }
        missing.sort();
        missing.dedup();
        let read = missing
            .into_par_iter()
            .filter_map(|path| files.read(&path).map(|bytes| (path, bytes)));
        let read: Vec<(String, Vec<u8>)> = read.collect();
        let first = self.sources.len();
        let parsed: Vec<_> = read
            .into_par_iter()
            .enumerate()
            .map(|(index, (path, bytes))| {
                let source = Arc::new(SourceFile::new(FileId((first + index) as u32), path.clone(), bytes));
                let facts = DockerfileFacts::new(dockerfile_tree::parse(&source));
                (path, source, facts)
            })
            .collect();
        for (path, source, facts) in parsed {
            self.sources.push(source);
            by_path.insert(path, self.dockerfiles.len());
            self.dockerfiles.push(facts);
        }
    }

    fn target_stage(&self, compose: usize, service: usize, dockerfile: usize) -> Option<usize> {
        let build = self.composes[compose].services[service].build.as_ref()?;
        let view = self.dockerfile(dockerfile);
        let stage = match &build.value.target {
            None => view.last_stage(),
            Some(target) => target.value.value().likely().and_then(|t| view.target(t)),
        };
        stage.map(Stage::index)
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
            let folder = folder(compose.yaml.source.name()).to_owned();
            self.composes_in.entry(folder).or_default().push(index);
        }
    }

    /// So that no question walks over all files of the run.
    fn index(&mut self) {
        self.links_to = self.dockerfiles.iter().map(|_| Vec::new()).collect();
        for (index, link) in self.links.iter().enumerate() {
            self.links_to[link.dockerfile].push(index);
        }
        self.uses = (0..self.dockerfiles.len())
            .map(|index| self.uses_of_stages(index))
            .collect();
    }

    /// Which stages are shipped, and which a shipped one is built on, from the last one back.
    fn uses_of_stages(&self, dockerfile: usize) -> Vec<StageUse> {
        let facts = &self.dockerfiles[dockerfile];
        let stages = facts.stages();
        let mut uses: Vec<StageUse> = stages.iter().map(|_| StageUse::default()).collect();
        for &index in &self.links_to[dockerfile] {
            if let Some(stage) = self.links[index].stage {
                uses[stage].links.push(index);
            }
        }
        // A stage that nobody uses is built for its own sake, as a target, if it is built at all.
        let mut is_used = vec![false; stages.len()];
        for taken in self.dockerfile(dockerfile).stage_graph().uses() {
            is_used[taken.used] |= taken.user != taken.used;
        }
        for stage in stages {
            if let Base::Stage(parent) = stage.base {
                is_used[parent] = true;
            }
        }
        // Behind a name that is misspelt may stand any of them.
        let is_certain = !self.dockerfile(dockerfile).stage_graph().has_unknown();
        let mut makes_image: Vec<bool> = is_used.iter().map(|used| is_certain && !used).collect();
        for index in (0..stages.len()).rev() {
            let is_last = index + 1 == stages.len();
            uses[index].is_shipped = is_last || !uses[index].links.is_empty();
            uses[index].is_in_shipped_chain |= uses[index].is_shipped;
            makes_image[index] |= uses[index].is_in_shipped_chain;
            uses[index].is_only_taken_from = !makes_image[index];
            let Base::Stage(parent) = stages[index].base else {
                continue;
            };
            uses[parent].is_in_shipped_chain |= uses[index].is_in_shipped_chain;
            makes_image[parent] |= makes_image[index];
        }
        uses
    }

    /// What becomes of a stage.
    pub(crate) fn use_of(&self, dockerfile: usize, stage: usize) -> &StageUse {
        &self.uses[dockerfile][stage]
    }

    /// The services that build a stage.
    pub(crate) fn services_of(&self, dockerfile: usize, stage: usize) -> impl Iterator<Item = Service<'_>> {
        let links = self.uses[dockerfile][stage]
            .links
            .iter()
            .map(|&index| &self.links[index]);
        links.map(|l| self.service(l.compose, l.service))
    }

    /// The services that build a Dockerfile, each with the stage that it takes.
    pub(crate) fn services_building(&self, dockerfile: usize) -> impl Iterator<Item = (Service<'_>, Option<usize>)> {
        let links = self.links_to[dockerfile].iter().map(|&index| &self.links[index]);
        links.map(|l| (self.service(l.compose, l.service), l.stage))
    }

    /// What a service builds.
    pub(crate) fn link(&self, compose: usize, service: usize) -> Option<&Link> {
        let at = self
            .links
            .binary_search_by_key(&(compose, service), |l| (l.compose, l.service));
        at.ok().map(|at| &self.links[at])
    }

    /// The Compose files that stand directly in a folder.
    pub(crate) fn composes_in(&self, folder: &str) -> impl Iterator<Item = ComposeFile<'_>> {
        let indexes = self.composes_in.get(folder).into_iter().flatten();
        indexes.map(|&index| self.compose(index))
    }
}

fn parse(index: usize, input: Input, variables: &Variables<'_>, options: &Options) -> (Arc<SourceFile>, Parsed) {
    let source = Arc::new(SourceFile::new(FileId(index as u32), input.path, input.bytes));
    let parsed = match input.kind {
        FileKind::Dockerfile => Parsed::Dockerfile(Box::new(DockerfileFacts::new(dockerfile_tree::parse(&source)))),
        FileKind::Compose => {
            let mut compose = read_compose(&source, variables);
            if !options.profiles.is_empty() {
                compose.keep_profiles(&options.profiles);
            }
            Parsed::Compose(Box::new(compose))
        }
    };
    (source, parsed)
}

fn read_compose(source: &Arc<SourceFile>, variables: &Variables<'_>) -> Compose {
    let yaml = yaml::parse(Arc::clone(source));
    // Most files have no variables, and need no other file for them.
    if !source.text().contains('$') {
        return Compose::read(yaml);
    }
    let lookup = variables.lookup(folder(source.name()));
    Compose::read_with(yaml, &|name| lookup(name, &[]))
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

/// Where the Dockerfile of a build stands; none if it is inline, elsewhere, or not known.
fn dockerfile_path(build: &Build, folder: &str) -> Option<String> {
    if build.is_remote() != Value::Known(false) {
        return None;
    }
    let context = build.context_path().likely()?;
    let dockerfile = build.dockerfile_path()?.likely()?;
    Some(join(&join(folder, &context), &dockerfile))
}
