//! The fields of `RUN --mount`, and what BuildKit refuses in them.

use std::ops::Range;

use crate::{Span, Spanned, SyntaxError, SyntaxErrorKind, Text, nearest, units};

use super::directive::is_boolean;
use super::lexer;
use super::tree::FlagOption;

const KEYS: [&str; 18] = [
    "type",
    "from",
    "source",
    "src",
    "target",
    "dst",
    "destination",
    "readonly",
    "ro",
    "readwrite",
    "rw",
    "required",
    "size",
    "id",
    "sharing",
    "mode",
    "uid",
    "gid",
];
/// Also a key; apart from the others, since it is so short that it would often be the nearest.
const ENV: &str = "env";
const TYPES: [&str; 5] = ["bind", "cache", "tmpfs", "secret", "ssh"];

/// Reads the value of a mount, without the quotes of the flag.
pub(super) fn read(value: &Text, escape: char, errors: &mut Vec<SyntaxError>) -> Vec<FlagOption> {
    let fields = match fields(value) {
        Ok(fields) => fields,
        Err(place) => {
            let error = invalid(
                value.span(place),
                "quotes in a mount must hold a whole field".to_owned(),
            );
            errors.push(error.help("remove the quotes, or put them around the whole `--mount` value"));
            return Vec::new();
        }
    };
    let options: Vec<_> = fields
        .into_iter()
        .map(|field| option(&value.slice(field), escape))
        .collect();
    let before = errors.len();
    let kind = mount_type(&options);
    for option in &options {
        errors.extend(refused(option, kind.as_deref()));
    }
    if errors.len() == before {
        errors.extend(incomplete(value, &options, kind.as_deref()));
    }
    options
}

/// Splits a line of CSV. A field may be quoted as a whole; a stray quote is an error.
fn fields(value: &Text) -> Result<Vec<Range<usize>>, Range<usize>> {
    let text = value.as_str();
    let mut fields = Vec::new();
    let mut start = 0;
    loop {
        let rest = &text[start..];
        let quoted = rest.strip_prefix('"');
        let length = match quoted {
            Some(inside) => inside.find('"').ok_or(start..start + 1)? + 2,
            None => rest.find(',').unwrap_or(rest.len()),
        };
        let (from, to) = match quoted {
            Some(_) => (start + 1, start + length - 1),
            None => (start, start + length),
        };
        if let Some(stray) = text[from..to].find('"') {
            return Err(from + stray..from + stray + 1);
        }
        fields.push(from..to);
        match text[start + length..].chars().next() {
            None => return Ok(fields),
            Some(',') => start += length + 1,
            Some(other) => return Err(start + length..start + length + other.len_utf8()),
        }
    }
}

fn option(field: &Text, escape: char) -> FlagOption {
    let text = field.as_str();
    let equals = text.find('=');
    let end = equals.unwrap_or(text.len());
    FlagOption {
        span: field.full_span(),
        key: Spanned::new(text[..end].to_ascii_lowercase().into(), field.span(0..end)),
        value: equals.map(|at| lexer::word(field.slice(at + 1..text.len()), escape)),
    }
}

/// The type of a mount; absent if it depends on a variable.
fn mount_type(options: &[FlagOption]) -> Option<String> {
    let Some(option) = options.iter().rev().find(|o| &*o.key.value == "type") else {
        return Some("bind".to_owned());
    };
    let value = option.value.as_ref()?.literal()?;
    Some(value.to_ascii_lowercase())
}

// BuildKit v0.30, frontend/dockerfile/instructions: parseMount.
fn refused(option: &FlagOption, kind: Option<&str>) -> Option<SyntaxError> {
    let key = &*option.key.value;
    if key == "required" && kind.is_some_and(|k| k != "secret" && k != "ssh") {
        return Some(wrong_type(option, kind, "`secret` and `ssh`"));
    }
    let Some(word) = &option.value else {
        let alone = ["readonly", "ro", "readwrite", "rw", "required"];
        return (!alone.contains(&key)).then(|| no_value(option));
    };
    let Some(value) = word.literal() else {
        let message = "`from` of a mount cannot be a variable".to_owned();
        return (key == "from").then(|| {
            invalid(option.span, message).help("give the image a stage of its own with `FROM`, and name that stage")
        });
    };
    let number = |radix| u32::from_str_radix(&value, radix).is_ok() && !value.starts_with('+');
    let (fine, help) = match key {
        "type" => {
            let fine = TYPES.contains(&value.to_ascii_lowercase().as_str());
            (fine, "the types are `bind`, `cache`, `tmpfs`, `secret` and `ssh`")
        }
        "sharing" if kind.is_some_and(|k| k != "cache") => return Some(wrong_type(option, kind, "`cache`")),
        "sharing" => {
            let fine = matches!(
                value.to_ascii_lowercase().as_str(),
                "" | "shared" | "private" | "locked"
            );
            (fine, "it is `shared`, `private` or `locked`")
        }
        "size" if kind.is_some_and(|k| k != "tmpfs") => return Some(wrong_type(option, kind, "`tmpfs`")),
        "size" => (units::size(&value).is_some(), "write a size such as `64m`"),
        "mode" | "uid" | "gid" if kind.is_some_and(|k| k == "bind" || k == "tmpfs") => {
            return Some(wrong_type(option, kind, "`cache`, `secret` and `ssh`"));
        }
        "mode" => (number(8), "write octal digits such as `0700`"),
        "uid" | "gid" => (number(10), "write a number"),
        "readonly" | "ro" | "readwrite" | "rw" | "required" => (is_boolean(&value), "it is `true` or `false`"),
        "from" if kind == Some("secret") && !value.is_empty() => {
            return Some(wrong_type(option, kind, "`bind` and `cache`"));
        }
        ENV => (true, ""),
        _ if KEYS.contains(&key) => (true, ""),
        _ => return Some(unknown_key(option)),
    };
    (!fine).then(|| {
        let error = invalid(word.span, format!("`{key}` of a mount cannot be `{value}`")).help(help);
        match nearest(&value, TYPES).filter(|_| key == "type") {
            Some(meant) => error.suggestion(meant),
            None => error,
        }
    })
}

/// Reports what a mount lacks.
fn incomplete(value: &Text, options: &[FlagOption], kind: Option<&str>) -> Option<SyntaxError> {
    let has = |keys: &[&str]| {
        let found = options.iter().rev().find(|o| keys.contains(&&*o.key.value));
        found
            .and_then(|o| o.value.as_ref())
            .is_some_and(|v| !v.parts.is_empty())
    };
    // A mount without a target is mounted at the working directory.
    let target = has(&["target", "dst", "destination"]);
    let source = has(&["source", "src"]);
    let (message, help) = match kind? {
        "secret" if !target && !source && !has(&["id"]) => (
            "this secret mount does not say which secret it is",
            "add `id=` and the name of the secret",
        ),
        "secret" if source && has(&["id"]) => ("a secret mount has either `id` or `source`", "remove one of the two"),
        _ => return None,
    };
    Some(invalid(value.full_span(), message.to_owned()).help(help))
}

fn wrong_type(option: &FlagOption, kind: Option<&str>, types: &str) -> SyntaxError {
    let message = format!(
        "`{}` is not allowed in a mount of type `{}`",
        option.key.value,
        kind.unwrap_or_default()
    );
    invalid(option.span, message).help(format!("it is for {types} mounts"))
}

fn no_value(option: &FlagOption) -> SyntaxError {
    let key = &*option.key.value;
    if key.is_empty() {
        return invalid(option.span, "there is an empty field in the mount".to_owned()).help("remove the extra comma");
    }
    if KEYS.contains(&key) || key == ENV {
        let message = format!("`{key}` of a mount has no value");
        return invalid(option.span, message).help("write `key=value`, without spaces");
    }
    unknown_key(option)
}

fn unknown_key(option: &FlagOption) -> SyntaxError {
    let key = &*option.key.value;
    let error = invalid(option.key.span, format!("a mount has no key `{key}`"));
    if matches!(key, "z" | "u" | "relabel" | "chown") {
        return error.help("that is Podman's; Docker refuses it");
    }
    match nearest(key, KEYS) {
        Some(meant) => error.suggestion(meant).help(format!("did you mean `{meant}`?")),
        None => error.help("keys are `type`, `target`, `source`, `from`, `id`, `readonly` and others"),
    }
}

fn invalid(span: Span, message: String) -> SyntaxError {
    SyntaxError::new(SyntaxErrorKind::InvalidMount, span, message)
}
