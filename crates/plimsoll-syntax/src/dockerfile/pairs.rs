//! The pairs of ENV, LABEL and ARG.

use std::ops::Range;

use crate::{Repair, Span, SyntaxError, SyntaxErrorKind};

use super::context::{Context, missing};
use super::tree::{Kind, Pair};
use super::{lexer, words};

/// The pairs of ENV or LABEL, in either form.
// BuildKit v0.30, frontend/dockerfile/parser: the first word decides. If it has no equals sign, the
// rest of the line is the value.
pub(super) fn of_env(kind: Kind, keyword: Span, rest: Range<usize>, cx: &mut Context) -> Vec<Pair> {
    let value = cx.line.as_str();
    let found = words::by_quotes(value, rest.clone(), cx.escape);
    let Some(first) = found.first() else {
        missing(kind, keyword, cx);
        return Vec::new();
    };
    if !value[first.clone()].contains('=') {
        return vec![legacy(kind, rest, cx)];
    }
    let mut pairs = Vec::with_capacity(found.len());
    for word in found {
        let pair = pair(word.clone(), cx);
        if pair.value.is_none() {
            let message = format!("`{}` has no equals sign", clip(&value[word]));
            let help = "write `key=value`, with quotes around a value that has spaces";
            cx.report(SyntaxErrorKind::MalformedKeyValue, pair.span, message, help);
        }
        blank_name(kind, &pair, cx);
        pairs.push(pair);
    }
    pairs
}

/// The names of ARG, each with or without a default.
pub(super) fn of_arg(keyword: Span, rest: Range<usize>, cx: &mut Context) -> Vec<Pair> {
    let found = words::by_quotes(cx.line.as_str(), rest, cx.escape);
    if found.is_empty() {
        missing(Kind::Arg, keyword, cx);
    }
    let mut pairs = Vec::with_capacity(found.len());
    for word in found {
        let pair = pair(word, cx);
        blank_name(Kind::Arg, &pair, cx);
        pairs.push(pair);
    }
    pairs
}

fn pair(word: Range<usize>, cx: &mut Context) -> Pair {
    let value = cx.line.as_str();
    let span = cx.span(word.clone());
    let Some(at) = value[word.clone()].find('=').map(|at| word.start + at) else {
        return Pair {
            span,
            key: cx.word(word),
            value: None,
            legacy: false,
        };
    };
    let key = match quote_around(&value[word.clone()], cx.escape) {
        Some(quote) => {
            let key = lexer::word(cx.line.slice(word.start..at), cx.escape);
            let help = format!(
                "put them around the value only: `{}={quote}{}`",
                &value[word.start + 1..at],
                &value[at + 1..word.end]
            );
            let opening = cx.span(word.start..word.start + 1);
            let message = "the quotes are around both the name and the value";
            let before_value = cx.span(at..at + 1).insert_after(quote);
            let repair = Repair {
                title: "put them around the value".to_owned(),
                edits: vec![opening.replace(""), before_value],
                is_sure: true,
            };
            let error = SyntaxError::new(SyntaxErrorKind::Dockerfile, opening, message);
            cx.errors.push(error.help(help).repair(Some(repair)));
            key
        }
        None => cx.word(word.start..at),
    };
    let value = at + 1..word.end;
    let value = match key.malformed {
        // `ENV "key=value"`: the other half of the quotes would be reported again.
        Some(_) => lexer::word(cx.line.slice(value), cx.escape),
        None => cx.word(value),
    };
    Pair {
        span,
        key,
        value: Some(value),
        legacy: false,
    }
}

/// The quote of `"key=value"`, which BuildKit reads as a name with one quote and a value with the other.
fn quote_around(word: &str, escape: char) -> Option<char> {
    let quote = word.chars().next().filter(|first| matches!(first, '"' | '\''))?;
    let inside = word.strip_prefix(quote)?.strip_suffix(quote)?;
    (!inside.contains([quote, escape])).then_some(quote)
}

/// `ENV key value`.
fn legacy(kind: Kind, rest: Range<usize>, cx: &mut Context) -> Pair {
    let (key, value) = words::first(cx.line.as_str(), rest.clone());
    let span = cx.span(rest);
    let pair = Pair {
        span,
        key: cx.word(key),
        value: (!value.is_empty()).then(|| cx.word(value)),
        legacy: true,
    };
    if pair.value.is_none() {
        let message = format!("`{}` has no value", clip(pair.key.as_written()));
        let help = format!("write `{} {}=value`", kind.name(), clip(pair.key.as_written()));
        cx.report(SyntaxErrorKind::MalformedKeyValue, span, message, &help);
    }
    pair
}

fn blank_name(kind: Kind, pair: &Pair, cx: &mut Context) {
    if pair.key.as_written().is_empty() {
        let message = format!("`{}` has an empty name", kind.name());
        cx.report(
            SyntaxErrorKind::MalformedKeyValue,
            pair.span,
            message,
            "write a name before the equals sign",
        );
    }
}

/// As much of a word as fits into a message.
fn clip(word: &str) -> &str {
    word.char_indices().nth(40).map_or(word, |(at, _)| &word[..at])
}
