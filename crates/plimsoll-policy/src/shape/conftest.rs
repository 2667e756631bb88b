//! The forms of conftest's parsers.
//!
//! conftest 0.62, parser/docker/docker.go: a list of commands as BuildKit's parser splits them, names in
//! lower case, each pair of ENV and LABEL as three values. Comments before an instruction are left out.
//! YAML files come as they are.

use plimsoll_model::view::{ComposeFile, Dockerfile};
use plimsoll_syntax::dockerfile::{Arguments, Command, CommandForm, Flag, Instruction, Pair, Word};
use plimsoll_syntax::yaml::{Kind, NodeRef, ScalarValue};
use serde_json::{Map, Number, Value, json};

/// How deep YAML is followed.
const DEEPEST: u32 = 100;

pub(super) fn dockerfile(dockerfile: Dockerfile<'_>) -> Value {
    let commands = dockerfile.instructions().map(|instruction| {
        let stage = instruction.stage().map_or(0, |stage| stage.index());
        command(instruction.node(), stage)
    });
    commands.collect()
}

/// An instruction as BuildKit's parser splits it: names in lower case, flags and values as they were
/// written. `SubCmd` is the instruction after ONBUILD.
pub(super) fn command(instruction: &Instruction, stage: usize) -> Value {
    let name = |node: &Instruction| node.kind.name().to_ascii_lowercase();
    let inner = instruction.trigger();
    let node = inner.unwrap_or(instruction);
    let (values, is_json) = values(node);
    json!({
        "Cmd": name(instruction),
        "SubCmd": inner.map_or(String::new(), name),
        "JSON": is_json,
        "Flags": node.flags.iter().map(flag).collect::<Vec<_>>(),
        "Value": values,
        "Stage": stage,
    })
}

fn flag(flag: &Flag) -> String {
    match &flag.value {
        Some(value) => format!("--{}={}", flag.name.value, value.as_written()),
        None => format!("--{}", flag.name.value),
    }
}

fn values(node: &Instruction) -> (Vec<String>, bool) {
    let words = |words: &mut dyn Iterator<Item = &Word>| words.map(|word| word.as_written().to_owned()).collect();
    match &node.arguments {
        Arguments::From {
            image,
            as_keyword,
            name,
        } => {
            let mut values: Vec<String> = words(&mut image.iter());
            if let (Some(_), Some(name)) = (as_keyword, name) {
                values.extend(["as".to_owned(), name.as_written().to_owned()]);
            }
            (values, false)
        }
        Arguments::Command(own) => words_of(own),
        Arguments::HealthcheckCmd { command: own, .. } => {
            let (mut values, is_json) = words_of(own);
            values.insert(0, "CMD".to_owned());
            (values, is_json)
        }
        Arguments::HealthcheckNone(_) => (vec!["NONE".to_owned()], false),
        Arguments::Copy {
            sources,
            destination,
            json,
        } => (words(&mut sources.iter().chain(destination)), *json),
        Arguments::Words { words: own, json } => (words(&mut own.iter()), *json),
        Arguments::Other(own) => (words(&mut own.iter()), false),
        Arguments::Pairs(pairs) => {
            let is_argument = node.kind.name() == "ARG";
            (pairs.iter().flat_map(|own| pair(own, is_argument)).collect(), false)
        }
        Arguments::Onbuild(_) => (Vec::new(), false),
    }
}

/// ARG has its pairs as they were written, the others as name, value and what is between them.
fn pair(pair: &Pair, is_argument: bool) -> Vec<String> {
    let key = pair.key.as_written();
    let value = pair.value.as_ref().map(Word::as_written);
    match (is_argument, value) {
        (true, Some(value)) => vec![format!("{key}={value}")],
        (true, None) => vec![key.to_owned()],
        (false, value) => {
            let between = if pair.legacy { "" } else { "=" };
            vec![key.to_owned(), value.unwrap_or_default().to_owned(), between.to_owned()]
        }
    }
}

fn words_of(command: &Command) -> (Vec<String>, bool) {
    match &command.form {
        CommandForm::Exec(words) => (words.iter().map(|word| word.value.to_string()).collect(), true),
        CommandForm::Shell(text) => (vec![text.as_str().to_owned()], false),
    }
}

pub(super) fn compose(compose: ComposeFile<'_>) -> Option<Value> {
    Some(yaml_as_json(compose.facts().yaml.root()?, DEEPEST))
}

/// A YAML tree as it was written, merged but with its variables; null for what lies deeper than so
/// many levels.
pub fn yaml_as_json(node: NodeRef<'_>, deepest: u32) -> Value {
    let below = |node: NodeRef<'_>| match deepest.checked_sub(1) {
        Some(deepest) => yaml_as_json(node, deepest),
        None => Value::Null,
    };
    match node.kind() {
        Kind::Mapping => {
            let entries = node.entries().into_iter();
            let named = entries.filter_map(|entry| Some((entry.name()?.to_owned(), below(entry.value))));
            Value::Object(named.collect::<Map<_, _>>())
        }
        Kind::Sequence => node.items().map(below).collect(),
        Kind::Scalar => match node.scalar_value() {
            ScalarValue::Null => Value::Null,
            ScalarValue::Bool(value) => Value::Bool(value),
            ScalarValue::Integer(value) => Number::from_i128(value).map_or(Value::Null, Value::Number),
            ScalarValue::Float(value) => Number::from_f64(value).map_or(Value::Null, Value::Number),
            ScalarValue::Timestamp | ScalarValue::String => {
                Value::String(node.text().map_or(String::new(), |text| text.as_str().to_owned()))
            }
        },
        Kind::Unresolved => Value::Null,
    }
}
