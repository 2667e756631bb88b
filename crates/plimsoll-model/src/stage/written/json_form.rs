//! Arguments that were meant as a JSON array but are not, so that Docker reads them differently.

use plimsoll_syntax::dockerfile::{Arguments, CommandForm, Kind};
use plimsoll_syntax::{Span, SyntaxErrorKind};

use crate::dockerfile::ShellKind;
use crate::view::Instruction;

/// Arguments that look like the JSON form.
#[derive(Clone, Debug)]
pub struct BrokenJson {
    /// All of the arguments.
    pub span: Span,
    /// What Docker makes of them: a command line for a shell rather than plain words.
    pub is_command: bool,
    pub fault: JsonFault,
    /// The same strings as JSON, if it is clear which they are.
    pub repaired: Option<String>,
}

/// Why the array is not JSON.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum JsonFault {
    SingleQuotes,
    /// Typographic quotes instead of `"`.
    CurlyQuotes,
    /// A string without quotes.
    NoQuotes,
    /// No comma between two strings, or one too many.
    Commas,
    /// No `]` at the end.
    NotClosed,
    /// Text after the `]`.
    TextBehind,
    /// Anything else, such as an escape that JSON does not know.
    Other,
}

impl Instruction<'_> {
    /// The arguments, including those after `ONBUILD`, if they look like a JSON array but are not.
    /// `SHELL` has a syntax error of its own.
    pub fn broken_json(self) -> Option<BrokenJson> {
        let node = self.node();
        let node = node.trigger().unwrap_or(node);
        let (text, is_command) = match &node.arguments {
            Arguments::Command(command) | Arguments::HealthcheckCmd { command, .. } if node.kind != Kind::Shell => {
                match &command.form {
                    CommandForm::Shell(text) => (text.clone(), true),
                    CommandForm::Exec(_) => return None,
                }
            }
            Arguments::Copy { json: false, .. } => (node.text.clone(), false),
            Arguments::Words { json: false, .. } if node.kind == Kind::Volume => (node.text.clone(), false),
            _ => return None,
        };
        let value = text.as_str().trim_end();
        if !value.starts_with('[') || !looks_like_json(value, node.kind) {
            return None;
        }
        // `[Net.ServicePointManager]::…`
        let stage = self.stage()?;
        if is_command && stage.shell_at(self.index()).kind == ShellKind::PowerShell {
            return None;
        }
        // The parser reports an array that is JSON but contains something other than strings.
        let errors = &self.dockerfile().tree().errors;
        let from = errors.partition_point(|e| e.span.start < node.span.start);
        let mut own = errors[from..].iter().take_while(|e| e.span.start < node.span.end);
        if own.any(|e| e.kind == SyntaxErrorKind::MalformedJson) {
            return None;
        }
        let (fault, elements) = elements(value);
        Some(BrokenJson {
            span: text.span(0..value.len()),
            is_command,
            fault,
            repaired: elements.map(|words| json_array(words.iter().map(String::as_str))),
        })
    }
}

const CURLY: [char; 4] = ['“', '”', '‘', '’'];

fn is_quote(ch: char) -> bool {
    matches!(ch, '"' | '\'') || CURLY.contains(&ch)
}

/// Tells an array from a shell's test, `[ -f x ]`, and from a pattern, `[a-z]*`.
fn looks_like_json(value: &str, kind: Kind) -> bool {
    let inside = &value[1..];
    let trimmed = inside.trim_start();
    if inside.starts_with('[') || trimmed.is_empty() {
        return false;
    }
    let first = trimmed.chars().next().unwrap_or_default();
    let rest = if is_quote(first) {
        let Some((_, end)) = string(trimmed) else {
            return kind != Kind::Run;
        };
        trimmed[end..].trim_start()
    } else {
        let end = trimmed.find([',', ' ', '\t', ']']).unwrap_or(trimmed.len());
        trimmed[end..].trim_start()
    };
    let closes = rest.starts_with(']');
    let ends = rest == "]";
    if rest.starts_with(',') {
        // A pattern such as `[a,b]*` is followed by text.
        return is_quote(first)
            || matches!(kind, Kind::Cmd | Kind::Entrypoint | Kind::Healthcheck)
            || value.ends_with(']');
    }
    let has_blank = inside.len() > trimmed.len();
    match kind {
        Kind::Run => !has_blank && ends,
        Kind::Cmd | Kind::Entrypoint | Kind::Healthcheck => {
            let next_string = is_quote(first) && rest.starts_with(is_quote);
            next_string || ends || (!has_blank && (closes || rest.is_empty()))
        }
        // COPY, ADD and VOLUME take no shell code.
        _ => value.ends_with(']') && (is_quote(first) || ends),
    }
}

/// The string at the start of a text: its content, and its end.
fn string(text: &str) -> Option<(String, usize)> {
    let open = text.chars().next().filter(|&ch| is_quote(ch))?;
    let mut content = String::new();
    let mut chars = text.char_indices().skip(1);
    while let Some((at, ch)) = chars.next() {
        let closes = if CURLY.contains(&open) {
            CURLY.contains(&ch)
        } else {
            ch == open
        };
        if closes {
            return Some((content, at + ch.len_utf8()));
        }
        content.push(ch);
        if ch == '\\' && open == '"' {
            content.push(chars.next()?.1);
        }
    }
    None
}

/// What is wrong with an array, and its strings if they are clear.
fn elements(value: &str) -> (JsonFault, Option<Vec<String>>) {
    let mut fault = None;
    let mut found: Vec<String> = Vec::new();
    let mut rest = value[1..].trim_start();
    let mut comma = true;
    loop {
        let Some(first) = rest.chars().next() else {
            return (fault.unwrap_or(JsonFault::NotClosed), None);
        };
        match first {
            ']' => break,
            ',' => {
                if comma {
                    fault.get_or_insert(JsonFault::Commas);
                }
                comma = true;
                rest = rest[1..].trim_start();
                if rest.starts_with(']') {
                    fault.get_or_insert(JsonFault::Commas);
                }
                continue;
            }
            _ => {}
        }
        if !comma {
            fault.get_or_insert(JsonFault::Commas);
        }
        comma = false;
        if is_quote(first) {
            match first {
                '\'' => _ = fault.get_or_insert(JsonFault::SingleQuotes),
                '"' => {}
                _ => _ = fault.get_or_insert(JsonFault::CurlyQuotes),
            }
            let Some((content, end)) = string(rest) else {
                return (fault.unwrap_or(JsonFault::Other), None);
            };
            // An escape in it may be what is wrong.
            if content.contains('\\') {
                return (fault.unwrap_or(JsonFault::Other), None);
            }
            found.push(content);
            rest = rest[end..].trim_start();
        } else {
            fault.get_or_insert(JsonFault::NoQuotes);
            let end = rest.find([',', ']']).unwrap_or(rest.len());
            let word = rest[..end].trim_end();
            if word.contains(char::is_whitespace) || word.contains(is_quote) || word.contains('\\') {
                return (fault.unwrap_or(JsonFault::NoQuotes), None);
            }
            found.push(word.to_owned());
            rest = &rest[end..];
        }
    }
    if rest != "]" {
        return (fault.unwrap_or(JsonFault::TextBehind), None);
    }
    (fault.unwrap_or(JsonFault::Other), Some(found))
}

/// Words as the JSON array that Docker reads the same words from.
pub fn json_array<'w>(words: impl IntoIterator<Item = &'w str>) -> String {
    let quoted: Vec<String> = words.into_iter().map(json_string).collect();
    format!("[{}]", quoted.join(", "))
}

fn json_string(word: &str) -> String {
    let mut text = String::from("\"");
    for c in word.chars() {
        match c {
            '"' | '\\' => text.extend(['\\', c]),
            '\n' => text.push_str("\\n"),
            '\t' => text.push_str("\\t"),
            c if c < ' ' => text.push_str(&format!("\\u{:04x}", u32::from(c))),
            c => text.push(c),
        }
    }
    text.push('"');
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tests_of_a_shell_and_patterns_are_no_arrays() {
        for value in [
            "[ -f x ]",
            "[[ -f x ]]",
            "[ \"$a\" = \"b\" ]",
            "[ \"$a\" ]",
            "[ -z \"$A\" ] || { a, b; }",
            "[ ! -e /x ] && y",
        ] {
            assert!(!looks_like_json(value, Kind::Run), "{value}");
        }
        assert!(!looks_like_json("[ -f x ] && y", Kind::Cmd));
        assert!(!looks_like_json("[a-z]*.txt /d/", Kind::Copy));
        assert!(!looks_like_json("[a,b]*.txt /d/", Kind::Copy));
    }

    #[test]
    fn broken_arrays_are_told_and_repaired() {
        use JsonFault::{Commas, CurlyQuotes, NoQuotes, NotClosed, Other, SingleQuotes, TextBehind};
        for (value, kind, fault, repaired) in [
            ("['a', 'b c']", Kind::Run, SingleQuotes, Some(r#"["a", "b c"]"#)),
            ("[a, b]", Kind::Run, NoQuotes, Some(r#"["a", "b"]"#)),
            ("[/app]", Kind::Entrypoint, NoQuotes, Some(r#"["/app"]"#)),
            ("[ \"a\" \"b\" ]", Kind::Cmd, Commas, Some(r#"["a", "b"]"#)),
            ("[\"a\", \"b\",]", Kind::Cmd, Commas, Some(r#"["a", "b"]"#)),
            ("[\"a\", \"b\"", Kind::Cmd, NotClosed, None),
            ("[\"a\"] # x", Kind::Cmd, TextBehind, None),
            ("[“a”, “b”]", Kind::Cmd, CurlyQuotes, Some(r#"["a", "b"]"#)),
            ("[\"a\\d\"]", Kind::Cmd, Other, None),
            ("[ '],',]", Kind::Add, SingleQuotes, Some(r#"["],"]"#)),
        ] {
            assert!(looks_like_json(value, kind), "{value}");
            let (found, strings) = elements(value);
            assert_eq!(
                (
                    found,
                    strings
                        .map(|words| json_array(words.iter().map(String::as_str)))
                        .as_deref()
                ),
                (fault, repaired),
                "{value}"
            );
        }
    }

    #[test]
    fn words_are_written_so_that_they_are_read_the_same() {
        assert_eq!(json_array(["a b", "\"", "c:\\d"]), r#"["a b", "\"", "c:\\d"]"#);
        assert_eq!(json_array(["\t\n\u{1}é"]), r#"["\t\n\u0001é"]"#);
        assert_eq!(json_array([]), "[]");
    }
}
