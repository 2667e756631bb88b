//! From Rego files to rules.

use plimsoll_lint::Level;
use plimsoll_model::base::path::file_name;
use plimsoll_syntax::shell::{Dialect, ShellOptions, parse_with};
use plimsoll_syntax::{FileId, SourceFile, Span, Text};
use regorus::{Engine, Value};

use super::text::{Metadata, is_nested_too_deeply, of_error};
use super::{RegoPolicies, RegoRule, evaluated_in};
use crate::Shape;

/// No policy that people keep is larger.
const LARGEST: usize = 256 << 10;

/// What every file may import.
const LIBRARY: &str = include_str!("docker.rego");

/// Why a file cannot be used.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RegoFault {
    pub span: Span,
    pub message: String,
}

/// Reads files that belong together. What cannot be read is left out.
pub fn read(sources: &[&SourceFile]) -> (RegoPolicies, Vec<RegoFault>) {
    let mut engine = Engine::new();
    let mut faults = Vec::new();
    let internal = |error: &dyn std::fmt::Display| of_error(error).1;
    let mentions = |word: &str| sources.iter().any(|source| source.text().contains(word));
    let library = match mentions("docker") {
        true => engine
            .add_policy("lib/docker.rego".to_owned(), LIBRARY.to_owned())
            .map(drop),
        false => Ok(()),
    };
    let built_in = [
        library,
        engine.add_extension("result.new".to_owned(), 2, Box::new(new_result)),
        engine.add_extension("sh.parse_commands".to_owned(), 1, Box::new(parse_commands)),
    ];
    for error in built_in.into_iter().filter_map(Result::err) {
        let span = sources
            .first()
            .map_or(Span::default(), |source| source.span().at_start());
        let message = internal(&error);
        faults.push(RegoFault { span, message });
    }
    let mut rules = Vec::new();
    let (uses_file, uses_model) = (mentions("conftest"), mentions("plimsoll"));
    for &source in sources {
        match add(&mut engine, source) {
            Ok(package) => rules.extend(rules_of(source, &package).into_iter().map(|rule| RegoRule {
                uses_file,
                uses_model,
                ..rule
            })),
            Err(fault) => faults.push(fault),
        }
    }
    // There is no such rule, but all that the engine works out before it looks is then in its copies. What
    // fails here fails for a file too, and is told there.
    let _ = evaluated_in(&mut engine, "data.plimsoll.nothing");
    (RegoPolicies { engine, rules }, faults)
}

/// Adds a file, and gives the name of its package: `data.main`.
fn add(engine: &mut Engine, source: &SourceFile) -> Result<String, RegoFault> {
    let text = source.text();
    let whole = |message: &str| RegoFault {
        span: source.span().at_start(),
        message: message.to_owned(),
    };
    if text.len() > LARGEST {
        return Err(whole("the file is too large for a policy"));
    }
    if is_nested_too_deeply(text) {
        return Err(whole("brackets are nested too deeply"));
    }
    let path = || source.path().to_owned();
    let fault = |error: anyhow::Error| {
        let (place, message) = of_error(&error);
        let span = place.map_or(source.span().at_start(), |(line, column)| at(source, line, column));
        RegoFault { span, message }
    };
    engine.add_policy(path(), text.to_owned()).or_else(|error| {
        // Files from before OPA 1.0 do without `if` and `contains`.
        if !error.to_string().contains("keyword is required") || is_of_now(text) {
            return Err(fault(error));
        }
        engine.set_rego_v0(true);
        let older = engine.add_policy(path(), text.to_owned());
        engine.set_rego_v0(false);
        older.map_err(fault)
    })
}

/// Whether a file has the keywords of OPA 1.0 without importing them, so that it is not an older one.
fn is_of_now(text: &str) -> bool {
    let mut lines = text.lines().filter(|line| !line.trim_start().starts_with('#'));
    let has_if = |line: &str| line.split_whitespace().any(|word| word == "if");
    !text.contains("future.keywords") && lines.any(has_if)
}

fn at(source: &SourceFile, line: usize, column: usize) -> Span {
    let line = source.line_span(line.clamp(1, source.line_count()));
    let start = (line.start as usize + column.saturating_sub(1)).min(line.end as usize);
    let start = source.text().floor_char_boundary(start);
    Span::new(line.file, start, line.end as usize)
}

/// The rules of a file that report something.
fn rules_of(source: &SourceFile, package: &str) -> Vec<RegoRule> {
    let text = source.text();
    let metadata = Metadata::of(text);
    let own = package.strip_prefix("data.").unwrap_or(package);
    let shape = match own {
        own if own.starts_with("builtin.") || metadata.selects_dockerfiles => Shape::Trivy,
        own if own == "plimsoll" || own.starts_with("plimsoll.") => Shape::Model,
        _ => Shape::Conftest,
    };
    let stem = file_name(source.path()).trim_end_matches(".rego").to_owned();
    let mut rules: Vec<RegoRule> = Vec::new();
    for (name, start) in heads(text) {
        let Some((level, rest)) = kind_of(name) else { continue };
        let query = format!("{package}.{name}");
        if rules.iter().any(|rule| rule.query == query) {
            continue;
        }
        let severity = metadata.severity.as_deref().and_then(level_of);
        let title = metadata.title.clone().unwrap_or_else(|| format!("`{name}` of {own}"));
        rules.push(RegoRule {
            id: format!("policy/{stem}/{name}"),
            origin: Span::new(source.id(), start, start + name.len()),
            level: severity.unwrap_or(level),
            shape,
            exceptions: format!("{package}.exception"),
            name: rest.trim_start_matches('_').to_owned(),
            title,
            help: metadata.help.clone(),
            uses_file: false,
            uses_model: false,
            query,
        });
    }
    rules
}

/// The names at the start of the lines of a file, with their places: rules begin there.
fn heads(text: &str) -> impl Iterator<Item = (&str, usize)> {
    let mut start = 0;
    text.split_inclusive('\n').filter_map(move |line| {
        let at = start;
        start += line.len();
        let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
        let length = line.find(|c| !is_name(c)).unwrap_or(line.len());
        let is_head = line[length..].trim_start().starts_with(['[', '=', ':', '{', 'c', 'i']);
        (length > 0 && is_head).then_some((&line[..length], at))
    })
}

fn kind_of(name: &str) -> Option<(Level, &str)> {
    let kinds = [
        ("deny", Level::Error),
        ("violation", Level::Error),
        ("warn", Level::Warning),
    ];
    kinds.into_iter().find_map(|(word, level)| {
        let rest = name.strip_prefix(word)?;
        (rest.is_empty() || rest.starts_with('_')).then_some((level, rest))
    })
}

fn level_of(severity: &str) -> Option<Level> {
    Some(match severity.to_ascii_uppercase().as_str() {
        "CRITICAL" | "HIGH" => Level::Error,
        "MEDIUM" => Level::Warning,
        "LOW" => Level::Info,
        _ => return None,
    })
}

/// The rules called `test_…`.
pub(super) fn tests(engine: &Engine) -> Vec<String> {
    let (Ok(packages), Ok(sources)) = (engine.get_packages(), engine.get_policies()) else {
        return Vec::new();
    };
    let mut queries = Vec::new();
    for (package, source) in packages.iter().zip(&sources) {
        let names = heads(source.get_contents()).map(|(name, _)| name);
        let tests = names.filter(|name| name.starts_with("test_"));
        queries.extend(tests.map(|name| format!("{package}.{name}")));
    }
    queries.sort();
    queries.dedup();
    queries
}

/// `result.new(message, cause)`: what a check in trivy's form says.
fn new_result(arguments: Vec<Value>) -> anyhow::Result<Value> {
    let mut result = Value::new_object();
    let [message, cause] = &arguments[..] else {
        anyhow::bail!("`result.new` takes a message and a cause");
    };
    let entries = result.as_object_mut()?;
    entries.insert("msg".into(), message.clone());
    if cause.as_object().is_ok() {
        entries.insert("startline".into(), cause["StartLine"].clone());
        entries.insert("endline".into(), cause["EndLine"].clone());
        entries.insert("filepath".into(), cause["Path"].clone());
    }
    Ok(result)
}

/// `sh.parse_commands(text)`: each command of shell code as a list of its words.
fn parse_commands(arguments: Vec<Value>) -> anyhow::Result<Value> {
    let text = arguments.first().map(Value::as_string);
    let Some(Ok(text)) = text else {
        anyhow::bail!("`sh.parse_commands` takes a text");
    };
    let source = SourceFile::new(FileId(0), "RUN", text.as_bytes().to_vec());
    let script = parse_with(&Text::of_file(&source), Dialect::Bash, ShellOptions::default());
    let commands = script.commands.iter().map(|command| {
        let words = command.words().map(|word| Value::from(&*word.content));
        Value::from(words.collect::<Vec<_>>())
    });
    Ok(Value::from(commands.collect::<Vec<_>>()))
}
