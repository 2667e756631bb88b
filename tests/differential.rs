//! Our trees compared with those of other parsers, on the fixtures that those can read:
//! `dockerfile-parser` for instructions, `serde_yaml` for values. Neither is what Docker uses, so
//! known differences are named here; everything else must be the same.

use std::fs;
use std::sync::Arc;

use dockerfile_parser::{Dockerfile as OtherDockerfile, Instruction as Other, ShellOrExecExpr};
use plimsoll_model::files::{FileKind, Input};
use plimsoll_syntax::dockerfile::{Arguments, CommandForm, Instruction};
use plimsoll_syntax::yaml::{Kind, NodeRef, ScalarValue, Style};
use plimsoll_syntax::{FileId, SourceFile, dockerfile, yaml};
use serde_yaml::Value;

use crate::corpus::inputs_below;
use crate::house::root;

/// Files that the other parser reads, but not as BuildKit does.
const READ_IN_ANOTHER_WAY: [(&str, &str); 1] = [(
    "syntax/dockerfile/flags.Dockerfile",
    "flags that it does not know, and a bare `--`, are sources of COPY to it",
)];

fn fixtures(kind: FileKind) -> impl Iterator<Item = Input> {
    inputs_below(&root().join("fixtures"))
        .into_iter()
        .filter(move |input| input.kind == kind)
}

#[test]
fn instructions_are_those_of_dockerfile_parser() {
    // A deep recursion of the other parser ends the process, unless the stack is large.
    let large = std::thread::Builder::new().stack_size(256 << 20);
    let thread = large.spawn(compare_dockerfiles).expect("a thread can be started");
    thread.join().expect("the files are read alike");
}

fn compare_dockerfiles() {
    let mut read = 0;
    let mut problems = Vec::new();
    for input in fixtures(FileKind::Dockerfile) {
        let Ok(text) = String::from_utf8(input.bytes) else {
            continue;
        };
        if READ_IN_ANOTHER_WAY.iter().any(|(path, _)| *path == input.path) {
            continue;
        }
        let Ok(other) = OtherDockerfile::parse(&text) else {
            continue;
        };
        read += 1;
        let source = Arc::new(SourceFile::new(FileId(0), &*input.path, text.into_bytes()));
        let tree = dockerfile::parse(&source);
        let ours: Vec<String> = tree.instructions.iter().map(|i| ours(&source, i)).collect();
        let theirs: Vec<String> = other.instructions.iter().map(|i| theirs(&source, i)).collect();
        if ours != theirs {
            problems.push(format!("{}:\nours   {ours:#?}\ntheirs {theirs:#?}", input.path));
        }
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
    assert!(read >= 8, "dockerfile-parser reads {read} of the fixtures only");
}

/// The start of an instruction, its keyword, and what both trees take apart.
fn ours(source: &SourceFile, instruction: &Instruction) -> String {
    let detail = match &instruction.arguments {
        Arguments::From { image, name, .. } => {
            let words = image.iter().chain(name).map(|w| w.as_written());
            words.collect::<Vec<_>>().join(" AS ")
        }
        Arguments::Copy {
            sources, destination, ..
        } if instruction.kind == dockerfile::Kind::Copy => {
            let words = sources.iter().chain(destination).map(|w| w.as_written());
            words.collect::<Vec<_>>().join(" ")
        }
        Arguments::Command(command) if instruction.kind != dockerfile::Kind::Shell => match &command.form {
            CommandForm::Exec(words) => format!("{:?}", words.iter().map(|w| &*w.value).collect::<Vec<_>>()),
            CommandForm::Shell(_) => "shell form".to_owned(),
        },
        _ => String::new(),
    };
    let keyword = source.slice(instruction.keyword).to_ascii_uppercase();
    format!("{} {keyword} {detail}", source.line_of(instruction.keyword.start))
}

fn theirs(source: &SourceFile, instruction: &Other) -> String {
    let (keyword, detail) = match instruction {
        Other::From(from) => {
            let words = std::iter::once(&from.image).chain(&from.alias).map(|w| &*w.content);
            ("FROM".to_owned(), words.collect::<Vec<_>>().join(" AS "))
        }
        Other::Arg(_) => ("ARG".to_owned(), String::new()),
        Other::Label(_) => ("LABEL".to_owned(), String::new()),
        Other::Env(_) => ("ENV".to_owned(), String::new()),
        Other::Run(run) => ("RUN".to_owned(), form(&run.expr)),
        Other::Entrypoint(entrypoint) => ("ENTRYPOINT".to_owned(), form(&entrypoint.expr)),
        Other::Cmd(cmd) => ("CMD".to_owned(), form(&cmd.expr)),
        Other::Copy(copy) => {
            let words = copy.sources.iter().chain([&copy.destination]).map(|w| &*w.content);
            ("COPY".to_owned(), words.collect::<Vec<_>>().join(" "))
        }
        Other::Misc(misc) => (misc.instruction.content.to_ascii_uppercase(), String::new()),
    };
    let start = u32::try_from(instruction.span().start).expect("fixtures are small");
    format!("{} {keyword} {detail}", source.line_of(start))
}

fn form(expression: &ShellOrExecExpr) -> String {
    match expression {
        ShellOrExecExpr::Exec(words) => format!("{:?}", words.as_str_vec()),
        ShellOrExecExpr::Shell(_) => "shell form".to_owned(),
    }
}

#[test]
fn values_are_those_of_serde_yaml() {
    let mut read = 0;
    let mut problems = Vec::new();
    for input in fixtures(FileKind::Compose) {
        let Ok(text) = String::from_utf8(input.bytes) else {
            continue;
        };
        // A quoted `<<` is a key like any other, which serde_yaml cannot tell.
        let text = text.replace("\"<<\"", "\"quoted\"");
        let Ok(mut other) = serde_yaml::from_str::<Value>(&text) else {
            continue;
        };
        other.apply_merge().expect("the fixtures merge mappings");
        read += 1;
        let source = Arc::new(SourceFile::new(FileId(0), &*input.path, text.into_bytes()));
        let tree = yaml::parse(source);
        let Some(ours) = tree.root() else { continue };
        compare(ours, &other, &input.path, &mut problems);
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
    assert!(read >= 8, "serde_yaml reads {read} of the fixtures only");
}

fn compare(ours: NodeRef<'_>, theirs: &Value, path: &str, problems: &mut Vec<String>) {
    match (ours.kind(), theirs) {
        (_, Value::Tagged(tagged)) => compare(ours, &tagged.value, path, problems),
        (Kind::Mapping, Value::Mapping(map)) => {
            let entries = ours.entries();
            if entries.len() != map.len() {
                problems.push(format!("{path}: {} keys, theirs {}", entries.len(), map.len()));
            }
            for entry in entries {
                let key = entry.name().unwrap_or_default();
                match map.iter().find(|(k, _)| same(entry.key, k)) {
                    Some((_, value)) => compare(entry.value, value, &format!("{path}.{key}"), problems),
                    None => problems.push(format!("{path}: they have no key {key}")),
                }
            }
        }
        (Kind::Sequence, Value::Sequence(items)) => {
            let own: Vec<_> = ours.items().collect();
            if own.len() != items.len() {
                problems.push(format!("{path}: {} items, theirs {}", own.len(), items.len()));
            }
            for (index, (ours, theirs)) in own.into_iter().zip(items).enumerate() {
                compare(ours, theirs, &format!("{path}[{index}]"), problems);
            }
        }
        (Kind::Scalar, theirs) if same(ours, theirs) => {}
        _ => problems.push(format!(
            "{path}: ours {:?} {:?}, theirs {theirs:?}",
            ours.as_str(),
            ours.scalar_value()
        )),
    }
}

/// Whether two scalars are equal. Compose reads some plain ones as another type:
/// - `0755` and `08` are numbers (octal, or decimal if they cannot be), for serde_yaml text;
/// - `1_000` and `0b10` are numbers, for serde_yaml the first is text;
/// - `2001-01-01` is a date, for serde_yaml text;
/// - an integer beyond 64 bits is a float.
fn same(ours: NodeRef<'_>, theirs: &Value) -> bool {
    let text = ours.as_str().unwrap_or_default();
    if ours.tag().is_some() {
        return true;
    }
    let value = match ours.style() {
        Some(Style::Plain) => ours.scalar_value(),
        _ => ScalarValue::String,
    };
    match (value, theirs) {
        (ScalarValue::Null, Value::Null) => true,
        (ScalarValue::Bool(a), Value::Bool(b)) => a == *b,
        (ScalarValue::Integer(a), Value::Number(b)) => {
            b.as_i64().map(i128::from) == Some(a) || b.as_u64().map(i128::from) == u64::try_from(a).ok().map(i128::from)
        }
        (ScalarValue::Float(a), Value::Number(b)) => b.as_f64().is_some_and(|b| a == b || (a.is_nan() && b.is_nan())),
        (ScalarValue::String | ScalarValue::Timestamp, Value::String(theirs)) => text == theirs,
        (ScalarValue::Integer(_) | ScalarValue::Float(_), Value::String(theirs)) => {
            let digits = text.trim_start_matches(['-', '+']);
            text == theirs && (digits.starts_with('0') || digits.contains('_'))
        }
        _ => false,
    }
}

/// The list above names files that exist.
#[test]
fn files_read_in_another_way_exist() {
    for (path, reason) in READ_IN_ANOTHER_WAY {
        let path = root().join("fixtures").join(path);
        assert!(fs::metadata(&path).is_ok() && !reason.is_empty(), "{}", path.display());
    }
}
