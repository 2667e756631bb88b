//! What one Dockerfile says: its stages, what each is built from, and the values of its variables.
//!
//! [`DockerfileFacts`] is made once per file and owns the tree. Rules see it through the
//! [views](crate::view) of a Dockerfile, its stages and its instructions.

mod answers;
mod base;
mod code;
mod copy_source;
mod from;
mod graph;
mod shell_comment;
pub(crate) mod variables;

pub use answers::ShellFinding;
pub(crate) use answers::{KeptPackage, Memberships, PlacedFile};
pub use base::Base;
pub use code::{Code, ShellKind};
pub use copy_source::{CopySource, git_point, tells_newest_commit};
pub use graph::{StageGraph, StageUse};
pub use variables::{MissedDeclaration, names_platform};
pub(crate) use variables::{is_proxy_argument, is_set_in_stage};

use std::collections::HashMap;
use std::ops::Range;
use std::sync::OnceLock;

use plimsoll_syntax::dockerfile as tree;
use plimsoll_syntax::{SyntaxError, SyntaxErrorKind};

use crate::base::Data;

/// The facts of one Dockerfile.
#[derive(Debug)]
pub struct DockerfileFacts {
    pub(crate) tree: tree::Dockerfile,
    pub(crate) stages: Vec<StageFacts>,
    /// The stages of each name, in order.
    pub(crate) stages_by_name: HashMap<String, Vec<usize>>,
    /// Instructions before the first `FROM`.
    pub(crate) preamble: usize,
    /// The instructions of each kind, by index.
    pub(crate) kinds: [Vec<u32>; tree::Kind::ALL.len() + 1],
    /// What comments say about the shell of the base image.
    pub(crate) shell_comments: Vec<shell_comment::ShellComment>,
    pub(crate) definitions: OnceLock<variables::Definitions>,
    pub(crate) graph: OnceLock<StageGraph>,
    pub(crate) memberships: OnceLock<Vec<Memberships>>,
    /// What BuildKit refuses once it knows all instructions.
    pub(crate) errors: Vec<SyntaxError>,
    /// The shell code of each instruction, parsed on first use.
    pub(crate) code: Vec<OnceLock<Vec<Code>>>,
    /// What is wrong with the shell code of each instruction, computed on first use.
    pub(crate) shell_findings: Vec<OnceLock<Vec<ShellFinding>>>,
    /// The file as data, for those who ask for more than facts.
    pub(crate) data: OnceLock<Data>,
}

/// The facts of one stage.
#[derive(Debug)]
pub(crate) struct StageFacts {
    /// The `FROM`, and the instruction after the last one of the stage.
    pub(crate) from: usize,
    pub(crate) end: usize,
    pub(crate) base: Base,
    /// The stage at the end of the chain of bases: itself, unless it is built from another stage.
    pub(crate) root: usize,
    /// Whether it is for Windows; each instruction with shell code asks for it.
    pub(crate) is_windows: OnceLock<bool>,
    pub(crate) last_verification: OnceLock<Option<usize>>,
    /// Facts about a stage that several rules ask for, computed on first use.
    pub(crate) kept_packages: OnceLock<Vec<KeptPackage>>,
    pub(crate) placed: OnceLock<Vec<PlacedFile>>,
}

impl DockerfileFacts {
    /// Computes the stages of a parsed file.
    pub fn new(tree: tree::Dockerfile) -> Self {
        let code = tree.instructions.iter().map(|_| OnceLock::new()).collect();
        let shell_comments = shell_comment::read(&tree);
        let shell_findings = tree.instructions.iter().map(|_| OnceLock::new()).collect();
        let mut facts = Self {
            tree,
            stages: Vec::new(),
            stages_by_name: HashMap::new(),
            preamble: 0,
            kinds: Default::default(),
            shell_comments,
            definitions: OnceLock::new(),
            graph: OnceLock::new(),
            memberships: OnceLock::new(),
            errors: Vec::new(),
            code,
            shell_findings,
            data: OnceLock::new(),
        };
        facts.find_stages();
        facts.errors = facts.order_errors();
        facts
    }

    /// BuildKit v0.30, frontend/dockerfile/instructions/parse.go: only ARG may stand before the
    /// first FROM, and there has to be one.
    fn order_errors(&self) -> Vec<SyntaxError> {
        let error = |kind, span, message: String| SyntaxError::new(kind, span, message);
        let known = |i: &&tree::Instruction| i.kind != tree::Kind::Unknown;
        if self.stages.is_empty() {
            // An empty file has an error of its own.
            let first = self.tree.instructions.iter().find(known);
            let missing = |i: &tree::Instruction| {
                let error = error(
                    SyntaxErrorKind::StageMissing,
                    i.keyword,
                    "the file has no `FROM`, so there is nothing to build".to_owned(),
                );
                error.help("start with `FROM image:tag`, or `FROM scratch`")
            };
            return first.map(missing).into_iter().collect();
        }
        let early = self
            .preamble()
            .iter()
            .filter(|i| i.kind != tree::Kind::Arg)
            .filter(known);
        let early = early.map(|i| {
            let message = format!("`{}` is before the first `FROM`", i.kind.name());
            let error = error(SyntaxErrorKind::BeforeFrom, i.keyword, message);
            error.help("only `ARG` may; move it below")
        });
        early.collect()
    }

    fn find_stages(&mut self) {
        let instructions = &self.tree.instructions;
        let is_from = |i: &tree::Instruction| i.kind == tree::Kind::From;
        for (index, instruction) in instructions.iter().enumerate() {
            self.kinds[instruction.kind as usize].push(index as u32);
        }
        self.preamble = instructions.iter().position(is_from).unwrap_or(instructions.len());
        let mut from = self.preamble;
        while from < self.tree.instructions.len() {
            let rest = &self.tree.instructions[from + 1..];
            let end = rest
                .iter()
                .position(is_from)
                .map_or(self.tree.instructions.len(), |at| from + 1 + at);
            let (name, base) = from::name_and_base(self, &self.tree.instructions[from]);
            let root = match base {
                Base::Stage(parent) => self.stages[parent].root,
                _ => self.stages.len(),
            };
            if let Some(name) = name {
                self.stages_by_name.entry(name).or_default().push(self.stages.len());
            }
            self.stages.push(StageFacts {
                from,
                end,
                base,
                root,
                is_windows: OnceLock::new(),
                last_verification: OnceLock::new(),
                kept_packages: OnceLock::new(),
                placed: OnceLock::new(),
            });
            from = end;
        }
    }

    /// The instructions of a kind in a range of the file, by index.
    pub(crate) fn of_kind(&self, kind: tree::Kind, range: Range<usize>) -> &[u32] {
        let all = &self.kinds[kind as usize];
        let from = all.partition_point(|&index| (index as usize) < range.start);
        let length = all[from..].partition_point(|&index| (index as usize) < range.end);
        &all[from..from + length]
    }

    /// The stage of a name or number that is known before `before`; of several with the name, the
    /// last wins.
    pub(crate) fn stage_named(&self, name: &str, before: usize) -> Option<usize> {
        let named = self.stages_named(name);
        let earlier = named.partition_point(|&index| index < before);
        named[..earlier].last().copied()
    }

    /// The stages of a name, in order. BuildKit compares names in lower case.
    pub(crate) fn stages_named(&self, name: &str) -> &[usize] {
        let named = self.stages_by_name.get(&name.to_ascii_lowercase());
        named.map_or(&[], Vec::as_slice)
    }

    /// The stages, in order.
    pub(crate) fn stages(&self) -> &[StageFacts] {
        &self.stages
    }

    /// The name of a stage as written behind `AS`.
    pub(crate) fn stage_name(&self, stage: usize) -> Option<&str> {
        match &self.tree.instructions[self.stages[stage].from].arguments {
            tree::Arguments::From { name, .. } => name.as_ref().map(tree::Word::as_written),
            _ => None,
        }
    }

    /// The stage of a name, or of a number from 0, as `--target` takes it.
    pub(crate) fn target(&self, target: &str) -> Option<usize> {
        let by_number = || target.parse().ok().filter(|&index: &usize| index < self.stages.len());
        self.stage_named(target, self.stages.len()).or_else(by_number)
    }

    /// Which of its stages take files from which.
    pub(crate) fn stage_graph(&self) -> &StageGraph {
        self.graph.get_or_init(|| StageGraph::of(self))
    }

    pub(crate) fn definitions(&self) -> &variables::Definitions {
        self.definitions.get_or_init(|| variables::Definitions::of(self))
    }

    /// The last SHELL among instructions `from..to`.
    pub(crate) fn last_shell(&self, from: usize, to: usize) -> Option<usize> {
        let last = self.of_kind(tree::Kind::Shell, from..to).last();
        last.map(|&index| index as usize)
    }

    /// The last comment about the shell that is above one of the instructions `from..=to`.
    pub(crate) fn last_shell_comment(&self, from: usize, to: usize) -> Option<&shell_comment::ShellComment> {
        let before = self.shell_comments.partition_point(|comment| comment.before <= to);
        let last = self.shell_comments.get(before.checked_sub(1)?)?;
        (last.before >= from).then_some(last)
    }

    /// The arguments declared before the first `FROM`.
    pub(crate) fn preamble(&self) -> &[tree::Instruction] {
        &self.tree.instructions[..self.preamble]
    }
}
