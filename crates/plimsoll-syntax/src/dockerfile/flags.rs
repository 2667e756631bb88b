//! Flags: `--name=value` between the keyword and the arguments.
//!
//! `mount` reads the fields of a `--mount`.

use std::ops::Range;

use crate::{Spanned, SyntaxError, SyntaxErrorKind, Text, TextBuilder, nearest, units};

use super::tree::{Flag, Kind};
use super::word::Word;
use super::{lexer, mount};

/// What a flag takes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Takes {
    /// `--name`, `--name=true` or `--name=false`.
    Boolean,
    Value,
    /// A value, and it may be given more than once.
    Values,
}

// BuildKit v0.30, frontend/dockerfile/instructions.
fn known(kind: Kind) -> &'static [(&'static str, Takes)] {
    use Takes::{Boolean, Value, Values};
    match kind {
        Kind::From => &[("platform", Value)],
        Kind::Run => &[
            ("mount", Values),
            ("network", Value),
            ("security", Value),
            ("device", Values),
        ],
        Kind::Copy => &[
            ("from", Value),
            ("chown", Value),
            ("chmod", Value),
            ("link", Boolean),
            ("parents", Boolean),
            ("exclude", Values),
        ],
        Kind::Add => &[
            ("chown", Value),
            ("chmod", Value),
            ("link", Boolean),
            ("keep-git-dir", Boolean),
            ("checksum", Value),
            ("exclude", Values),
            ("unpack", Boolean),
        ],
        Kind::Healthcheck => &[
            ("interval", Value),
            ("timeout", Value),
            ("start-period", Value),
            ("start-interval", Value),
            ("retries", Value),
        ],
        _ => &[],
    }
}

/// A flag word: as written, and without quotes and escapes.
struct Raw {
    written: Range<usize>,
    clean: Text,
}

/// Reads the flags at the start of a range of a line, and returns the text after them.
pub(super) fn read(
    line: &Text,
    range: Range<usize>,
    kind: Kind,
    escape: char,
    errors: &mut Vec<SyntaxError>,
) -> (Vec<Flag>, Range<usize>) {
    let (words, rest) = split(line, range);
    let mut flags: Vec<Flag> = Vec::with_capacity(words.len());
    for raw in words {
        let flag = flag(line, &raw, kind, escape, errors);
        check(&flag, &flags, kind, errors);
        flags.push(flag);
    }
    (flags, rest)
}

// BuildKit v0.30, frontend/dockerfile/parser: a flag ends at white space outside quotes; quotes and
// backslashes (whatever the escape character is) are removed; `--` alone ends the flags.
fn split(line: &Text, range: Range<usize>) -> (Vec<Raw>, Range<usize>) {
    let value = line.as_str();
    let mut words = Vec::new();
    let mut at = range.start;
    loop {
        let rest = value[at..range.end].trim_start();
        at = range.end - rest.len();
        if !rest.starts_with("--") {
            return (words, at..range.end);
        }
        let start = at;
        let mut clean: Option<TextBuilder> = None;
        let mut quote = None;
        let mut from = at;
        let mut chars = rest.char_indices();
        let mut end = range.end;
        while let Some((offset, ch)) = chars.next() {
            let here = start + offset;
            let drop = match quote {
                _ if ch == '\\' => {
                    clean_of(&mut clean, line).push(line, from..here);
                    from = here + 1;
                    chars.next();
                    continue;
                }
                Some(open) if ch == open => {
                    quote = None;
                    true
                }
                Some(_) => false,
                None if ch == '\'' || ch == '"' => {
                    quote = Some(ch);
                    true
                }
                None if ch.is_whitespace() => {
                    end = here;
                    break;
                }
                None => false,
            };
            if drop {
                clean_of(&mut clean, line).push(line, from..here);
                from = here + 1;
            }
        }
        at = end;
        let clean = match clean {
            None => line.slice(start..end),
            Some(mut clean) => {
                clean.push(line, from.min(end)..end);
                clean.finish_at(line.span(start..start).start as usize)
            }
        };
        if clean.as_str() == "--" {
            return (words, at..range.end);
        }
        words.push(Raw {
            written: start..end,
            clean,
        });
    }
}

fn clean_of<'a>(clean: &'a mut Option<TextBuilder>, line: &Text) -> &'a mut TextBuilder {
    clean.get_or_insert_with(|| TextBuilder::new(line.file()))
}

fn flag(line: &Text, raw: &Raw, kind: Kind, escape: char, errors: &mut Vec<SyntaxError>) -> Flag {
    let span = line.span(raw.written.clone());
    let clean = raw.clean.as_str();
    let equals = clean.find('=');
    let name_end = equals.unwrap_or(clean.len()).max(2);
    let name: Spanned<Box<str>> = Spanned::new(clean[2..name_end].into(), raw.clean.span(2..name_end));
    let mut options = Vec::new();
    let value = equals.map(|at| {
        let clean = raw.clean.slice(at + 1..clean.len());
        let (parts, malformed) = lexer::parts(&clean, escape);
        if kind == Kind::Run && &*name.value == "mount" {
            options = mount::read(&clean, escape, errors);
        }
        let written = &line.as_str()[raw.written.clone()];
        let from = raw.written.start + written.find('=').map_or(written.len(), |at| at + 1);
        let text = line.slice(from..raw.written.end);
        Word {
            span: text.full_span(),
            text,
            parts,
            malformed: malformed.map(Box::new),
        }
    });
    Flag {
        span,
        name,
        value,
        options,
    }
}

/// Reports what BuildKit refuses in a flag.
fn check(flag: &Flag, before: &[Flag], kind: Kind, errors: &mut Vec<SyntaxError>) {
    if kind == Kind::Unknown {
        return;
    }
    let name = &*flag.name.value;
    let known = known(kind);
    let Some(&(_, takes)) = known.iter().find(|(known, _)| *known == name) else {
        errors.push(unknown(flag, kind));
        return;
    };
    if takes != Takes::Values
        && let Some(first) = before.iter().find(|f| f.name.value == flag.name.value)
    {
        let message = format!("`--{name}` is given twice");
        let error = SyntaxError::new(SyntaxErrorKind::InvalidFlag, flag.span, message);
        errors.push(error.related(first.span, "the first one").help("remove one of the two"));
        return;
    }
    let Some(word) = &flag.value else {
        if takes != Takes::Boolean {
            let message = format!("`--{name}` has no value");
            let error = SyntaxError::new(SyntaxErrorKind::InvalidFlag, flag.span, message);
            errors.push(error.help("write the value after an equals sign, without spaces"));
        }
        return;
    };
    let bad = match word.literal() {
        Some(value) => bad_value(kind, name, takes, &value),
        None => bad_variable(kind, name, takes),
    };
    if let Some((message, help)) = bad {
        let fault = match kind {
            Kind::Healthcheck => SyntaxErrorKind::Healthcheck,
            _ => SyntaxErrorKind::InvalidFlag,
        };
        errors.push(SyntaxError::new(fault, flag.span, message).help(help));
    }
}

/// Flags that BuildKit reads before any variable has a value.
// BuildKit v0.30, frontend/dockerfile/instructions, and dockerfile2llb/convert.go: "variable expansion
// is not supported for --from".
fn bad_variable(kind: Kind, name: &str, takes: Takes) -> Option<(String, &'static str)> {
    let help = match (kind, name) {
        (Kind::Copy, "from") => "give the image a stage of its own with `FROM`, and name that stage",
        (Kind::Run, "network" | "security") | (Kind::Healthcheck, _) => "write the value itself",
        _ if takes == Takes::Boolean => "write `true` or `false`",
        _ => return None,
    };
    Some((format!("`--{name}` cannot be a variable"), help))
}

// BuildKit v0.30, frontend/dockerfile/instructions: which values it refuses.
fn bad_value(kind: Kind, name: &str, takes: Takes, value: &str) -> Option<(String, &'static str)> {
    if takes == Takes::Boolean {
        let fine = matches!(value.to_ascii_lowercase().as_str(), "true" | "false");
        return (!fine).then(|| {
            (
                format!("`--{name}` is true or false, not `{value}`"),
                "use one of the two",
            )
        });
    }
    let fine = match (kind, name) {
        (Kind::Run, "network") => matches!(value, "default" | "none" | "host"),
        (Kind::Run, "security") => matches!(value, "insecure" | "sandbox"),
        (Kind::Healthcheck, "retries") => value.is_empty() || value.parse::<u32>().is_ok_and(|n| n <= i32::MAX as u32),
        (Kind::Healthcheck, _) => value.is_empty() || is_health_duration(value),
        _ => return None,
    };
    let help = match name {
        _ if fine => return None,
        "network" => "use `default`, `none` or `host`",
        "security" => "use `insecure` or `sandbox`",
        "retries" => "use a whole number that is not negative",
        _ => "use a duration such as `30s` or `1m30s`",
    };
    Some((format!("`--{name}` cannot be `{value}`"), help))
}

/// Zero, or a millisecond and more.
// BuildKit v0.30, frontend/dockerfile/instructions.
fn is_health_duration(value: &str) -> bool {
    units::go_duration(value).is_some_and(|nanoseconds| nanoseconds == 0 || nanoseconds >= 1_000_000)
}

fn unknown(flag: &Flag, kind: Kind) -> SyntaxError {
    let name = &*flag.name.value;
    let message = format!("`{}` has no flag `--{name}`", kind.name());
    let span = flag.span.at_start().to(flag.name.span);
    let error = SyntaxError::new(SyntaxErrorKind::UnknownFlag, span, message);
    let names = known(kind).iter().map(|(name, _)| *name);
    if let Some(meant) = nearest(name, names.clone()) {
        return error
            .suggestion(format!("--{meant}"))
            .help(format!("did you mean `--{meant}`?"));
    }
    if !known(kind).is_empty() {
        let all: Vec<_> = names.map(|name| format!("`--{name}`")).collect();
        return error.help(format!("its flags are {}", all.join(", ")));
    }
    match kind {
        // The author meant a program's own options.
        Kind::Cmd | Kind::Entrypoint => error.help("to pass it to the program, write the JSON form: `[\"--flag\"]`"),
        _ => error.help("this instruction has no flags"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_health_check_waits_a_millisecond_or_not_at_all() {
        for value in ["0", "0s", "1ms", "1m30s"] {
            assert!(is_health_duration(value), "{value}");
        }
        for value in ["30", "1d", "-1s", "1us"] {
            assert!(!is_health_duration(value), "{value}");
        }
    }
}
