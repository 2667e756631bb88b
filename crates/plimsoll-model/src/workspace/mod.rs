//! All files of a run and what belongs together, worked out in phases. Each is a value made of those
//! before it: [`Parsed`], [`Projects`], [`Links`], then what each Dockerfile is for. Rules look at the
//! finished workspace through the [views](crate::view).

mod builds;
mod contexts;
mod links;
mod model;
mod partition;
mod scripts;
mod verdicts;

pub(crate) use builds::{ANY_STAGE, OtherBuild};
pub(crate) use links::{Link, StageUse};
use model::Models;
pub use partition::partition;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use plimsoll_syntax::image::ImageReference;
use plimsoll_syntax::{FileId, SourceFile};
use rayon::prelude::*;

use crate::base::path::folder;
use crate::base::{Data, Date};
use crate::compose::Compose;
use crate::context::{Contexts, ScriptFile};
use crate::dockerfile::DockerfileFacts;
use crate::environment::{self, Environment, Verdict};
use crate::files::{Files, Input};
use crate::image::{KnownImage, OwnImages};
use crate::project::{
    CommittedSecret, EnvFacts, Failure, MissingFile, Options, Parsed, Projects, Variables, committed_secrets,
    missing_files,
};
use crate::sources::{Asked, Reader, Sources};
use links::Links;
use scripts::Scripts;
use verdicts::Known;

/// All files of a run with their facts.
pub struct Workspace {
    pub(crate) parsed: Parsed,
    pub(crate) projects: Projects,
    pub(crate) links: Links,
    pub(crate) env: EnvFacts,
    /// By the Compose file that is judged.
    pub(crate) missing_files: HashMap<usize, Vec<MissingFile>>,
    /// By the Compose file that is judged.
    pub(crate) committed_secrets: HashMap<usize, Vec<CommittedSecret>>,
    /// What each Dockerfile is for.
    verdicts: Vec<Verdict>,
    /// What each Dockerfile is built with.
    contexts: Vec<Contexts>,
    /// The scripts that those contain and that something runs.
    scripts: Scripts,
    models: Models,
    images: Arc<OwnImages>,
    /// Every file that a span may point into.
    sources: BTreeMap<FileId, Arc<SourceFile>>,
    failures: Vec<Failure>,
    asked: Asked,
    /// The paths of the files that may be reported on; absent if all may.
    reported: Option<BTreeSet<String>>,
}

impl Workspace {
    /// Parses the inputs, in parallel, and finds out what belongs together. `environment` judges
    /// every file as that.
    pub fn load(inputs: Vec<Input>, files: &dyn Files, environment: Option<Environment>) -> Self {
        Self::load_with(inputs, &Sources::new(files), environment, &Options::default())
    }

    /// Like [`Workspace::load`], with a table of files that others share, and with the user's
    /// options for projects.
    pub fn load_with(
        inputs: Vec<Input>,
        sources: &Sources<'_>,
        environment: Option<Environment>,
        options: &Options,
    ) -> Self {
        let reported = without_context(&inputs, sources, environment, options);
        let files = sources.reader();
        let variables = Variables::new(&options.variables, &files);
        let mut parsed = Parsed::read(inputs, &files, &variables, options);
        let stated = |path: &str| environment.or(options.environments.get(path).copied());
        let apart = verdicts_apart(&parsed, &files, &stated);
        let projects = Projects::find(&parsed, apart, &variables, options);
        let env = EnvFacts::find(&parsed, &projects, &files, &variables, environment);
        let missing_files = missing_files(&parsed, &projects, &files);
        let committed_secrets = committed_secrets(&parsed, &projects, &files);
        let mut links = Links::find(&parsed, &projects, &files);
        let contexts = contexts::find(&parsed, &projects, &mut links, &files);
        let known = Known {
            parsed: &parsed,
            projects: &projects,
            links: &links,
        };
        let verdicts = known.verdicts(&stated, &files);
        let models = match options.with_models {
            true => model::rendered(&parsed, &projects, &variables, &files, options),
            false => Models::new(),
        };
        drop(variables);
        let read = parsed.sources.drain(..).chain(links.sources.drain(..));
        let read = read.chain(env.files.iter().map(|file| Arc::clone(&file.source)));
        let mut workspace = Self {
            sources: read.map(|source| (source.id(), source)).collect(),
            failures: parsed.failures.drain(..).chain(links.failures.drain(..)).collect(),
            asked: Asked::default(),
            reported,
            parsed,
            projects,
            links,
            env,
            missing_files,
            committed_secrets,
            verdicts,
            contexts,
            scripts: Scripts::default(),
            models,
            images: Arc::clone(&options.images),
        };
        // The last phase: the views of all others tell which scripts are run.
        workspace.read_scripts(&files);
        workspace.asked = files.into_asked();
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

    /// What was asked for besides the inputs: the workspace stays valid as long as the answers do.
    pub fn depends_on(&self) -> &Asked {
        &self.asked
    }

    /// The files that could not be read because of a bug in plimsoll.
    pub fn failures(&self) -> &[Failure] {
        &self.failures
    }

    /// Whether a file is one of the inputs, and was not read because another one leads to it.
    pub fn is_input(&self, file: FileId) -> bool {
        self.parsed.is_input(file)
    }

    /// Whether a file was asked for, or is one that such a file leads to: the inputs that only say what
    /// others are for may lead to many more.
    pub fn is_reported(&self, file: FileId) -> bool {
        let reported = self.reported.as_ref();
        reported.is_none_or(|paths| paths.contains(self.source(file).path()))
    }

    /// What is known of an image: what the user says, over what everybody knows.
    pub(crate) fn known_image(&self, image: &ImageReference) -> Option<&KnownImage> {
        self.images.known(image)
    }

    /// Whether the user says something of images.
    pub(crate) fn has_own_images(&self) -> bool {
        !self.images.is_empty()
    }

    /// The last day on which an image is patched, if the user says so.
    pub fn end_of_life(&self, image: &ImageReference) -> Option<Date> {
        self.images.end_of_life(image)
    }

    /// A Compose file, or the merged model of a variant.
    pub(crate) fn compose_facts(&self, index: usize) -> &Compose {
        self.projects.compose(&self.parsed, index)
    }

    /// The merged files of a project, if the workspace was loaded with them.
    pub(crate) fn model_of(&self, index: usize) -> Option<&Data> {
        self.models.get(&index)
    }

    pub(crate) fn dockerfile_facts(&self, index: usize) -> &DockerfileFacts {
        self.links.dockerfile(&self.parsed, index)
    }

    pub(crate) fn verdict_of_compose(&self, index: usize) -> &Verdict {
        &self.projects.verdicts[index]
    }

    pub(crate) fn verdict_of_dockerfile(&self, index: usize) -> &Verdict {
        &self.verdicts[index]
    }

    /// Whether any script of a build context is run; in most projects none is.
    pub(crate) fn runs_scripts(&self) -> bool {
        !self.scripts.is_empty()
    }

    /// The script at a path of the project, if something runs it.
    pub(crate) fn script(&self, path: &str) -> Option<&ScriptFile> {
        self.scripts.get(path)
    }

    pub(crate) fn contexts(&self, dockerfile: usize) -> &Contexts {
        &self.contexts[dockerfile]
    }
}

/// The paths of the files that are read if those that only say what others are for are left out; none
/// if there are no such files.
fn without_context(
    inputs: &[Input],
    sources: &Sources<'_>,
    environment: Option<Environment>,
    options: &Options,
) -> Option<BTreeSet<String>> {
    let is_asked_for = |input: &&Input| !options.context.contains(&input.path);
    let named: Vec<Input> = inputs.iter().filter(is_asked_for).cloned().collect();
    if named.len() == inputs.len() {
        return None;
    }
    let options = Options {
        context: BTreeSet::new(),
        with_models: false,
        ..options.clone()
    };
    let alone = Workspace::load_with(named, sources, environment, &options);
    Some(alone.sources.values().map(|source| source.path().to_owned()).collect())
}

/// What each Compose file is for, taken for itself.
fn verdicts_apart(
    parsed: &Parsed,
    files: &Reader<'_>,
    stated: &(dyn Fn(&str) -> Option<Environment> + Sync),
) -> Vec<Verdict> {
    let composes = parsed.composes.par_iter().map(|compose| {
        let path = compose.yaml.source.path();
        let beside = parsed.composes_in(folder(path)).iter();
        let beside = beside.map(|&index| &parsed.composes[index]);
        environment::of_compose(compose, beside, files, stated(path))
    });
    composes.collect()
}
