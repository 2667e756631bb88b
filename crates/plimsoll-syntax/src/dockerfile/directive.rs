//! Parser directives: `# name=value` lines before everything else.

use std::ops::Range;

use crate::{Spanned, SyntaxError, SyntaxErrorKind};

use super::json;
use super::lines::{Reader, first_visible};
use super::tree::Directive;

/// Reads the head of a file, and sets the escape character of the reader.
// BuildKit v0.30, frontend/dockerfile/parser: a line without the form of a directive ends them; a
// directive with an unknown name does not. After a first line `#!`, the syntax and the checks are
// still looked for, but no longer the escape character.
pub(super) fn read(reader: &mut Reader) -> Vec<Directive> {
    let mut directives: Vec<Directive> = Vec::new();
    if let Some(directive) = whole_file_is_json(reader) {
        return vec![directive];
    }
    let value = reader.text.as_str();
    let mut behind_shebang = false;
    let mut slashes = false;
    while let Some(line) = reader.peek() {
        let start = first_visible(value, line);
        let content = &value[start..line.end];
        if line.start <= 3 && directives.is_empty() && content.starts_with("#!") {
            behind_shebang = true;
            reader.take(line);
            reader.comment(start, line.end, false);
            continue;
        }
        let Some(found) = split(content) else { break };
        let name = content[found.name.clone()].to_ascii_lowercase();
        if found.slashes {
            // Other frontends have comments like this; the rest of the file is theirs.
            if name != "syntax" && !slashes {
                break;
            }
            slashes = true;
        }
        reader.take(line);
        let known = match name.as_str() {
            "syntax" => true,
            "check" => !found.slashes,
            "escape" => !behind_shebang && !found.slashes,
            _ => false,
        };
        if !known {
            reader.comment(start, line.end, false);
            continue;
        }
        let text = |range: &Range<usize>| reader.span(start + range.start, start + range.end);
        let directive = Directive {
            span: reader.span(start, line.end),
            name: Spanned::new(name.into(), text(&found.name)),
            value: Spanned::new(content[found.value.clone()].into(), text(&found.value)),
        };
        let error = fault(&directive, &directives);
        if error.is_none() && &*directive.name.value == "escape" {
            reader.escape = if &*directive.value.value == "`" { '`' } else { '\\' };
        }
        reader.errors.extend(error);
        directives.push(directive);
    }
    directives
}

/// `{"syntax": "…"}` hands a whole file to another frontend, in JSON.
fn whole_file_is_json(reader: &mut Reader) -> Option<Directive> {
    if !reader.text.as_str()[reader.at..].trim_start().starts_with('{') || reader.at != 0 {
        return None;
    }
    let syntax = json::member(reader.text, "syntax")?;
    reader.at = reader.text.as_str().len();
    let span = reader.span(syntax.range.start, syntax.range.end);
    Some(Directive {
        span,
        name: Spanned::new("syntax".into(), span),
        value: Spanned::new(syntax.value.as_str().into(), span),
    })
}

/// The ranges of a directive in its line.
struct Found {
    name: Range<usize>,
    value: Range<usize>,
    slashes: bool,
}

fn split(content: &str) -> Option<Found> {
    let slashes = content.starts_with("//");
    let body = content.strip_prefix('#').or_else(|| content.strip_prefix("//"))?;
    let (name, value) = body.split_once('=')?;
    let start = content.len() - body.trim_start().len();
    let name = name.trim();
    let letters = name.starts_with(|c: char| c.is_ascii_alphabetic());
    if !letters || !name.bytes().all(|b| b.is_ascii_alphanumeric()) || value.trim().is_empty() {
        return None;
    }
    let from = content.len() - value.trim_start().len();
    Some(Found {
        name: start..start + name.len(),
        value: from..from + value.trim().len(),
        slashes,
    })
}

fn fault(directive: &Directive, before: &[Directive]) -> Option<SyntaxError> {
    let name = &*directive.name.value;
    if let Some(first) = before.iter().find(|d| d.name.value == directive.name.value) {
        let message = format!("the parser directive `{name}` is there twice");
        let error = SyntaxError::new(SyntaxErrorKind::ParserDirective, directive.span, message);
        return Some(error.related(first.span, "the first one").help("remove one of the two"));
    }
    let value = &*directive.value.value;
    let (message, help) = match name {
        "escape" if value != "\\" && value != "`" => (
            format!("`{value}` cannot be the escape character"),
            "only a backslash and a backtick can",
        ),
        "check" => (
            check_fault(value)?,
            "write `skip=Rule,Rule`, `error=true` or both with `;` between",
        ),
        _ => return None,
    };
    Some(SyntaxError::new(SyntaxErrorKind::ParserDirective, directive.value.span, message).help(help))
}

// BuildKit v0.30, frontend/dockerfile/linter: the options of `check`.
fn check_fault(value: &str) -> Option<String> {
    for option in value.split(';') {
        let Some((key, setting)) = option.split_once('=') else {
            return Some(format!("check option `{}` has no value", option.trim()));
        };
        match key.trim() {
            "skip" | "experimental" => {}
            "error" if is_boolean(setting.split_whitespace().next().unwrap_or_default()) => {}
            "error" => return Some(format!("`{}` is not true or false", setting.trim())),
            other => return Some(format!("unknown check option `{other}`")),
        }
    }
    None
}

/// Whether Go's `ParseBool` accepts a word.
pub(super) fn is_boolean(word: &str) -> bool {
    matches!(
        word,
        "1" | "t" | "T" | "TRUE" | "true" | "True" | "0" | "f" | "F" | "FALSE" | "false" | "False"
    )
}
