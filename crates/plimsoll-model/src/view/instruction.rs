//! An instruction in its stage.

use std::ops::Deref;

use plimsoll_syntax::Span;
use plimsoll_syntax::dockerfile as tree;
use plimsoll_syntax::dockerfile::{Arguments, Word};

use super::{Dockerfile, Instruction, Stage};
use crate::base::{Value, path};
use crate::context::Taken;
use crate::dockerfile::variables;

impl<'a> Instruction<'a> {
    pub(crate) fn new(dockerfile: Dockerfile<'a>, stage: Option<Stage<'a>>, index: usize) -> Self {
        Self {
            dockerfile,
            stage,
            index,
        }
    }

    /// The instruction as written.
    pub fn node(self) -> &'a tree::Instruction {
        &self.dockerfile.tree().instructions[self.index]
    }

    /// What is carried out: the instruction itself, or the one that `ONBUILD` keeps for later.
    pub fn trigger_or_self(self) -> &'a tree::Instruction {
        let node = self.node();
        node.trigger().unwrap_or(node)
    }

    /// Whether it is a RUN, or an ONBUILD with one after it.
    pub fn is_run(self) -> bool {
        self.trigger_or_self().kind == tree::Kind::Run
    }

    /// Its Dockerfile.
    pub fn dockerfile(self) -> Dockerfile<'a> {
        self.dockerfile
    }

    /// Its stage; none before the first `FROM`.
    pub fn stage(self) -> Option<Stage<'a>> {
        self.stage
    }

    /// Its index among all instructions of the file.
    pub fn index(self) -> usize {
        self.index
    }

    /// Where a finding about the whole instruction points.
    pub fn keyword(self) -> Span {
        self.node().keyword
    }

    /// The expansion of one of its words.
    pub fn expand(self, word: &Word) -> Value<String> {
        match self.stage {
            Some(stage) if self.node().kind != tree::Kind::From => {
                variables::expand_in_stage(self.dockerfile.facts(), stage.index, self.index, word)
            }
            _ => variables::expand_in_from(self.dockerfile.facts(), word),
        }
    }

    /// The build arguments that a word takes its value from: for each variable in it that no ENV
    /// hides, the ARG in force.
    // Docker's documentation, build/building/variables, "Scoping": a stage inherits the arguments
    // of the one that it is built from.
    pub fn build_arguments(self, word: &Word) -> Vec<&'a tree::Pair> {
        let Some(stage) = self.stage else {
            return Vec::new();
        };
        let facts = self.dockerfile.facts();
        let names = word.variables().map(|variable| &*variable.name.value);
        names
            .filter_map(|name| variables::argument(facts, stage.index, self.index, name))
            .collect()
    }

    /// The ARG that a variable has its value from here.
    pub(crate) fn argument(self, name: &str) -> Option<&'a tree::Pair> {
        variables::argument(self.dockerfile.facts(), self.stage?.index, self.index, name)
    }

    /// Whether a variable has its value from an ARG here, so that containers do not get it.
    pub fn is_build_argument(self, name: &str) -> bool {
        self.argument(name).is_some()
    }

    /// The sources and the destination of ADD and COPY. None if a flag lacks its value: the first
    /// word is probably that.
    pub fn copied(self) -> Option<(&'a [Word], Option<&'a Word>)> {
        const SWITCHES: [&str; 4] = ["keep-git-dir", "link", "parents", "unpack"];
        let lacks_value = |flag: &tree::Flag| flag.value.is_none() && !SWITCHES.contains(&&*flag.name.value);
        match &self.node().arguments {
            _ if self.node().flags.iter().any(lacks_value) => None,
            Arguments::Copy {
                sources, destination, ..
            } => Some((sources, destination.as_ref())),
            _ => None,
        }
    }

    /// The sources of ADD or COPY of which is known what a build takes of them from its context, each with
    /// that.
    pub fn taken(self) -> impl Iterator<Item = (&'a Word, &'a Taken)> {
        let contexts = self.dockerfile.contexts();
        let words = self.copied().into_iter().flat_map(|(words, _)| words);
        words.filter_map(move |word| Some((word, contexts.taken(word.span)?)))
    }

    /// Whether all variables in a text are set by an ARG or ENV in force here, and none by the
    /// shell or the base image.
    pub fn knows_variables(self, text: &str) -> bool {
        let Some(stage) = self.stage else { return false };
        variables::names_in(text)
            .all(|name| variables::is_set_in_stage(self.dockerfile.facts(), stage.index, self.index, name))
    }

    /// Whether an ARG or ENV in force here sets a variable.
    pub fn sets(self, name: &str) -> bool {
        let facts = self.dockerfile.facts();
        self.stage
            .is_some_and(|stage| variables::is_set_in_stage(facts, stage.index, self.index, name))
    }

    /// Whether a variable is one of the builder's platform arguments (`TARGETARCH`), whose values
    /// are single words.
    pub fn is_platform_argument(self, name: &str) -> bool {
        let Some(stage) = self.stage else { return false };
        variables::is_platform_argument(self.dockerfile.facts(), stage.index, self.index, name)
    }

    /// Whether a cache mount keeps a folder: the folder itself, a parent, or one in it.
    pub fn caches(self, folder: &str) -> bool {
        self.mounts().any(|(kind, target)| {
            kind.as_deref() == Some("cache")
                // A mount with an unknown target may be the one in question.
                && target.is_none_or(|target| path::overlap(folder, &target))
        })
    }

    /// Whether a folder exists only while the instruction runs, since it is in a mount.
    pub fn is_mounted(self, folder: &str) -> bool {
        let mut targets = self.mounts().filter_map(|(_, target)| target);
        targets.any(|target| path::is_below(folder, &target))
    }

    /// Type and target of each mount, as far as they are given and known.
    fn mounts(self) -> impl Iterator<Item = (Option<String>, Option<String>)> {
        let mounts = self.trigger_or_self().flags_named("mount");
        mounts.into_iter().map(move |mount| {
            let value = |keys: &[&str]| {
                let option = keys.iter().find_map(|key| mount.option(key));
                self.expand(option?.value.as_ref()?).likely()
            };
            (value(&["type"]), value(&["target", "dst", "destination"]))
        })
    }
}

impl<'a> Deref for Instruction<'a> {
    type Target = tree::Instruction;

    fn deref(&self) -> &tree::Instruction {
        self.node()
    }
}
