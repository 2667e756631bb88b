//! Which value a variable has at an instruction, and what a word expands to there.
//!
//! Scopes as in BuildKit v0.30, frontend/dockerfile/dockerfile2llb/convert.go: `FROM` sees the
//! ARGs before the first `FROM` and the platform ARGs; a stage sees its own ARGs from their line
//! on, and the ENVs of its chain, which win over ARGs. What the base image sets is not known.

use plimsoll_syntax::dockerfile::{Kind, Modifier, Operator, Pair, Part, Variable, Word};

use super::DockerfileFacts;
use crate::Value;
use crate::dockerfile::Base;

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

/// How many variables may stand behind each other before the value counts as unknown.
const DEPTH: u32 = 16;

/// What a variable is set to: `None` if it is surely not set.
type Setting = Option<Value<String>>;

/// Where a word stands.
#[derive(Clone, Copy)]
enum Scope {
    /// In a `FROM`, or in an ARG before the first one: sees the first `n` instructions.
    Global(usize),
    /// In a stage, before the instruction of this index.
    Stage(usize, usize),
}

/// What a word of a `FROM` expands to.
pub(super) fn expand_in_from(facts: &DockerfileFacts, word: &Word) -> Value<String> {
    expand(facts, Scope::Global(facts.preamble), &word.parts, DEPTH)
}

/// What a word expands to in a stage, before the instruction of an index takes effect.
pub(super) fn expand_in_stage(facts: &DockerfileFacts, stage: usize, at: usize, word: &Word) -> Value<String> {
    expand(facts, Scope::Stage(stage, at), &word.parts, DEPTH)
}

/// Whether an ARG of a stage, or an ENV of its chain, sets a variable before an instruction.
pub(super) fn is_set_in_stage(facts: &DockerfileFacts, stage: usize, at: usize, name: &str) -> bool {
    let own = &facts.tree.instructions[facts.stages[stage].from + 1..at];
    let mut arguments = own.iter().filter(|instruction| instruction.kind == Kind::Arg);
    arguments.any(|instruction| pair_named(instruction.pairs(), name).is_some())
        || look_up_env(facts, stage, at, name, DEPTH).is_some()
}

/// The names behind each `$` of a text.
pub(super) fn names_in(text: &str) -> impl Iterator<Item = &str> {
    text.match_indices('$').map(|(at, _)| {
        let rest = text[at + 1..].trim_start_matches('{');
        let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_');
        &rest[..end.unwrap_or(rest.len())]
    })
}

/// Whether `FROM` may use a variable.
pub(super) fn is_defined_in_from(facts: &DockerfileFacts, name: &str) -> bool {
    let pairs = facts.preamble().iter().flat_map(|i| i.pairs());
    pairs.into_iter().any(|p| p.key.as_written() == name) || is_predefined(name)
}

/// The names that `FROM` may use.
pub(super) fn names_in_from(facts: &DockerfileFacts) -> impl Iterator<Item = &str> {
    let own = facts
        .preamble()
        .iter()
        .flat_map(|i| i.pairs())
        .map(|p| p.key.as_written());
    own.chain(PLATFORM_ARGUMENTS)
}

fn is_predefined(name: &str) -> bool {
    // `TARGETSTAGE` is set too: BuildKit v0.30, dockerfile2llb/convert.go, defaultArgs.
    PLATFORM_ARGUMENTS.contains(&name) || name == "TARGETSTAGE"
}

fn expand(facts: &DockerfileFacts, scope: Scope, parts: &[Part], depth: u32) -> Value<String> {
    let mut result = Value::Known(String::new());
    for part in parts {
        let value = match part {
            Part::Literal(text) => Value::Known(text.value.to_string()),
            Part::Variable(variable) => expand_variable(facts, scope, variable, depth),
        };
        result = result.zip(value).map(|(left, right)| left + &right);
    }
    result
}

fn expand_variable(facts: &DockerfileFacts, scope: Scope, variable: &Variable, depth: u32) -> Value<String> {
    let Some(depth) = depth.checked_sub(1) else {
        return Value::Unknown;
    };
    let setting = look_up(facts, scope, &variable.name.value, depth);
    match &variable.modifier {
        None => setting.unwrap_or(Value::Known(String::new())),
        Some(modifier) => modify(facts, scope, setting, modifier, depth),
    }
}

fn modify(facts: &DockerfileFacts, scope: Scope, setting: Setting, modifier: &Modifier, depth: u32) -> Value<String> {
    let word = || expand(facts, scope, &modifier.word, depth);
    match modifier.operator.value {
        Operator::Default { colon } => match setting {
            None => word(),
            Some(Value::Known(text)) if colon && text.is_empty() => word(),
            // Nobody can tell whether the variable is set, but if it is not, this is the value.
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

/// What holds only as long as the build does not set the variable.
fn weaken(value: Value<String>) -> Value<String> {
    Value::Default(()).and_then(|()| value)
}

fn look_up(facts: &DockerfileFacts, scope: Scope, name: &str, depth: u32) -> Setting {
    match scope {
        Scope::Global(end) => look_up_global(facts, end, name, depth),
        Scope::Stage(stage, at) => look_up_in_stage(facts, stage, at, name, depth),
    }
}

fn look_up_global(facts: &DockerfileFacts, end: usize, name: &str, depth: u32) -> Setting {
    for index in (0..end).rev() {
        let Some(pair) = pair_named(facts.tree.instructions[index].pairs(), name) else {
            continue;
        };
        return Some(match &pair.value {
            Some(word) => weaken(expand(facts, Scope::Global(index), &word.parts, depth)),
            None => Value::Unknown,
        });
    }
    is_predefined(name).then_some(Value::Unknown)
}

fn look_up_in_stage(facts: &DockerfileFacts, stage: usize, at: usize, name: &str, depth: u32) -> Setting {
    if let Some(value) = look_up_env(facts, stage, at, name, depth) {
        return Some(value);
    }
    let range = facts.stages[stage].from + 1..at;
    for index in range.rev() {
        let instruction = &facts.tree.instructions[index];
        if instruction.kind != Kind::Arg {
            continue;
        }
        let Some(pair) = pair_named(instruction.pairs(), name) else {
            continue;
        };
        return match &pair.value {
            Some(word) => Some(weaken(expand(facts, Scope::Stage(stage, index), &word.parts, depth))),
            // `ARG NAME` takes the value of the one before the first `FROM`; without one it stays
            // unset unless the build gives it.
            None => Some(look_up_global(facts, facts.preamble, name, depth).unwrap_or(Value::Unknown)),
        };
    }
    match root_base(facts, stage) {
        Base::Scratch => None,
        _ => Some(Value::Unknown),
    }
}

/// The ENV of a name along the FROM chain, the nearest first.
fn look_up_env(facts: &DockerfileFacts, stage: usize, at: usize, name: &str, depth: u32) -> Setting {
    let (mut stage, mut at) = (stage, at);
    loop {
        for index in (facts.stages[stage].from + 1..at).rev() {
            let instruction = &facts.tree.instructions[index];
            if instruction.kind != Kind::Env {
                continue;
            }
            if let Some(word) = pair_named(instruction.pairs(), name).and_then(|p| p.value.as_ref()) {
                return Some(expand(facts, Scope::Stage(stage, index), &word.parts, depth));
            }
        }
        let Base::Stage(parent) = facts.stages[stage].base else {
            return None;
        };
        stage = parent;
        at = facts.stages[parent].end;
    }
}

fn root_base(facts: &DockerfileFacts, stage: usize) -> &Base {
    let mut stage = stage;
    while let Base::Stage(parent) = facts.stages[stage].base {
        stage = parent;
    }
    &facts.stages[stage].base
}

/// The last pair of a name.
fn pair_named<'a>(pairs: &'a [Pair], name: &str) -> Option<&'a Pair> {
    pairs.iter().rev().find(|p| p.key.as_written() == name)
}
