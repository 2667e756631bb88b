//! Names with values on command lines: `NAME=value` before a command or as an argument of
//! `export`, `env`, `--build-arg` and the like, `--name=value`, and `--name value`.
//!
//! What the names mean is left to the caller.

use std::collections::HashSet;

use plimsoll_syntax::Span;
use plimsoll_syntax::shell::{Command, Script, Word};

/// A name and the value that a command line gives it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct NamedValue<'a> {
    /// Without the dashes of a flag.
    pub name: &'a str,
    pub value: &'a str,
    /// The word that contains the value, and the name too if it is in the same word.
    pub span: Span,
}

/// The names with literal values in all commands of a script.
pub fn named_values(script: &Script) -> Vec<NamedValue<'_>> {
    script.commands.iter().flat_map(of_command).collect()
}

fn of_command(command: &Command) -> Vec<NamedValue<'_>> {
    let assigned = command.assignments.iter().filter_map(|assignment| {
        Some(NamedValue {
            name: &assignment.name.value,
            value: literal(assignment.value.as_ref()?)?,
            span: assignment.span,
        })
    });
    let mut found: Vec<NamedValue<'_>> = assigned.collect();
    // Those of `export` are both assignments and arguments.
    let taken: HashSet<u32> = command.assignments.iter().map(|a| a.span.start).collect();
    let arguments = command.arguments.iter().enumerate();
    for (at, word) in arguments.filter(|(_, word)| !taken.contains(&word.span.start)) {
        found.extend(of_word(word).or_else(|| of_pair(word, command.arguments.get(at + 1)?)));
    }
    found
}

/// The text of a word if it contains no variables, not even known ones.
fn literal(word: &Word) -> Option<&str> {
    word.value.as_deref().filter(|_| word.variables.is_empty())
}

/// `NAME=value` and `--name=value`.
fn of_word(word: &Word) -> Option<NamedValue<'_>> {
    let (name, value) = literal(word)?.split_once('=')?;
    Some(NamedValue {
        name: name_of(name.trim_start_matches('-'))?,
        value,
        span: word.span,
    })
}

/// `--name value`.
fn of_pair<'a>(flag: &'a Word, word: &'a Word) -> Option<NamedValue<'a>> {
    let value = literal(word).filter(|value| !value.starts_with('-'))?;
    Some(NamedValue {
        name: name_of(flag.value.as_deref()?.strip_prefix("--")?)?,
        value,
        span: word.span,
    })
}

fn name_of(name: &str) -> Option<&str> {
    let is_letter = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
    (!name.is_empty() && name.chars().all(is_letter)).then_some(name)
}

#[cfg(test)]
mod tests {
    use plimsoll_syntax::shell::{Dialect, parse};
    use plimsoll_syntax::{FileId, SourceFile, Text};

    use super::*;

    #[test]
    fn names_and_values() {
        let line = "A=1 run --key=2 --token 3 -e C='4' --flag -x; export D=\"5\" E=$F 'a b=c'";
        let source = SourceFile::new(FileId(0), "f", line.into());
        let script = parse(&Text::of_file(&source), Dialect::Posix);
        let found: Vec<_> = named_values(&script)
            .iter()
            .map(|v| (v.name, v.value, source.slice(v.span)))
            .collect();
        let expected = [
            ("A", "1", "A=1"),
            ("key", "2", "--key=2"),
            ("token", "3", "3"),
            ("C", "4", "C='4'"),
            ("D", "5", "D=\"5\""),
        ];
        assert_eq!(found, expected);
    }
}
