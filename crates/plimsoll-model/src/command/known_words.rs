//! Words of shell code with known variables: `$URL` after `ENV URL=…`, `"$tool"` after `tool=curl`.
//!
//! Only the value of such a word changes; its place and its spelling stay. A value counts only if
//! no other is likely: set once, outside loops and functions, and a single word.

use std::collections::HashMap;

use plimsoll_syntax::shell::{Command, Connector, Role, Script, Variable, Word};

use crate::secret::secret_like_name;

/// No word that identifies a command is longer.
const LONGEST: usize = 512;

/// Programs that set the variables whose names they get.
const READERS: [&str; 6] = ["read", "mapfile", "readarray", "getopts", "unset", "local"];

/// Puts the values of variables into the words of a script. `outside` knows the variables that are
/// set before the script runs.
pub(crate) fn fill_in(script: &mut Script, outside: &dyn Fn(&str) -> Option<String>) {
    let uses_variables = |command: &Command| command.words().any(|word| !word.variables.is_empty());
    if !script.commands.iter().any(uses_variables) {
        return;
    }
    let mut values = Values {
        assigned: assigned(script),
        outside,
        known: HashMap::new(),
    };
    for index in 0..script.commands.len() {
        let command = &mut script.commands[index];
        for word in command.name.iter_mut().chain(&mut command.arguments) {
            if let Some(value) = values.of_word(word, index) {
                word.content = value.clone();
                word.value = Some(value);
            }
        }
    }
}

/// What a script sets a variable to.
enum Assigned {
    /// By this command, and nowhere else.
    Once(usize, Box<str>),
    /// To different values in different places, or to an unknown one.
    Otherwise,
}

struct Values<'a> {
    assigned: HashMap<Box<str>, Assigned>,
    outside: &'a dyn Fn(&str) -> Option<String>,
    /// What was asked for outside.
    known: HashMap<Box<str>, Option<String>>,
}

impl Values<'_> {
    fn of_word(&mut self, word: &Word, command: usize) -> Option<Box<str>> {
        // A `$` in single quotes is text, and then it is not obvious which ones are not.
        let is_plain = !word.variables.is_empty()
            && !word.substitutes
            && word.variables.iter().all(|variable| variable.plain)
            && word.content.matches('$').count() == word.variables.len();
        if !is_plain {
            return None;
        }
        let mut value = String::new();
        let mut rest = &*word.content;
        for variable in &word.variables {
            let (before, behind) = rest.split_once('$')?;
            value.push_str(before);
            rest = match behind.strip_prefix('{') {
                Some(braced) => braced.strip_prefix(&*variable.name)?.strip_prefix('}')?,
                None => behind.strip_prefix(&*variable.name)?,
            };
            value.push_str(self.of_variable(variable, command)?);
        }
        value.push_str(rest);
        (value.len() <= LONGEST).then(|| value.into())
    }

    fn of_variable(&mut self, variable: &Variable, command: usize) -> Option<&str> {
        let name = &*variable.name;
        // Nobody should see its value, and messages show words.
        if secret_like_name(name) {
            return None;
        }
        let value = match self.assigned.get(name) {
            Some(Assigned::Once(at, value)) if *at < command => value,
            Some(_) => return None,
            None => {
                if !self.known.contains_key(name) {
                    self.known.insert(name.into(), (self.outside)(name));
                }
                self.known.get(name)?.as_deref()?
            }
        };
        let is_word = |c: char| c.is_ascii_alphanumeric() || "-_./:=+,~%".contains(c);
        (!value.is_empty() && value.chars().all(is_word)).then_some(value)
    }
}

/// The variables that a script sets itself.
fn assigned(script: &Script) -> HashMap<Box<str>, Assigned> {
    let mut found: HashMap<Box<str>, Assigned> = HashMap::new();
    for (index, command) in script.commands.iter().enumerate() {
        let program = command.name.as_ref().map(|name| &*name.content);
        let is_lasting = matches!(program, None | Some("export" | "declare" | "typeset" | "readonly"))
            && !matches!(command.connector, Connector::Or | Connector::Pipe)
            && command.role == Role::Plain
            && script
                .ancestors(index as u32)
                .all(|(_, parent)| parent.role == Role::Plain);
        for assignment in &command.assignments {
            let value = assignment.value.as_ref().and_then(|word| word.value.clone());
            let assigned = match value {
                Some(value) if is_lasting && !assignment.append => Assigned::Once(index, value),
                _ => Assigned::Otherwise,
            };
            found
                .entry(assignment.name.value.clone())
                .and_modify(|known| *known = Assigned::Otherwise)
                .or_insert(assigned);
        }
        for name in &command.loop_variables {
            found.insert(name.clone(), Assigned::Otherwise);
        }
        let sets_words = program.is_some_and(|program| READERS.contains(&program));
        for word in command.arguments.iter().filter(|_| sets_words) {
            found.insert(word.content.clone(), Assigned::Otherwise);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use plimsoll_syntax::shell::{Dialect, ShellOptions, parse_with};
    use plimsoll_syntax::{FileId, SourceFile, Text};

    use super::*;

    fn words(code: &str) -> Vec<String> {
        let file = SourceFile::new(FileId(0), "Dockerfile", code.into());
        let mut script = parse_with(&Text::of_file(&file), Dialect::Bash, ShellOptions::default());
        let outside = |name: &str| match name {
            "URL" => Some("http://example.com".to_owned()),
            "LIST" => Some("one two".to_owned()),
            "API_TOKEN" => Some("abc".to_owned()),
            "EMPTY" => Some(String::new()),
            _ => None,
        };
        fill_in(&mut script, &outside);
        let last = script.commands.last().expect("there is a command");
        last.words().map(|word| word.content.to_string()).collect()
    }

    #[test]
    fn known_values_stand_in_words() {
        for (code, expected) in [
            ("curl $URL", "http://example.com"),
            ("curl \"${URL}/a\"", "http://example.com/a"),
            ("a=tar && apk add $a", "tar"),
            ("export a=tar; apk add \"x$a-$a\"", "xtar-tar"),
            ("if x; then a=tar; fi; echo; add $a", "$a"),
            ("a=tar; a=zip; add $a", "$a"),
            ("a=tar || a=zip; add $a", "$a"),
            ("for URL in a b; do add $URL; done", "$URL"),
            ("read URL; add $URL", "$URL"),
            ("add $a; a=tar; add $LIST", "$LIST"),
            ("add $EMPTY", "$EMPTY"),
            ("add $API_TOKEN", "$API_TOKEN"),
            ("add ${URL:-x}", "${URL:-x}"),
            ("add '$URL'$URL", "$URL$URL"),
            ("add $OTHER", "$OTHER"),
        ] {
            assert_eq!(words(code).last().map(String::as_str), Some(expected), "{code}");
        }
    }

    #[test]
    fn what_is_written_stays() {
        let file = SourceFile::new(FileId(0), "Dockerfile", "curl \"$URL\"".into());
        let mut script = parse_with(&Text::of_file(&file), Dialect::Posix, ShellOptions::default());
        fill_in(&mut script, &|_| Some("x".to_owned()));
        let word = &script.commands[0].arguments[0];
        assert_eq!((&*word.text, word.value.as_deref()), ("\"$URL\"", Some("x")));
        assert_eq!(word.variables.len(), 1);
    }
}
