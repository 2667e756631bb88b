//! Where the variables of an instruction come from. Their values are facts of `variables`.

use std::collections::HashSet;

use plimsoll_syntax::dockerfile::{Arguments, Kind, Operator, Pair, Part, Variable, Word};
use plimsoll_syntax::shell::Variable as ShellVariable;

use crate::base::leading_numbers;
use crate::dockerfile::Code;
use crate::dockerfile::{MissedDeclaration, is_proxy_argument, is_set_in_stage, variables};
use crate::view::{Dockerfile, Instruction, Stage};

/// A variable in a word that the builder expands.
#[derive(Clone, Copy, Debug)]
pub struct VariableUse<'a> {
    pub variable: &'a Variable,
    /// It need not be set: it says itself which value it has then, or is no variable to Docker.
    pub has_substitute: bool,
}

/// Where a variable gets its value from at an instruction of a stage.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Origin {
    /// An ARG or ENV of the stage, or of one it is built from.
    Chain,
    /// The base image surely sets it.
    Base,
    /// The base image may set it; nothing else does.
    MaybeBase,
    /// Nothing sets it.
    Nowhere,
    /// The builder takes it from outside, without a declaration.
    Builder,
}

impl<'a> Instruction<'a> {
    /// The variables in those of its words that the builder expands, including variables inside
    /// defaults. Those of RUN, CMD and the like are the shell's.
    pub fn variable_uses(self) -> Vec<VariableUse<'a>> {
        let mut uses = Vec::new();
        for word in self.expanded_words() {
            // A word that BuildKit cannot expand is an error of its own.
            if word.malformed.is_none() {
                collect(&word.parts, &mut uses, &mut Vec::new());
            }
        }
        uses
    }

    // BuildKit v0.30, dockerfile2llb/convert.go, dispatch: whatever implements SupportsSingleWordExpansion,
    // and the values of ARG.
    fn expanded_words(self) -> Vec<&'a Word> {
        let node = self.node();
        let mut words: Vec<&Word> = Vec::new();
        match &node.arguments {
            Arguments::Copy {
                sources, destination, ..
            } => {
                let heredoc = |word: &&Word| !node.heredocs.iter().any(|h| h.span == word.span);
                words.extend(sources.iter().filter(heredoc));
                words.extend(destination);
            }
            Arguments::Pairs(pairs) => words.extend(pairs.iter().filter_map(|pair| pair.value.as_ref())),
            Arguments::Words { words: own, .. } if node.kind != Kind::Maintainer => words.extend(own),
            _ => {}
        }
        if matches!(node.kind, Kind::Copy | Kind::Add) {
            let flags = node
                .flags
                .iter()
                .filter(|flag| matches!(&*flag.name.value, "chown" | "chmod"));
            words.extend(flags.filter_map(|flag| flag.value.as_ref()));
        }
        words
    }

    /// Where a variable comes from at this instruction; none before the first `FROM`.
    pub fn origin(self, name: &str) -> Option<Origin> {
        let stage = self.stage()?;
        let facts = self.dockerfile().facts();
        Some(if is_set_in_stage(facts, stage.index, self.index(), name) {
            Origin::Chain
        } else if is_proxy_argument(name) {
            Origin::Builder
        } else {
            match stage.base_sets(name) {
                Some(true) => Origin::Base,
                Some(false) => Origin::Nowhere,
                None => Origin::MaybeBase,
            }
        })
    }

    /// Where else a variable is declared that this instruction does not see; none for variables
    /// that it sees, and for proxy variables.
    pub fn missed_declaration(self, name: &str) -> Option<MissedDeclaration> {
        let stage = self.stage()?;
        let facts = self.dockerfile().facts();
        // `ENV PYTHONPATH=$PYTHONPATH:/lib` adds to what the base image may have: no ARG is meant.
        let adds_to = |pair: &Pair| pair.key.literal().is_some_and(|key| key == name);
        if self.node().kind == Kind::Env && self.node().pairs().iter().any(adds_to) {
            return None;
        }
        if is_proxy_argument(name) || is_set_in_stage(facts, stage.index, self.index(), name) {
            return None;
        }
        variables::missed(facts, stage.index, name)
    }
}

impl<'a> Instruction<'a> {
    /// The variables in the shell code of a RUN that the code does not set itself, each once. Empty
    /// if it sources code that is not seen here.
    pub fn environment_uses(self) -> Vec<&'a ShellVariable> {
        let code = self.build_code();
        if code.iter().any(Code::reads_other_code) {
            return Vec::new();
        }
        let mut known: HashSet<&str> = code.iter().flat_map(Code::names_set).collect();
        let text = self.node().text.as_str();
        let heredocs = self.node().heredocs.iter().map(|heredoc| heredoc.body.as_str());
        for text in heredocs.chain([text]) {
            let loops = text.split("for ").skip(1);
            known.extend(loops.filter_map(|rest| rest.split_whitespace().next()));
        }
        let uses = code.iter().flat_map(Code::variables);
        uses.filter(|variable| known.insert(&variable.name)).collect()
    }
}

impl<'a> Stage<'a> {
    /// The names that any ARG or ENV of its chain sets, for suggestions.
    pub fn names_set(self) -> impl Iterator<Item = &'a str> {
        let instructions = self.ancestors().flat_map(Stage::instructions);
        let pairs = instructions.filter(|i| matches!(i.node().kind, Kind::Arg | Kind::Env));
        pairs.flat_map(|i| i.node().pairs()).map(|pair| pair.key.as_written())
    }
}

impl<'a> Dockerfile<'a> {
    /// The ARG before the first `FROM` that declares a name.
    pub fn global_argument(self, name: &str) -> Option<&'a Pair> {
        let mut pairs = self.facts().preamble().iter().flat_map(|i| i.pairs());
        pairs.rfind(|pair| pair.key.as_written() == name)
    }

    /// Whether a stage takes the value of an ARG before the first `FROM`.
    pub fn takes_global_argument(self, name: &str) -> bool {
        let arguments = self
            .instructions()
            .filter(|i| i.node().kind == Kind::Arg && i.stage().is_some());
        let mut pairs = arguments.flat_map(|i| i.node().pairs());
        pairs.any(|pair| pair.value.is_none() && pair.key.as_written() == name)
    }

    /// Whether an ARG before the first `FROM` gives a name a value.
    pub fn has_argument_default(self, name: &str) -> bool {
        let mut pairs = self.facts().preamble().iter().flat_map(|i| i.pairs());
        pairs.any(|pair| pair.key.as_written() == name && pair.value.is_some())
    }

    /// The version of the frontend that the `# syntax` line asks for, if it names one: `1.4` of
    /// `docker/dockerfile:1.4-labs`. None for `1`, which stands for the newest of its line.
    pub fn frontend_version(self) -> Option<(u32, u32)> {
        let mut directives = self.tree().directives.iter();
        let syntax = directives.rfind(|d| &*d.name.value == "syntax")?;
        let image = syntax.value.value.split_whitespace().next()?;
        let name = image.strip_prefix("docker.io/").unwrap_or(image);
        leading_numbers(name.strip_prefix("docker/dockerfile:")?).map(|[major, minor]| (major, minor))
    }
}

impl Code {
    /// Whether its own shell runs code that is not seen here, which may set variables.
    fn reads_other_code(&self) -> bool {
        let mut invocations = self.commands.invocations();
        invocations.any(|i| matches!(i.name, "." | "source" | "eval"))
    }

    /// The names that its commands set: assignments, `read` and the like. Loop variables are not
    /// among them.
    fn names_set(&self) -> impl Iterator<Item = &str> {
        let commands = || self.commands.scripts().flat_map(|script| &script.commands);
        let assigned = commands().flat_map(|c| c.assignments.iter().map(|a| &*a.name.value));
        // All words of such a command: one name too many does no harm.
        let named = commands().filter(|command| {
            let name = command.name.as_ref().map(|name| &*name.content);
            let name = name.unwrap_or_default();
            matches!(
                name,
                "read" | "export" | "local" | "declare" | "mapfile" | "readarray" | "getopts" | "printf"
            )
        });
        assigned.chain(named.flat_map(|c| c.arguments.iter().map(|word| &*word.content)))
    }

    /// The variables in its words.
    fn variables(&self) -> impl Iterator<Item = &ShellVariable> {
        let commands = self.commands.scripts().flat_map(|script| &script.commands);
        commands.flat_map(|command| {
            let values = command.assignments.iter().filter_map(|a| a.value.as_ref());
            let targets = command.redirects.iter().filter_map(|r| r.target.as_ref());
            command
                .words()
                .chain(values)
                .chain(targets)
                .flat_map(|word| &word.variables)
        })
    }
}

/// Modifiers nest as deep as the parser lets them; nobody writes them deeper than this.
const DEPTH: usize = 20;

/// `around` are the variables in whose modifiers the parts stand. The word of `${X:+…$X}` is only read
/// where `X` is set.
fn collect<'a>(parts: &'a [Part], uses: &mut Vec<VariableUse<'a>>, around: &mut Vec<&'a Variable>) {
    for part in parts {
        let Part::Variable(variable) = part else { continue };
        let modifier = variable.modifier.as_ref();
        let has_substitute = modifier.is_some_and(|m| {
            matches!(
                m.operator.value,
                Operator::Default { .. }
                    | Operator::Alternative { .. }
                    | Operator::Required { .. }
                    | Operator::Unsupported
            )
        });
        let is_sure = around
            .iter()
            .any(|outer| is_alternative(outer) && outer.name.value == variable.name.value);
        uses.push(VariableUse {
            variable,
            has_substitute: has_substitute || is_sure,
        });
        if let Some(modifier) = modifier.filter(|_| around.len() < DEPTH) {
            around.push(variable);
            collect(&modifier.word, uses, around);
            around.pop();
        }
    }
}

fn is_alternative(variable: &Variable) -> bool {
    let modifier = variable.modifier.as_ref();
    modifier.is_some_and(|modifier| matches!(modifier.operator.value, Operator::Alternative { .. }))
}
