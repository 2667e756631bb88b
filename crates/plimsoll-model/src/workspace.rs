//! All files of a run, and which service builds which stage.

use std::collections::HashMap;
use std::sync::Arc;

use plimsoll_syntax::dockerfile as dockerfile_tree;
use plimsoll_syntax::{FileId, SourceFile, yaml};
use rayon::prelude::*;

use crate::compose::{Build, Compose};
use crate::dockerfile::{Base, Dockerfile, DockerfileFacts, Stage};
use crate::files::{folder, join};
use crate::service::{ComposeFile, Service};
use crate::{Environment, FileKind, Files, Input, Value, Verdict, environment};

/// All files of a run with their facts.
pub struct Workspace {
    /// Every file that a span may point into, by [`FileId`]: the inputs first, then Dockerfiles
    /// that services build and that were not among the inputs.
    pub(crate) sources: Vec<Arc<SourceFile>>,
    /// One per input, in their order.
    documents: Vec<Document>,
    pub(crate) dockerfiles: Vec<DockerfileFacts>,
    pub(crate) composes: Vec<Compose>,
    /// In the order of their services.
    links: Vec<Link>,
    /// The links to each Dockerfile.
    links_to: Vec<Vec<usize>>,
    /// What becomes of each stage of each Dockerfile.
    uses: Vec<Vec<StageUse>>,
    /// The Compose files of each folder.
    composes_in: HashMap<String, Vec<usize>>,
    pub(crate) verdicts: Verdicts,
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
        let numbered = inputs.into_par_iter().enumerate();
        let parsed: Vec<(Arc<SourceFile>, Parsed)> = numbered.map(|(index, input)| parse(index, input)).collect();
        let mut workspace = Self {
            sources: Vec::with_capacity(parsed.len()),
            documents: Vec::with_capacity(parsed.len()),
            dockerfiles: Vec::new(),
            composes: Vec::new(),
            links: Vec::new(),
            links_to: Vec::new(),
            uses: Vec::new(),
            composes_in: HashMap::new(),
            verdicts: Verdicts::default(),
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
        workspace.link_builds(files);
        workspace.index();
        workspace.find_baked_stages(files);
        workspace.judge_environments(files, environment);
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

    pub(crate) fn dockerfile(&self, index: usize) -> Dockerfile<'_> {
        Dockerfile { workspace: self, index }
    }

    fn compose(&self, index: usize) -> ComposeFile<'_> {
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
        self.read_missing(files, &mut by_path);
        for document in 0..self.documents.len() {
            let Document::Compose(compose, _) = self.documents[document] else {
                continue;
            };
            let mut inline_files = Vec::new();
            for service in 0..self.composes[compose].services.len() {
                let facts = &self.composes[compose].services[service];
                let Some(build) = &facts.build else { continue };
                let dockerfile = if let Some(inline) = &build.value.dockerfile_inline {
                    let tree = dockerfile_tree::parse_text(&self.sources[document], &inline.value.text);
                    self.dockerfiles.push(DockerfileFacts::new(tree));
                    inline_files.push(self.dockerfiles.len() - 1);
                    Some(self.dockerfiles.len() - 1)
                } else {
                    let path = dockerfile_path(&build.value, folder(self.sources[document].name()));
                    path.and_then(|p| by_path.get(&p).copied())
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
            self.documents[document] = Document::Compose(compose, inline_files);
        }
    }

    /// Reads and parses Dockerfiles that services build and that are not among the inputs.
    fn read_missing(&mut self, files: &dyn Files, by_path: &mut HashMap<String, usize>) {
        let mut missing: Vec<String> = Vec::new();
        for document in &self.documents {
            let Document::Compose(compose, _) = document else {
                continue;
            };
            let compose = &self.composes[*compose];
            let folder = folder(compose.yaml.source.name());
            let builds = compose.services.iter().filter_map(|s| s.build.as_ref());
            let paths = builds.filter_map(|b| dockerfile_path(&b.value, folder));
            missing.extend(paths.filter(|p| !by_path.contains_key(p)));
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

    fn judge_environments(&mut self, files: &dyn Files, flag: Option<Environment>) {
        let compose_verdicts = (0..self.composes.len()).into_par_iter();
        let verdicts = compose_verdicts.map(|index| environment::of_compose(self.compose(index), files, flag));
        self.verdicts.composes = verdicts.collect();
        let dockerfile_verdicts = (0..self.dockerfiles.len()).into_par_iter();
        let verdicts = dockerfile_verdicts.map(|index| environment::of_dockerfile(self.dockerfile(index), flag));
        self.verdicts.dockerfiles = verdicts.collect();
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
        for (index, compose) in self.composes.iter().enumerate() {
            let folder = folder(compose.yaml.source.name()).to_owned();
            self.composes_in.entry(folder).or_default().push(index);
        }
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

fn parse(index: usize, input: Input) -> (Arc<SourceFile>, Parsed) {
    let source = Arc::new(SourceFile::new(FileId(index as u32), input.path, input.bytes));
    let parsed = match input.kind {
        FileKind::Dockerfile => Parsed::Dockerfile(Box::new(DockerfileFacts::new(dockerfile_tree::parse(&source)))),
        FileKind::Compose => Parsed::Compose(Box::new(Compose::read(yaml::parse(Arc::clone(&source))))),
    };
    (source, parsed)
}

impl<'a> Dockerfile<'a> {
    /// What the file is for, and why.
    pub fn verdict(self) -> &'a Verdict {
        &self.workspace.verdicts.dockerfiles[self.index]
    }

    /// Whether it is one of the files to be judged, and not only read because a service builds it.
    pub fn is_judged(self) -> bool {
        (self.source().id().0 as usize) < self.workspace.documents.len()
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
