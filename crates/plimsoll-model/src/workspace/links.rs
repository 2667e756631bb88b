//! Which service builds which stage of which Dockerfile, and what becomes of the stages.

use std::collections::HashMap;

use plimsoll_syntax::dockerfile as dockerfile_tree;
use rayon::prelude::*;

use super::Workspace;
use super::reading::guarded;
use crate::base::{Value, path::join};
use crate::compose::{Build, Field};
use crate::dockerfile::{Base, DockerfileFacts};
use crate::sources::Reader;
use crate::view::{Service, Stage};

/// What becomes of a stage.
#[derive(Default)]
pub(crate) struct StageUse {
    /// It becomes an image.
    pub(crate) is_shipped: bool,
    /// It is shipped, or nothing in the file uses it: whoever builds it makes an image.
    pub(crate) is_end: bool,
    /// It, or a stage built on it, is shipped.
    pub(crate) is_in_shipped_chain: bool,
    /// Neither it nor a stage built on it becomes an image: others only take files from there.
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

impl Workspace {
    /// Finds the Dockerfile of each service that builds, reads those that are not among the
    /// inputs, and parses the inline ones.
    pub(super) fn link_builds(&mut self, files: &Reader<'_>) {
        let mut by_path: HashMap<String, usize> = HashMap::new();
        for (index, facts) in self.dockerfiles.iter().enumerate() {
            by_path.insert(facts.tree.source.path().to_owned(), index);
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
                    // Nobody could be shown the place of a fault in it.
                    if !text.has_places() {
                        continue;
                    }
                    let tree = dockerfile_tree::parse_text(self.source(text.file()), text);
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

    /// The path of a build's Dockerfile; none if it is inline, elsewhere, or not known.
    fn path_of_build(&self, compose: usize, build: &Field<Build>) -> Option<String> {
        let place = build
            .value
            .context
            .as_ref()
            .map_or(build.span, |context| context.value.span);
        dockerfile_path(&build.value, self.composes[compose].directory_of(place)?)
    }

    /// Reads and parses Dockerfiles that services build and that are not among the inputs.
    fn read_missing(
        &mut self,
        files: &Reader<'_>,
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
        let parsed = files.load(missing).into_par_iter().map(|source| {
            let (facts, failure) = guarded(&source, |source| DockerfileFacts::new(dockerfile_tree::parse(source)));
            (source, facts, failure)
        });
        for (source, facts, failure) in parsed.collect::<Vec<_>>() {
            self.failures.extend(failure);
            by_path.insert(source.path().to_owned(), self.dockerfiles.len());
            self.sources.insert(source.id(), source);
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

    /// So that no question walks over all files of the run.
    pub(super) fn index(&mut self) {
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
        // A stage that nobody uses is built for its own sake, as a target, if at all.
        let mut is_used = vec![false; stages.len()];
        for taken in self.dockerfile(dockerfile).stage_graph().uses() {
            is_used[taken.used] |= taken.user != taken.used;
        }
        for stage in stages {
            if let Base::Stage(parent) = stage.base {
                is_used[parent] = true;
            }
        }
        // A misspelt name may stand for any of them.
        let is_certain = !self.dockerfile(dockerfile).stage_graph().has_unknown();
        let mut makes_image: Vec<bool> = is_used.iter().map(|used| is_certain && !used).collect();
        for index in (0..stages.len()).rev() {
            let is_last = index + 1 == stages.len();
            uses[index].is_shipped = is_last || !uses[index].links.is_empty();
            uses[index].is_end = uses[index].is_shipped || is_certain && !is_used[index];
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
}

/// The path of a build's Dockerfile; none if it is inline, elsewhere, or not known.
fn dockerfile_path(build: &Build, folder: &str) -> Option<String> {
    if build.is_remote() != Value::Known(false) {
        return None;
    }
    let context = build.context_path().likely()?;
    let dockerfile = build.dockerfile_path()?.likely()?;
    Some(join(&join(folder, &context), &dockerfile))
}
