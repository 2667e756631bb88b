//! Something that is meant as an assignment, but is a command to the shell.

use plimsoll_syntax::Span;
use plimsoll_syntax::shell::Command;

use crate::command::invocation::Commands;
use crate::command::wrapper::is_assignment;

/// How an assignment is misspelled.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Misspelled<'a> {
    /// `NAME = value`
    Spaces(&'a str),
    /// `$NAME=value`
    Dollar(&'a str),
}

/// The commands that are meant as assignments, with the words that are wrong.
pub fn misspelled_assignments(commands: &Commands) -> Vec<(Misspelled<'_>, Span)> {
    let all = commands.scripts().flat_map(|script| &script.commands);
    all.filter_map(misspelled).collect()
}

fn misspelled(command: &Command) -> Option<(Misspelled<'_>, Span)> {
    let name = command.name.as_ref()?;
    if let Some(rest) = name.text.strip_prefix('$').filter(|rest| is_assignment(rest)) {
        let (variable, _) = rest.split_once('=')?;
        return Some((Misspelled::Dollar(variable), name.span));
    }
    let equals = command
        .arguments
        .first()
        .filter(|word| word.text.starts_with('=') && !word.text.starts_with("=="))?;
    // A program in lower case may use a `=` for anything.
    let is_name = name.text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
        && name.text.bytes().any(|b| b.is_ascii_uppercase())
        && !name.text.starts_with(|c: char| c.is_ascii_digit());
    is_name.then(|| (Misspelled::Spaces(&name.text), name.span.to(equals.span)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::tests::commands;

    #[test]
    fn assignments_that_are_none() {
        for (code, expected) in [
            ("VERSION = 1.2", Some(Misspelled::Spaces("VERSION"))),
            ("VERSION =1.2", Some(Misspelled::Spaces("VERSION"))),
            ("$VERSION=1.2", Some(Misspelled::Dollar("VERSION"))),
            ("VERSION=1.2", None),
            ("[ A = B ]", None),
            ("expr = 1", None),
            ("$CMD --x=1", None),
        ] {
            let commands = commands(code);
            let found = misspelled_assignments(&commands);
            assert_eq!(found.first().map(|(how, _)| *how), expected, "{code}");
        }
    }
}
