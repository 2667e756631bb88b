//! Which value a variable has at an instruction, and what a word expands to there.
//!
//! Scopes as in BuildKit v0.30, frontend/dockerfile/dockerfile2llb/convert.go: `FROM` sees the ARGs
//! before the first `FROM` and the platform ARGs; a stage sees the ARGs and ENVs of its chain from
//! their line on, and ENVs win over ARGs. The base image's variables are not known.

use std::cell::Cell;
use std::collections::HashMap;

use plimsoll_syntax::Span;
use plimsoll_syntax::dockerfile::{Kind, Modifier, Operator, Pair, Part, Variable, Word};

use super::base::Base;
use super::{DockerfileFacts, StageFacts};
use crate::base::Value;

/// ARGs that BuildKit sets by itself; they need a declaration in stages, but not in `FROM`.
const PLATFORM_ARGUMENTS: [&str; 8] = [
    "BUILDPLATFORM",
    "BUILDOS",
    "BUILDARCH",
    "BUILDVARIANT",
    "TARGETPLATFORM",
    "TARGETOS",
    "TARGETARCH",
    "TARGETVARIANT",
];

/// ARGs that reach the commands of a build without a declaration, in capitals or not.
// docs.docker.com/build/building/variables, "Predefined ARGs".
const PROXY_ARGUMENTS: [&str; 5] = ["all_proxy", "ftp_proxy", "http_proxy", "https_proxy", "no_proxy"];

/// How many variables may refer to each other before the value counts as unknown.
const DEPTH: u32 = 16;

/// How many variables one word may contain, including those of their values.
const BUDGET: u32 = 1_000;

/// Why an argument is declared, but not known at an instruction.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum MissedDeclaration {
    /// It is declared before the first `FROM`.
    Global(Span),
    /// The builder sets it, but only where it is declared.
    Builder,
    /// An ARG of the chain, below the instruction.
    Below(Span),
    /// An ARG or ENV of another stage.
    OtherStage(Span),
}

/// The value of a variable: `None` if it is surely not set.
type Setting = Option<Value<String>>;

/// Where each name is set, so that no question walks over the whole file.
#[derive(Debug, Default)]
pub(crate) struct Definitions {
    environment: HashMap<Box<str>, Vec<Place>>,
    arguments: HashMap<Box<str>, Vec<Place>>,
}

/// A pair of an instruction, as both indices.
#[derive(Clone, Copy, Debug)]
struct Place {
    instruction: usize,
    pair: usize,
}

/// The position of a word.
#[derive(Clone, Copy)]
enum Scope {
    /// In a `FROM`, or in an ARG before the first one: sees the first `n` instructions.
    Global(usize),
    /// In a stage, before the instruction of this index.
    Stage(usize, usize),
}

impl Definitions {
    pub(crate) fn of(facts: &DockerfileFacts) -> Self {
        let mut definitions = Self::default();
        for (instruction, node) in facts.tree.instructions.iter().enumerate() {
            let names = match node.kind {
                Kind::Env => &mut definitions.environment,
                Kind::Arg => &mut definitions.arguments,
                _ => continue,
            };
            for (pair, written) in node.pairs().iter().enumerate() {
                let places = names.entry(written.key.as_written().into()).or_default();
                places.push(Place { instruction, pair });
            }
        }
        definitions
    }
}

/// The last definition of a name among instructions `from..to`.
fn last(names: &HashMap<Box<str>, Vec<Place>>, name: &str, from: usize, to: usize) -> Option<Place> {
    let places = names.get(name)?;
    let before = places.partition_point(|place| place.instruction < to);
    let place = *places.get(before.checked_sub(1)?)?;
    (place.instruction >= from).then_some(place)
}

/// The last definition of a name along the FROM chain, the nearest stage first, with its stage.
fn last_in_chain(
    facts: &DockerfileFacts,
    names: &HashMap<Box<str>, Vec<Place>>,
    name: &str,
    (stage, at): (usize, usize),
) -> Option<(usize, Place)> {
    let (mut stage, mut at) = (stage, at);
    loop {
        if let Some(place) = last(names, name, facts.stages[stage].from + 1, at) {
            return Some((stage, place));
        }
        let Base::Stage(parent) = facts.stages[stage].base else {
            return None;
        };
        stage = parent;
        at = facts.stages[parent].end;
    }
}

/// The expansion of a word in a `FROM`.
pub(crate) fn expand_in_from(facts: &DockerfileFacts, word: &Word) -> Value<String> {
    Expansion::new(facts).expand(Scope::Global(facts.preamble), &word.parts, DEPTH)
}

/// The expansion of a word in a stage, before the instruction at an index takes effect.
pub(crate) fn expand_in_stage(facts: &DockerfileFacts, stage: usize, at: usize, word: &Word) -> Value<String> {
    Expansion::new(facts).expand(Scope::Stage(stage, at), &word.parts, DEPTH)
}

/// Whether an ARG or ENV of a stage's chain sets a variable before an instruction.
pub(crate) fn is_set_in_stage(facts: &DockerfileFacts, stage: usize, at: usize, name: &str) -> bool {
    let definitions = facts.definitions();
    let set = |names| last_in_chain(facts, names, name, (stage, at)).is_some();
    set(&definitions.environment) || set(&definitions.arguments)
}

/// The value that an ARG or ENV of a stage's chain gives a variable before an instruction; none if
/// nothing sets it there.
pub(crate) fn set_in_stage(facts: &DockerfileFacts, stage: usize, at: usize, name: &str) -> Option<Value<String>> {
    if !is_set_in_stage(facts, stage, at, name) {
        return None;
    }
    Expansion::new(facts).in_stage(stage, at, name, DEPTH)
}

/// The ENV of a stage's chain that sets a variable before an instruction.
pub(crate) fn environment<'a>(facts: &'a DockerfileFacts, stage: usize, at: usize, name: &str) -> Option<&'a Pair> {
    let (_, place) = last_in_chain(facts, &facts.definitions().environment, name, (stage, at))?;
    Some(pair_at(facts, place))
}

/// Whether the builder gives a variable the platform that it builds on or for.
pub fn names_platform(name: &str) -> bool {
    PLATFORM_ARGUMENTS.contains(&name)
}

/// Whether a variable is one of the builder's platform arguments, and declared in a stage.
pub(crate) fn is_platform_argument(facts: &DockerfileFacts, stage: usize, at: usize, name: &str) -> bool {
    PLATFORM_ARGUMENTS.contains(&name) && is_set_in_stage(facts, stage, at, name)
}

/// The ARG that gives a variable its value in a stage, before an instruction; none if an ENV does.
pub(crate) fn argument<'a>(facts: &'a DockerfileFacts, stage: usize, at: usize, name: &str) -> Option<&'a Pair> {
    let definitions = facts.definitions();
    if last_in_chain(facts, &definitions.environment, name, (stage, at)).is_some() {
        return None;
    }
    let (_, place) = last_in_chain(facts, &definitions.arguments, name, (stage, at))?;
    Some(pair_at(facts, place))
}

/// Where a name is declared that is not set at an instruction of a stage.
pub(crate) fn missed(facts: &DockerfileFacts, stage: usize, name: &str) -> Option<MissedDeclaration> {
    let definitions = facts.definitions();
    let span = |place: Place| pair_at(facts, place).key.span;
    if let Some(place) = last(&definitions.arguments, name, 0, facts.preamble) {
        return Some(MissedDeclaration::Global(span(place)));
    }
    if PLATFORM_ARGUMENTS.contains(&name) {
        return Some(MissedDeclaration::Builder);
    }
    let StageFacts { from, end, .. } = facts.stages[stage];
    if let Some(place) = last(&definitions.arguments, name, from, end) {
        return Some(MissedDeclaration::Below(span(place)));
    }
    let all = [&definitions.arguments, &definitions.environment];
    let all = all.into_iter().filter_map(|names| names.get(name));
    let mut ends = all.flat_map(|places| places.first().into_iter().chain(places.last()));
    let other = ends.find(|place| !(from..end).contains(&place.instruction))?;
    Some(MissedDeclaration::OtherStage(span(*other)))
}

/// The names after each `$` of a text.
pub(crate) fn names_in(text: &str) -> impl Iterator<Item = &str> {
    text.match_indices('$').map(|(at, _)| {
        let rest = text[at + 1..].trim_start_matches('{');
        let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_');
        &rest[..end.unwrap_or(rest.len())]
    })
}

/// Whether `FROM` may use a variable.
pub(crate) fn is_defined_in_from(facts: &DockerfileFacts, name: &str) -> bool {
    last(&facts.definitions().arguments, name, 0, facts.preamble).is_some() || is_predefined(name)
}

/// Whether an ARG before the first `FROM` declares a name without a default. Those of the builder keep the
/// values that it gives them.
pub(crate) fn lacks_default_in_from(facts: &DockerfileFacts, name: &str) -> bool {
    argument_of_from(facts, name).is_some_and(|pair| pair.value.is_none()) && !is_predefined(name)
}

/// The ARG before the first `FROM` that gives a variable its value in `FROM`.
pub(crate) fn argument_of_from<'a>(facts: &'a DockerfileFacts, name: &str) -> Option<&'a Pair> {
    let place = last(&facts.definitions().arguments, name, 0, facts.preamble)?;
    Some(pair_at(facts, place))
}

/// The names that `FROM` may use.
pub(crate) fn names_in_from(facts: &DockerfileFacts) -> impl Iterator<Item = &str> {
    let own = facts.preamble().iter().flat_map(|i| i.pairs());
    own.map(|p| p.key.as_written()).chain(PLATFORM_ARGUMENTS)
}

/// Whether the builder gives a variable its value, in `FROM` without a declaration.
pub(crate) fn is_predefined(name: &str) -> bool {
    // `TARGETSTAGE` is set too: BuildKit v0.30, dockerfile2llb/convert.go, defaultArgs.
    PLATFORM_ARGUMENTS.contains(&name) || name == "TARGETSTAGE"
}

/// Whether the builder hands a variable on from outside, without a declaration.
pub(crate) fn is_proxy_argument(name: &str) -> bool {
    PROXY_ARGUMENTS.iter().any(|known| known.eq_ignore_ascii_case(name))
}

fn pair_at(facts: &DockerfileFacts, place: Place) -> &Pair {
    &facts.tree.instructions[place.instruction].pairs()[place.pair]
}

/// The expansion of one word. Values that include others many times over are bounded here.
struct Expansion<'a> {
    facts: &'a DockerfileFacts,
    budget: Cell<u32>,
}

impl<'a> Expansion<'a> {
    fn new(facts: &'a DockerfileFacts) -> Self {
        let budget = Cell::new(BUDGET);
        Self { facts, budget }
    }

    fn expand(&self, scope: Scope, parts: &[Part], depth: u32) -> Value<String> {
        if let [Part::Literal(text)] = parts {
            return Value::Known(text.value.to_string());
        }
        let mut result = Value::Known(String::new());
        for part in parts {
            let value = match part {
                Part::Literal(text) => Value::Known(text.value.to_string()),
                Part::Variable(variable) => self.variable(scope, variable, depth),
            };
            result = result.zip(value).map(|(left, right)| left + &right);
            if result.is_unknown() {
                break;
            }
        }
        result
    }

    fn variable(&self, scope: Scope, variable: &Variable, depth: u32) -> Value<String> {
        let (Some(depth), Some(budget)) = (depth.checked_sub(1), self.budget.get().checked_sub(1)) else {
            return Value::Unknown;
        };
        self.budget.set(budget);
        let setting = match scope {
            Scope::Global(end) => self.global(end, &variable.name.value, depth),
            Scope::Stage(stage, at) => self.in_stage(stage, at, &variable.name.value, depth),
        };
        match &variable.modifier {
            None => setting.unwrap_or(Value::Known(String::new())),
            Some(modifier) => self.modified(scope, setting, modifier, depth),
        }
    }

    fn modified(&self, scope: Scope, setting: Setting, modifier: &Modifier, depth: u32) -> Value<String> {
        let word = || self.expand(scope, &modifier.word, depth);
        match modifier.operator.value {
            Operator::Default { colon } => match setting {
                None => word(),
                Some(Value::Known(text)) if colon && text.is_empty() => word(),
                // It is not known whether the variable is set, but if it is not, this is the value.
                Some(Value::Unknown) => weaken(word()),
                Some(value) => value,
            },
            Operator::Alternative { colon } => match setting {
                None => Value::Known(String::new()),
                Some(Value::Known(text)) if colon && text.is_empty() => Value::Known(String::new()),
                Some(Value::Known(_)) => word(),
                Some(Value::Default(_)) => weaken(word()),
                Some(Value::Unknown) => Value::Unknown,
            },
            Operator::Required { .. } => setting.unwrap_or(Value::Unknown),
            Operator::StripPrefix { .. }
            | Operator::StripSuffix { .. }
            | Operator::Replace { .. }
            | Operator::Unsupported => Value::Unknown,
        }
    }

    fn global(&self, end: usize, name: &str, depth: u32) -> Setting {
        let end = end.min(self.facts.preamble);
        let Some(place) = last(&self.facts.definitions().arguments, name, 0, end) else {
            return is_predefined(name).then_some(Value::Unknown);
        };
        Some(match &pair_at(self.facts, place).value {
            Some(word) => weaken(self.expand(Scope::Global(place.instruction), &word.parts, depth)),
            None => Value::Unknown,
        })
    }

    fn in_stage(&self, stage: usize, at: usize, name: &str, depth: u32) -> Setting {
        let (facts, definitions) = (self.facts, self.facts.definitions());
        if let Some((stage, place)) = last_in_chain(facts, &definitions.environment, name, (stage, at)) {
            // An ENV without a value is a syntax error of its own.
            let Some(word) = &pair_at(facts, place).value else {
                return Some(Value::Unknown);
            };
            return Some(self.expand(Scope::Stage(stage, place.instruction), &word.parts, depth));
        }
        if let Some((stage, place)) = last_in_chain(facts, &definitions.arguments, name, (stage, at)) {
            return Some(match &pair_at(facts, place).value {
                Some(word) => weaken(self.expand(Scope::Stage(stage, place.instruction), &word.parts, depth)),
                // `ARG NAME` takes the value of the one before the first `FROM`; without one it
                // stays unset unless the build passes it.
                None => self.global(facts.preamble, name, depth).unwrap_or(Value::Unknown),
            });
        }
        match root_base(facts, stage) {
            Base::Scratch if !is_proxy_argument(name) => None,
            _ => Some(Value::Unknown),
        }
    }
}

/// A value that holds only as long as the build does not set the variable.
fn weaken(value: Value<String>) -> Value<String> {
    Value::Default(()).and_then(|()| value)
}

fn root_base(facts: &DockerfileFacts, stage: usize) -> &Base {
    let mut stage = stage;
    while let Base::Stage(parent) = facts.stages[stage].base {
        stage = parent;
    }
    &facts.stages[stage].base
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use plimsoll_syntax::{FileId, SourceFile, dockerfile};

    use super::*;

    /// The expansion of the argument of the last WORKDIR.
    fn workdir(text: &str) -> Value<String> {
        let source = Arc::new(SourceFile::new(FileId(0), "Dockerfile", text.into()));
        let facts = DockerfileFacts::new(dockerfile::parse(&source));
        let at = facts.tree.instructions.len() - 1;
        let stage = facts.stages.len() - 1;
        expand_in_stage(&facts, stage, at, &facts.tree.instructions[at].words()[0])
    }

    #[test]
    fn scopes_are_those_of_buildkit() {
        let known = |text: &str| Value::Known(text.to_owned());
        let default = |text: &str| Value::Default(text.to_owned());
        assert_eq!(workdir("FROM a\nENV A=x\nWORKDIR $A/y\n"), known("x/y"));
        assert_eq!(workdir("ARG A=x\nFROM a\nWORKDIR $A\n"), Value::Unknown);
        assert_eq!(workdir("ARG A=x\nFROM a\nARG A\nWORKDIR $A\n"), default("x"));
        assert_eq!(workdir("FROM a AS b\nARG A=x\nFROM b\nWORKDIR $A\n"), default("x"));
        assert_eq!(workdir("FROM a\nENV A=x\nARG A=y\nWORKDIR $A\n"), known("x"));
        assert_eq!(workdir("FROM a\nENV A=x A=y\nWORKDIR $A\n"), known("y"));
        assert_eq!(workdir("FROM scratch\nWORKDIR /$A\n"), known("/"));
        assert_eq!(workdir("FROM a\nWORKDIR ${A:-x}\n"), default("x"));
        assert_eq!(workdir("FROM scratch\nENV A=1\nWORKDIR ${A:+x}\n"), known("x"));
        assert_eq!(workdir("FROM a\nWORKDIR $A\nENV A=x\nWORKDIR /\n"), known("/"));
    }

    #[test]
    fn values_that_explode_are_unknown() {
        let mut text = String::from("FROM scratch\nENV A0=x\n");
        for i in 1..15 {
            text.push_str(&format!("ENV A{i}={}\n", format!("$A{}", i - 1).repeat(10)));
        }
        assert_eq!(workdir(&format!("{text}WORKDIR $A14\n")), Value::Unknown);
    }
}
