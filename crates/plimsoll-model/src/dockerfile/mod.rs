//! What Docker would do with a Dockerfile: its stages, what each inherits, and the facts of their
//! instructions.
//!
//! [`DockerfileFacts`] is made once per file and owns the tree. Rules see it through small views
//! ([`Dockerfile`], [`Stage`], [`Instruction`]) that know their parents.

mod account_list;
mod assigned_word;
mod base;
mod base_environment;
mod checked_out;
mod contents;
mod continuation;
mod copied_credentials;
mod copy;
mod created_account;
mod debugger;
mod destination;
mod directive;
mod expose;
mod frontend;
mod graph;
mod image_fault;
mod installed;
mod instruction;
mod json_form;
mod label;
mod label_value;
mod leftover;
mod libc;
mod license;
mod membership;
mod mount;
mod pair_form;
mod placed;
mod platform;
mod powershell;
mod root_owned;
mod runtime_version;
mod scope;
mod secret_mount;
mod setting;
mod shell;
mod shell_comment;
mod stage;
mod stage_copy;
mod start;
mod start_interval;
mod state;
mod steps;
mod stop_signal;
mod unset;
mod user;
mod variables;
mod view;
mod verified;
mod volume;
mod workdir;

use std::collections::HashMap;
use std::ops::Range;
use std::sync::OnceLock;

use plimsoll_syntax::dockerfile as tree;
use plimsoll_syntax::{SyntaxError, SyntaxErrorKind};

pub use base::Base;
pub use contents::Lists;
pub use copied_credentials::CopiedCredentials;
pub use copy::{CopySource, git_point, tells_newest_commit};
pub use created_account::CreatedAccount;
pub use destination::{Absolute, absolute};
pub use expose::{ExposeFault, ExposedPort};
pub use graph::{StageGraph, StageUse};
pub use image_fault::ImageFault;
pub use installed::Installed;
pub use instruction::Instruction;
pub use json_form::{BrokenJson, JsonFault};
pub use label::{LabelFault, RepeatedLabel, label_key_fault};
pub use label_value::{LabelForm, label_form};
pub use leftover::Leftover;
pub use libc::{ForeignCode, Libc};
pub use mount::CacheMount;
pub use pair_form::{LegacyPair, LooseEquals};
pub use placed::{Placed, absolute_path};
pub use root_owned::DeniedChange;
pub use runtime_version::{MovedLibraries, RuntimeVersion};
pub use scope::{Missed, Origin, VariableUse};
pub use secret_mount::NeededSecret;
pub use setting::Configured;
pub use shell::{Code, ShellKind, ShellProgram};
pub use stage::{Stage, StartCommand};
pub use stage_copy::StageCopy;
pub use start_interval::StartIntervalFault;
pub use state::{StateFolder, is_data_folder};
pub use stop_signal::is_systemd;
pub use unset::Unset;
pub use user::{BaseUser, User, is_root};
pub use view::Dockerfile;
pub use volume::VolumePath;

use crate::shellcheck::ShellFinding;

/// The facts of one Dockerfile.
#[derive(Debug)]
pub struct DockerfileFacts {
    pub(crate) tree: tree::Dockerfile,
    stages: Vec<StageFacts>,
    /// The stages of each name, in order.
    stages_by_name: HashMap<String, Vec<usize>>,
    /// Instructions before the first `FROM`.
    preamble: usize,
    /// The instructions of each kind, by their indexes.
    kinds: [Vec<u32>; tree::Kind::ALL.len() + 1],
    /// What comments say about the shell of the base image.
    shell_comments: Vec<shell_comment::ShellComment>,
    definitions: OnceLock<variables::Definitions>,
    graph: OnceLock<StageGraph>,
    memberships: OnceLock<membership::Memberships>,
    /// Words of the Bake files beside it that may name stages.
    pub(crate) baked: Vec<String>,
    /// What BuildKit refuses once it knows all instructions.
    pub(crate) errors: Vec<SyntaxError>,
    /// The shell code of each instruction, parsed when first asked for.
    code: Vec<OnceLock<Vec<Code>>>,
    /// What is wrong with the shell code of each instruction, worked out when first asked for.
    pub(crate) shell_findings: Vec<OnceLock<Vec<ShellFinding>>>,
}

/// The facts of one stage.
#[derive(Debug)]
pub(crate) struct StageFacts {
    /// The `FROM`, and the instruction behind the last one of the stage.
    pub(crate) from: usize,
    pub(crate) end: usize,
    pub(crate) base: Base,
    /// The stage that the chain of bases ends at: itself, unless it is built from another stage.
    pub(crate) root: usize,
    /// Whether it is for Windows; asked for by each instruction with shell code.
    is_windows: OnceLock<bool>,
    last_verification: OnceLock<Option<usize>>,
    /// What several rules ask of a stage, worked out when first asked for.
    kept_packages: OnceLock<Vec<installed::KeptPackage>>,
    placed: OnceLock<Vec<placed::PlacedFile>>,
}

impl DockerfileFacts {
    /// Works out the stages of a parsed file.
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
            baked: Vec::new(),
            errors: Vec::new(),
            code,
            shell_findings,
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
            let message = format!("`{}` stands before the first `FROM`", i.kind.name());
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
            let (name, base) = base::of_from(self, &self.tree.instructions[from]);
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

    /// The instructions of a kind in a range of the file, by their indexes.
    pub(crate) fn of_kind(&self, kind: tree::Kind, range: Range<usize>) -> &[u32] {
        let all = &self.kinds[kind as usize];
        let from = all.partition_point(|&index| (index as usize) < range.start);
        let length = all[from..].partition_point(|&index| (index as usize) < range.end);
        &all[from..from + length]
    }

    /// The stage of a name or number that is known before `before`; later stages of a name win.
    pub(crate) fn stage_named(&self, name: &str, before: usize) -> Option<usize> {
        let named = self.stages_named(name);
        let earlier = named.partition_point(|&index| index < before);
        named[..earlier].last().copied()
    }

    /// The stages of a name, in order. BuildKit compares names in lower case.
    fn stages_named(&self, name: &str) -> &[usize] {
        let named = self.stages_by_name.get(&name.to_ascii_lowercase());
        named.map_or(&[], Vec::as_slice)
    }

    /// The stages, in order.
    pub(crate) fn stages(&self) -> &[StageFacts] {
        &self.stages
    }

    fn definitions(&self) -> &variables::Definitions {
        self.definitions.get_or_init(|| variables::Definitions::of(self))
    }

    /// The last SHELL among instructions `from..to`.
    fn last_shell(&self, from: usize, to: usize) -> Option<usize> {
        let last = self.of_kind(tree::Kind::Shell, from..to).last();
        last.map(|&index| index as usize)
    }

    /// The last comment about the shell that stands above one of the instructions `from..=to`.
    fn last_shell_comment(&self, from: usize, to: usize) -> Option<&shell_comment::ShellComment> {
        let before = self.shell_comments.partition_point(|comment| comment.before <= to);
        let last = self.shell_comments.get(before.checked_sub(1)?)?;
        (last.before >= from).then_some(last)
    }

    /// The arguments declared before the first `FROM`.
    pub(crate) fn preamble(&self) -> &[tree::Instruction] {
        &self.tree.instructions[..self.preamble]
    }
}

#[cfg(test)]
mod tests;
