//! One logical line to one instruction: keyword, flags, and arguments of each kind.

use std::ops::Range;

use crate::{Repair, Span, Spanned, SyntaxError, SyntaxErrorKind};

use super::context::{Context, missing};
use super::json::{self, Array};
use super::tree::{Arguments, Command, CommandForm, Instruction, Kind};
use super::word::Word;
use super::{flags, lexer, pairs, words};

/// Reads the instruction in a range of the line. The caller adds heredoc bodies.
// BuildKit v0.30, frontend/dockerfile/parser and instructions.
pub(super) fn read(range: Range<usize>, onbuild: Option<Span>, cx: &mut Context) -> Instruction {
    let value = cx.line.as_str();
    let range = words::trim(value, range);
    let (keyword, rest) = words::first(value, range.clone());
    let kind = Kind::of(&value[keyword.clone()]);
    let (flags, rest) = match kind {
        Kind::Unknown => (Vec::new(), rest),
        // BuildKit ignores the flags of `HEALTHCHECK NONE`.
        Kind::Healthcheck if is_none(value, rest.clone()) => {
            flags::read(cx.line, rest, kind, cx.escape, &mut Vec::new())
        }
        _ => flags::read(cx.line, rest, kind, cx.escape, cx.errors),
    };
    let rest = words::trim(value, rest);
    let keyword = cx.span(keyword);
    let arguments = match (kind, onbuild) {
        (Kind::Onbuild, None) => trigger(rest.clone(), keyword, cx),
        // `ONBUILD ONBUILD …` is refused, so nothing nests.
        (Kind::Onbuild, Some(_)) => Arguments::Other(plain_words(rest.clone(), cx)),
        _ => arguments(kind, keyword, rest.clone(), cx),
    };
    let span = match range.is_empty() {
        true => keyword,
        false => cx.span(range),
    };
    Instruction {
        kind,
        keyword,
        span,
        full_span: span,
        flags,
        arguments,
        heredocs: Vec::new(),
        text: cx.line.slice(rest),
        onbuild,
    }
}

fn is_none(value: &str, rest: Range<usize>) -> bool {
    let words = words::by_white_space(value, rest);
    let first = words.into_iter().map(|w| &value[w]).find(|w| !w.starts_with("--"));
    first.is_some_and(|word| word.eq_ignore_ascii_case("NONE"))
}

fn arguments(kind: Kind, keyword: Span, rest: Range<usize>, cx: &mut Context) -> Arguments {
    match kind {
        Kind::From => from(keyword, rest, cx),
        Kind::Run | Kind::Cmd | Kind::Entrypoint => Arguments::Command(command(rest, cx)),
        Kind::Shell => shell(keyword, rest, cx),
        Kind::Add | Kind::Copy => copy(kind, keyword, rest, cx),
        Kind::Env | Kind::Label => Arguments::Pairs(pairs::of_env(kind, keyword, rest, cx)),
        Kind::Arg => Arguments::Pairs(pairs::of_arg(keyword, rest, cx)),
        Kind::Expose | Kind::Volume => list(kind, keyword, rest, cx),
        Kind::User | Kind::Workdir | Kind::Stopsignal | Kind::Maintainer => single(kind, keyword, rest, cx),
        Kind::Healthcheck => healthcheck(keyword, rest, cx),
        Kind::Onbuild | Kind::Unknown => Arguments::Other(plain_words(rest, cx)),
    }
}

fn plain_words(rest: Range<usize>, cx: &Context) -> Vec<Word> {
    let words = words::by_white_space(cx.line.as_str(), rest);
    words.into_iter().map(|w| lexer::plain(cx.line.slice(w))).collect()
}

// `FROM image [AS name]`; the image may contain variables, the name may not.
fn from(keyword: Span, rest: Range<usize>, cx: &mut Context) -> Arguments {
    let value = cx.line.as_str();
    let found = words::by_white_space(value, rest);
    let image = found.first().map(|w| cx.word(w.clone()));
    let is_as = found
        .get(1)
        .is_some_and(|w| value[w.clone()].eq_ignore_ascii_case("as"));
    let as_keyword = found.get(1).filter(|_| is_as).map(|w| cx.span(w.clone()));
    let name = found
        .get(2)
        .filter(|_| is_as)
        .map(|w| lexer::plain(cx.line.slice(w.clone())));
    let kind = SyntaxErrorKind::MalformedFrom;
    match (found.len(), &name) {
        (0, _) => cx.report(
            SyntaxErrorKind::ArgumentCount,
            keyword,
            "`FROM` does not name an image",
            "name one, or `scratch` for none",
        ),
        (1, _) => {}
        (3, Some(name)) if is_stage_name(name.as_written()) => {}
        (3, Some(name)) => {
            let message = format!("`{}` cannot be the name of a stage", name.as_written());
            let help = "a name starts with a letter and holds letters, digits, `-`, `_` and `.`";
            cx.report(SyntaxErrorKind::StageName, name.span, message, help);
        }
        (2, _) if is_as => {
            let span = cx.span(found[1].clone());
            cx.report(
                kind,
                span,
                "there is no name after `AS`",
                "name the stage, or remove `AS`",
            );
        }
        (count, _) => {
            let first = if is_as { 3 } else { 1 };
            let span = cx.span(found[first].start..found[count - 1].end);
            let help = "`FROM` is followed by an image, and by `AS` and a name if the stage is to have one";
            cx.report(kind, span, "`FROM` has more than an image and a stage name", help);
        }
    }
    Arguments::From {
        image,
        as_keyword,
        name,
    }
}

fn is_stage_name(name: &str) -> bool {
    let mut chars = name.chars();
    chars.next().is_some_and(|c| c.is_ascii_alphabetic())
        && chars.all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'))
}

/// A command line: exec form if it is a JSON array, else shell form.
fn command(rest: Range<usize>, cx: &mut Context) -> Command {
    let span = cx.span(rest.clone());
    let form = match json::array(cx.line, rest.clone()) {
        Array::Strings(elements) => {
            let strings = elements.into_iter().map(|element| {
                let value = element.value.as_str().into();
                Spanned::new(value, cx.span(element.range))
            });
            CommandForm::Exec(strings.collect())
        }
        Array::NotStrings(element) => {
            not_a_string(element, cx);
            CommandForm::Shell(cx.line.slice(rest))
        }
        Array::No => CommandForm::Shell(cx.line.slice(rest)),
    };
    Command { span, form }
}

fn not_a_string(element: Range<usize>, cx: &mut Context) {
    let span = cx.span(element);
    cx.report(
        SyntaxErrorKind::MalformedJson,
        span,
        "the JSON form takes only strings",
        "put double quotes around it",
    );
}

fn shell(keyword: Span, rest: Range<usize>, cx: &mut Context) -> Arguments {
    let before = cx.errors.len();
    let command = command(rest.clone(), cx);
    match &command.form {
        _ if rest.is_empty() => missing(Kind::Shell, keyword, cx),
        CommandForm::Exec(words) if words.is_empty() => cx.report(
            SyntaxErrorKind::ShellForm,
            command.span,
            "`SHELL` does not name a program",
            "write it as `SHELL [\"/bin/bash\", \"-c\"]`",
        ),
        CommandForm::Exec(_) => {}
        CommandForm::Shell(_) if cx.errors.len() > before => {}
        CommandForm::Shell(text) => {
            let error = SyntaxError::new(SyntaxErrorKind::ShellForm, command.span, "`SHELL` must be a JSON array");
            let error = error.help("write it as `SHELL [\"/bin/bash\", \"-c\"]`");
            cx.errors.push(error.repair(as_array(text.as_str(), command.span)));
        }
    }
    Arguments::Command(command)
}

/// The words of a command as a JSON array, if it is only words.
fn as_array(text: &str, place: Span) -> Option<Repair> {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "/-_.:=+ ".contains(c);
    let words: Vec<String> = text.split_whitespace().map(|word| format!("\"{word}\"")).collect();
    text.chars().all(is_plain).then(|| Repair {
        title: "write it as a JSON array".to_owned(),
        edits: vec![place.replace(format!("[{}]", words.join(", ")))],
        is_sure: true,
    })
}

/// The arguments of an instruction that takes a JSON array or words between white space.
fn json_or_words(rest: Range<usize>, cx: &mut Context) -> (Vec<Word>, bool) {
    match json::array(cx.line, rest.clone()) {
        Array::Strings(elements) => {
            let mut all = Vec::with_capacity(elements.len());
            for element in elements {
                let mut word = cx.expanded(element.value);
                word.span = cx.span(element.range);
                all.push(word);
            }
            (all, true)
        }
        other => {
            if let Array::NotStrings(element) = other {
                not_a_string(element, cx);
            }
            let found = words::by_white_space(cx.line.as_str(), rest);
            (found.into_iter().map(|w| cx.word(w)).collect(), false)
        }
    }
}

fn copy(kind: Kind, keyword: Span, rest: Range<usize>, cx: &mut Context) -> Arguments {
    let before = cx.errors.len();
    let (mut sources, json) = json_or_words(rest, cx);
    let destination = if sources.len() > 1 { sources.pop() } else { None };
    if destination.is_none() && cx.errors.len() == before {
        missing(kind, keyword, cx);
    }
    Arguments::Copy {
        sources,
        destination,
        json,
    }
}

fn list(kind: Kind, keyword: Span, rest: Range<usize>, cx: &mut Context) -> Arguments {
    let before = cx.errors.len();
    let (found, json) = match kind {
        Kind::Volume => json_or_words(rest, cx),
        _ => {
            let found = words::by_white_space(cx.line.as_str(), rest);
            (found.into_iter().map(|w| cx.word(w)).collect(), false)
        }
    };
    if found.is_empty() && cx.errors.len() == before {
        missing(kind, keyword, cx);
    }
    for word in &found {
        if json && word.as_written().trim().is_empty() {
            let message = "`VOLUME` has an empty path";
            cx.report(
                SyntaxErrorKind::ArgumentCount,
                word.span,
                message,
                "write a path, or remove it",
            );
        }
    }
    Arguments::Words { words: found, json }
}

fn single(kind: Kind, keyword: Span, rest: Range<usize>, cx: &mut Context) -> Arguments {
    let words = match kind {
        _ if rest.is_empty() => {
            missing(kind, keyword, cx);
            Vec::new()
        }
        // Nothing is expanded in a name and its address.
        Kind::Maintainer => vec![lexer::plain(cx.line.slice(rest))],
        _ => vec![cx.word(rest)],
    };
    Arguments::Words { words, json: false }
}

fn healthcheck(keyword: Span, rest: Range<usize>, cx: &mut Context) -> Arguments {
    let value = cx.line.as_str();
    if rest.is_empty() {
        missing(Kind::Healthcheck, keyword, cx);
        return Arguments::Other(Vec::new());
    }
    let length = value[rest.clone()].find(char::is_whitespace).unwrap_or(rest.len());
    let word = rest.start..rest.start + length;
    let behind = words::trim(value, word.end..rest.end);
    let span = cx.span(word.clone());
    if value[word.clone()].eq_ignore_ascii_case("NONE") {
        if !behind.is_empty() {
            let message = "nothing can follow `HEALTHCHECK NONE`";
            let place = cx.span(behind);
            cx.report(
                SyntaxErrorKind::Healthcheck,
                place,
                message,
                "remove what follows `NONE`",
            );
        }
        return Arguments::HealthcheckNone(span);
    }
    if !value[word.clone()].eq_ignore_ascii_case("CMD") {
        let message = format!(
            "`HEALTHCHECK` is followed by `CMD` or `NONE`, not by `{}`",
            &value[word]
        );
        cx.report(
            SyntaxErrorKind::Healthcheck,
            span,
            message,
            "write `HEALTHCHECK CMD` and the command",
        );
        return Arguments::Other(plain_words(rest, cx));
    }
    let before = cx.errors.len();
    let command = command(behind.clone(), cx);
    let empty = behind.is_empty() || matches!(&command.form, CommandForm::Exec(words) if words.is_empty());
    if empty && cx.errors.len() == before {
        let message = "`HEALTHCHECK CMD` has no command";
        cx.report(
            SyntaxErrorKind::Healthcheck,
            span,
            message,
            "add the command that checks the service",
        );
    }
    Arguments::HealthcheckCmd { keyword: span, command }
}

fn trigger(rest: Range<usize>, keyword: Span, cx: &mut Context) -> Arguments {
    if rest.is_empty() {
        missing(Kind::Onbuild, keyword, cx);
        return Arguments::Onbuild(None);
    }
    let inner = read(rest, Some(keyword), cx);
    if matches!(inner.kind, Kind::Onbuild | Kind::From | Kind::Maintainer) {
        let message = format!("`ONBUILD` cannot trigger `{}`", inner.kind.name());
        cx.report(
            SyntaxErrorKind::OnbuildTrigger,
            inner.keyword,
            message,
            "any other instruction can be triggered",
        );
    }
    Arguments::Onbuild(Some(Box::new(inner)))
}
