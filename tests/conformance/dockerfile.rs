//! Cases about the Dockerfile's tree.

use std::sync::Arc;

use plimsoll_syntax::dockerfile::{Arguments, CommandForm, Dockerfile, Heredoc, Instruction, Kind, parse};
use plimsoll_syntax::{FileId, SourceFile};
use serde_json::{Value, json};

use super::case::{Case, Outcome};

fn tree(text: &str) -> (Arc<SourceFile>, Dockerfile) {
    let source = Arc::new(SourceFile::new(FileId(0), "Dockerfile", text.into()));
    let tree = parse(&source);
    (source, tree)
}

/// Instructions, their arguments, heredocs.
pub(super) fn judge(case: &Case) -> Outcome {
    let (source, tree) = tree(case.input());
    let mut problems = Vec::new();
    // The cases of a parser alone are pieces of a file, so they need not be complete.
    let is_piece = case.source == "language-docker" && tree.instructions.is_empty();
    let errors = tree
        .errors
        .iter()
        .filter(|e| !(is_piece && e.message == "the file has no instructions"));
    let errors: Vec<&str> = errors.map(|e| &*e.message).collect();
    if case.expect.ok && !errors.is_empty() {
        problems.push(format!("must have no error, has {errors:?}"));
    }
    if case.expect.error.is_some() && errors.is_empty() {
        problems.push(format!(
            "must be an error: {}",
            case.expect.error.as_ref().unwrap_or(&Value::Null)
        ));
    }
    for (what, expected) in &case.expect.other {
        let first = tree.instructions.first();
        let found = match what.as_str() {
            "instructions" => json!(
                tree.instructions
                    .iter()
                    .map(|i| keyword(&source, i))
                    .collect::<Vec<_>>()
            ),
            "instruction_lines" => json!(
                tree.instructions
                    .iter()
                    .map(|i| source.line_of(i.span.start))
                    .collect::<Vec<_>>()
            ),
            "output" => json!(
                tree.instructions
                    .iter()
                    .map(|i| outline(&source, i) + "\n")
                    .collect::<String>()
            ),
            "heredocs" if first.is_some_and(|i| i.kind != Kind::From && tree.instructions.len() == 1) => {
                first.map_or(Value::Null, |i| json!(i.heredocs.iter().map(data).collect::<Vec<_>>()))
            }
            "heredocs" => {
                let all = tree
                    .instructions
                    .iter()
                    .map(|i| i.heredocs.iter().map(heredoc).collect::<Vec<_>>());
                json!(all.collect::<Vec<_>>())
            }
            "sources" | "dest" | "shell_form" | "command" => first.map_or(Value::Null, |i| argument(i, what)),
            _ => continue,
        };
        let expected = if what == "heredocs" {
            without_tabs(expected)
        } else {
            expected.clone()
        };
        problems.extend(Outcome::equal(what, &found, &expected));
    }
    Outcome::of(&problems)
}

/// Heredocs without the tabs that `<<-` drops: BuildKit's parser leaves that to its second pass,
/// our tree has already done it.
fn without_tabs(heredocs: &Value) -> Value {
    let mut heredocs = heredocs.clone();
    for heredoc in heredocs
        .as_array_mut()
        .into_iter()
        .flatten()
        .filter_map(Value::as_array_mut)
        .flatten()
    {
        if heredoc["chomp"] == json!(true) {
            let content = heredoc["content"].as_str().unwrap_or_default();
            let lines = content.split_inclusive('\n').map(|line| line.trim_start_matches('\t'));
            heredoc["content"] = json!(lines.collect::<String>());
        }
    }
    heredocs
}

/// The text after a keyword that takes a command.
pub(super) fn judge_exec_form(case: &Case) -> Outcome {
    let (_, tree) = tree(&format!("RUN {}", case.input()));
    let command = tree.instructions.first().and_then(Instruction::command);
    let found = match command.map(|c| &c.form) {
        Some(CommandForm::Exec(words)) => Some(json!(words.iter().map(|w| &*w.value).collect::<Vec<_>>())),
        _ => None,
    };
    let refused = found.is_none() || !tree.errors.is_empty();
    let expected = case.expect.other.get("args").cloned();
    let problem = match case.expect.error {
        Some(_) => (!refused).then(|| "must be refused".to_owned()),
        None => Outcome::equal("args", &found, &expected),
    };
    Outcome::of(problem.as_slice())
}

/// A parser directive of a name.
pub(super) fn judge_directive(case: &Case) -> Outcome {
    let (source, tree) = tree(case.input());
    let name = case.config.get("directive").and_then(Value::as_str).unwrap_or_default();
    let found = tree.directives.iter().find(|d| &*d.name.value == name);
    let mut problems = Vec::new();
    for (what, expected) in &case.expect.other {
        let found = match (what.as_str(), found) {
            ("found", _) => json!(found.is_some()),
            // The tool's function cuts the value at its first space.
            ("value", Some(directive)) => json!(directive.value.value.split(' ').next()),
            ("line", Some(directive)) => json!(source.line_of(directive.span.start)),
            _ => Value::Null,
        };
        problems.extend(Outcome::equal(what, &found, expected));
    }
    Outcome::of(&problems)
}

fn keyword(source: &SourceFile, instruction: &Instruction) -> String {
    match instruction.kind {
        Kind::Unknown => source.slice(instruction.keyword).to_lowercase(),
        kind => kind.name().to_lowercase(),
    }
}

fn heredoc(heredoc: &Heredoc) -> Value {
    json!({
        "name": &*heredoc.name.value,
        "content": heredoc.body.as_str(),
        "expand": !heredoc.quoted,
        "chomp": heredoc.strip_tabs,
        "fd": heredoc.file_descriptor.unwrap_or(0),
    })
}

fn data(heredoc: &Heredoc) -> Value {
    json!({
        "name": &*heredoc.name.value,
        "data": heredoc.body.as_str(),
        "expand": !heredoc.quoted,
    })
}

/// The arguments of one instruction, by the name that the cases use.
fn argument(instruction: &Instruction, what: &str) -> Value {
    match (&instruction.arguments, what) {
        (Arguments::Copy { sources, .. }, "sources") => {
            let files = sources
                .iter()
                .filter(|s| !instruction.heredocs.iter().any(|h| h.span == s.span));
            json!(files.map(|s| s.as_written()).collect::<Vec<_>>())
        }
        (Arguments::Copy { destination, .. }, "dest") => json!(destination.as_ref().map(|d| d.as_written())),
        (Arguments::Command(command), _) => match (&command.form, what) {
            (form, "shell_form") => json!(matches!(form, CommandForm::Shell(_))),
            (CommandForm::Shell(text), _) => json!([text.as_str()]),
            (CommandForm::Exec(words), _) => json!(words.iter().map(|w| &*w.value).collect::<Vec<_>>()),
        },
        _ => Value::Null,
    }
}

/// One instruction as BuildKit's parser prints its node.
/// All instructions of a file with their words, and the heredocs.
pub(super) fn outlined(text: &str) -> String {
    let (source, tree) = tree(text);
    let line = |instruction: &Instruction| {
        let heredocs: Vec<String> = instruction.heredocs.iter().map(|h| heredoc(h).to_string()).collect();
        format!("{} {}\n", outline(&source, instruction), heredocs.join(" "))
    };
    tree.instructions.iter().map(line).collect()
}

fn outline(source: &SourceFile, instruction: &Instruction) -> String {
    let mut out = format!("({}", keyword(source, instruction));
    if !instruction.flags.is_empty() {
        let flags: Vec<String> = instruction.flags.iter().map(|f| quoted(source.slice(f.span))).collect();
        out += &format!(" [{}]", flags.join(" "));
    }
    for word in outline_words(instruction) {
        out += " ";
        out += &quoted(&word);
    }
    out + ")"
}

fn outline_words(instruction: &Instruction) -> Vec<String> {
    let owned = |text: &str| text.to_owned();
    match &instruction.arguments {
        Arguments::Other(_) if instruction.kind == Kind::Healthcheck => {
            let text = instruction.text.as_str();
            let (kind, rest) = text.split_once(' ').unwrap_or((text, ""));
            [kind, rest].into_iter().filter(|w| !w.is_empty()).map(owned).collect()
        }
        Arguments::From { .. } | Arguments::Other(_) => words_of(instruction.text.as_str()),
        Arguments::Command(command) => command_words(&command.form),
        Arguments::Copy {
            sources, destination, ..
        } => sources
            .iter()
            .chain(destination)
            .map(|w| owned(w.as_written()))
            .collect(),
        Arguments::Pairs(pairs) if instruction.kind == Kind::Arg => pairs
            .iter()
            .map(|p| match &p.value {
                Some(value) => format!("{}={}", p.key.as_written(), value.as_written()),
                None => owned(p.key.as_written()),
            })
            .collect(),
        Arguments::Pairs(pairs) => pairs
            .iter()
            .flat_map(|p| {
                let value = p.value.as_ref().map_or("", |v| v.as_written());
                [p.key.as_written(), value, if p.legacy { "" } else { "=" }].map(owned)
            })
            .collect(),
        Arguments::Words { words, .. } => words.iter().map(|w| owned(w.as_written())).collect(),
        Arguments::HealthcheckNone(_) => vec![owned("NONE")],
        Arguments::HealthcheckCmd { command, .. } => {
            let command = command_words(&command.form);
            std::iter::once(owned("CMD")).chain(command).collect()
        }
        Arguments::Onbuild(_) => Vec::new(),
    }
}

fn command_words(form: &CommandForm) -> Vec<String> {
    match form {
        CommandForm::Exec(words) => words.iter().map(|w| w.value.to_string()).collect(),
        CommandForm::Shell(text) if text.as_str().is_empty() => Vec::new(),
        CommandForm::Shell(text) => vec![text.as_str().to_owned()],
    }
}

fn words_of(text: &str) -> Vec<String> {
    text.split_ascii_whitespace().map(str::to_owned).collect()
}

/// A string as Go quotes it.
fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            '\n' => out += "\\n",
            '\t' => out += "\\t",
            '\r' => out += "\\r",
            '\u{8}' => out += "\\b",
            '\u{c}' => out += "\\f",
            c if c.is_control() => out += &format!("\\x{:02x}", u32::from(c)),
            c => out.push(c),
        }
    }
    out + "\""
}
