//! A Dockerfile with its stages and instructions, as rules see it.

use plimsoll_syntax::dockerfile as tree;
use plimsoll_syntax::{SourceFile, Span, SyntaxError};

use super::{Dockerfile, Instruction, Service, Stage};
use crate::context::Contexts;
use crate::dockerfile::StageGraph;
use crate::dockerfile::{DockerfileFacts, is_proxy_argument, variables};
use crate::environment::Verdict;
use crate::workspace::{OtherBuild, Workspace};

impl<'a> Dockerfile<'a> {
    /// The parsed text.
    pub fn tree(self) -> &'a tree::Dockerfile {
        &self.facts().tree
    }

    /// Its file.
    pub fn source(self) -> &'a SourceFile {
        &self.tree().source
    }

    /// The files of the run.
    pub fn workspace(self) -> &'a Workspace {
        self.workspace
    }

    /// Its syntax errors: in the text, and in the order of the instructions.
    pub fn errors(self) -> impl Iterator<Item = &'a SyntaxError> {
        self.tree().errors.iter().chain(&self.facts().errors)
    }

    /// Its stages, in order.
    pub fn stages(self) -> impl DoubleEndedIterator<Item = Stage<'a>> + ExactSizeIterator + Clone {
        (0..self.facts().stages.len()).map(move |index| self.stage(index))
    }

    /// The stage of a name, or of a number from 0, as `--target` takes it.
    pub fn target(self, target: &str) -> Option<Stage<'a>> {
        self.facts().target(target).map(|index| self.stage(index))
    }

    /// The stages of a name, in order; there should be at most one.
    pub fn stages_named(self, name: &str) -> impl Iterator<Item = Stage<'a>> + Clone {
        let indexes = self.facts().stages_named(name).iter();
        indexes.map(move |&index| self.stage(index))
    }

    /// All instructions, including those before the first `FROM`, but not triggers of `ONBUILD`.
    pub fn instructions(self) -> impl Iterator<Item = Instruction<'a>> {
        let preamble = (0..self.facts().preamble).map(move |at| Instruction::new(self, None, at));
        preamble.chain(self.stages().flat_map(Stage::instructions_with_from))
    }

    /// Whether it is the same as another one.
    pub(crate) fn is(self, other: Self) -> bool {
        self.index == other.index
    }

    /// Whether a build passes contexts besides the own one.
    pub(crate) fn is_given_contexts(self) -> bool {
        self.workspace.links.passes_contexts(self.index)
    }

    /// The folders that it is built from, and what a build takes of them.
    pub fn contexts(self) -> &'a Contexts {
        self.workspace.contexts(self.index)
    }

    /// Whether `FROM` may use a variable: declared before the first one, or the builder's own.
    pub fn is_argument_of_from(self, name: &str) -> bool {
        variables::is_defined_in_from(self.facts(), name)
    }

    /// Whether an argument may be set although nothing declares it: BuildKit takes it itself.
    // BuildKit v0.30: frontend/dockerui and dockerfile2llb read `BUILDKIT_…`, `SOURCE_DATE_EPOCH`, the
    // names of proxies, and the platforms, whose automatic values arguments replace.
    pub fn has_argument_by_itself(self, name: &str) -> bool {
        let is_read = name.starts_with("BUILDKIT_") || name == "SOURCE_DATE_EPOCH";
        is_read || is_proxy_argument(name) || variables::is_predefined(name)
    }

    /// The names that `FROM` may use.
    pub fn arguments_of_from(self) -> impl Iterator<Item = &'a str> {
        variables::names_in_from(self.facts())
    }

    /// Where a finding about the whole file points: its first instruction, or its start.
    pub fn place(self) -> Span {
        let first = self.tree().instructions.first();
        first.map_or(self.source().span().at_start(), |i| i.keyword)
    }

    pub(crate) fn facts(self) -> &'a DockerfileFacts {
        self.workspace.dockerfile_facts(self.index)
    }

    pub(crate) fn stage(self, index: usize) -> Stage<'a> {
        Stage {
            dockerfile: self,
            index,
        }
    }

    /// Which of its stages take files from which.
    pub fn stage_graph(self) -> &'a StageGraph {
        self.facts().stage_graph()
    }

    /// The stage of an index in a [`StageUse`].
    pub fn stage_at(self, index: usize) -> Option<Stage<'a>> {
        (index < self.facts().stages.len()).then(|| self.stage(index))
    }

    /// What the file is for, and why.
    pub fn verdict(self) -> &'a Verdict {
        self.workspace.verdict_of_dockerfile(self.index)
    }

    /// Whether it is one of the files to be judged, and not only read because a service builds it.
    pub fn is_judged(self) -> bool {
        self.workspace.is_input(self.source().id())
    }

    /// The services that build any stage of it.
    pub fn services(self) -> impl Iterator<Item = Service<'a>> {
        let workspace = self.workspace;
        let links = workspace.links.to_dockerfile(self.index);
        links.map(|link| workspace.service(link.compose, link.service))
    }

    /// The builds of it that Bake files and dev containers describe.
    pub(crate) fn other_builds(self) -> &'a [OtherBuild] {
        self.workspace.links.other_builds(self.index)
    }

    /// Whether a build of it has a context of this name (`additional_contexts`, `contexts`), which then
    /// stands for the image or stage of that name.
    pub fn takes_context(self, name: &str) -> bool {
        self.workspace.links.passes_context(self.index, name)
    }

    /// For each stage, whether some build is known to need it: the plain one, a service, a
    /// Bake file, or a dev container.
    pub fn needed_stages(self) -> Vec<bool> {
        let roots = self
            .stages()
            .filter(|stage| stage.is_shipped() || stage.is_built_otherwise());
        self.stage_graph().needed(roots.map(Stage::index))
    }
}
