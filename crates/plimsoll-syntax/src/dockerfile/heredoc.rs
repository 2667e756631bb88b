//! Heredocs: their operators on an instruction's line, and their bodies below it.
//!
//! Shell code in a body is left to `shell`.

use std::collections::HashMap;
use std::ops::Range;

use crate::{Span, Spanned, SyntaxError, SyntaxErrorKind, Text, TextBuilder};

use super::lexer::{self, Fault, Lexer, Parts};
use super::lines::{Line, Reader, line_at};
use super::tree::{Heredoc, Kind};
use super::word::Part;

/// Whether an instruction may have heredocs.
pub(super) fn allowed(kind: Kind) -> bool {
    matches!(kind, Kind::Run | Kind::Copy | Kind::Add)
}

/// Whether the line contains anything that may be an operator; nearly all do not.
pub(super) fn possible(line: &Text) -> bool {
    let bytes = line.as_str().as_bytes();
    memchr::memchr_iter(b'<', bytes).any(|at| bytes.get(at + 1) == Some(&b'<'))
}

/// An operator that was found, without its body.
#[derive(Debug)]
pub(super) struct Opener {
    span: Span,
    name: Spanned<Box<str>>,
    strip_tabs: bool,
    quoted: bool,
    file_descriptor: Option<u32>,
}

/// The operators on a logical line, including the keyword; or why BuildKit sees none.
// BuildKit v0.30, frontend/dockerfile/parser: the shell lexer splits the line, always with the
// backslash, and any error means that there are no heredocs. Spaces after `<<` belong to the word
// (since v0.22), spaces after `<<-` end it.
pub(super) fn openers(line: &Text) -> Result<Vec<Opener>, Fault> {
    let words = split(line)?;
    Ok(words.into_iter().filter_map(|word| opener(line, word)).collect())
}

fn split(line: &Text) -> Result<Vec<Range<usize>>, Fault> {
    let value = line.as_str();
    let mut lexer = Lexer::new(line, '\\');
    let mut words = Vec::new();
    let mut start: Option<usize> = None;
    while let Some(ch) = lexer.peek() {
        let at = lexer.at;
        match ch {
            '\'' => lexer.single(&mut Parts::default())?,
            '"' => lexer.double(&mut Parts::default())?,
            '$' => {
                lexer.dollar(&mut Parts::default())?;
                // Spaces inside the braces split as well.
                let mut pieces = value[at..lexer.at].split(char::is_whitespace);
                let mut end = at + pieces.next().map_or(0, str::len);
                let mut begin = start.unwrap_or(at);
                for piece in pieces {
                    words.push(begin..end);
                    begin = end + value[end..].chars().next().map_or(0, char::len_utf8);
                    end = begin + piece.len();
                }
                start = Some(begin);
                continue;
            }
            '\\' => {
                lexer.next();
                lexer.next();
            }
            _ if ch.is_whitespace() => {
                lexer.next();
                if let Some(begin) = start
                    && !value[begin..at].trim_end().ends_with("<<")
                {
                    words.push(begin..at);
                    start = None;
                }
                continue;
            }
            _ => {
                lexer.next();
            }
        }
        start.get_or_insert(at);
    }
    words.extend(start.map(|begin| begin..value.len()));
    Ok(words)
}

fn opener(line: &Text, word: Range<usize>) -> Option<Opener> {
    let text = &line.as_str()[word.clone()];
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let rest = text[digits..].strip_prefix("<<")?;
    let dashed = rest.strip_prefix('-');
    let written = dashed.unwrap_or(rest).trim_start();
    if written.is_empty() || written.contains('<') {
        return None;
    }
    let place = word.end - written.len()..word.end;
    let name = name(&line.slice(place.clone()))?;
    Some(Opener {
        span: line.span(word.clone()),
        quoted: has_quotes(written),
        name: Spanned::new(name.into(), line.span(place)),
        strip_tabs: dashed.is_some(),
        file_descriptor: text[..digits].parse().ok(),
    })
}

/// The name without quotes and escapes; variables stay as written.
fn name(written: &Text) -> Option<String> {
    let (parts, fault) = lexer::parts(written, '\\');
    if fault.is_some() {
        return None;
    }
    let mut name = String::new();
    for part in &parts {
        match part {
            Part::Literal(literal) => name.push_str(&literal.value),
            Part::Variable(_) => {
                name = written.as_str().replace(['"', '\'', '\\'], "");
                break;
            }
        }
    }
    (!name.is_empty()).then_some(name)
}

/// Whether any part of a name is quoted. Unlike in a shell, an escaped character is not enough.
fn has_quotes(written: &str) -> bool {
    let mut chars = written.chars();
    while let Some(ch) = chars.next() {
        match ch {
            '\\' => {
                chars.next();
            }
            '\'' | '"' => return true,
            _ => {}
        }
    }
    false
}

/// The lines of a text by their content, so that 50,000 unterminated heredocs cost no more than
/// one.
#[derive(Default, Debug)]
pub(super) struct Terminators<'a> {
    plain: Option<HashMap<&'a str, Vec<u32>>>,
    without_tabs: Option<HashMap<&'a str, Vec<u32>>>,
    trimmed: Option<HashMap<&'a str, Vec<u32>>>,
}

impl<'a> Terminators<'a> {
    /// The first line from a place on that ends a heredoc.
    pub(super) fn next(&mut self, value: &'a str, from: usize, name: &str, strip_tabs: bool) -> Option<Line> {
        let (lines, trim): (_, fn(&'a str) -> &'a str) = match strip_tabs {
            false => (&mut self.plain, |line| line),
            true => (&mut self.without_tabs, |line| line.trim_start_matches('\t')),
        };
        look_up(lines, trim, value, from, name)
    }

    /// The first line that would end it except for the spaces around the name.
    fn nearly(&mut self, value: &'a str, from: usize, name: &str) -> Option<Line> {
        look_up(&mut self.trimmed, str::trim, value, from, name)
    }
}

fn look_up<'a>(
    lines: &mut Option<HashMap<&'a str, Vec<u32>>>,
    trim: fn(&'a str) -> &'a str,
    value: &'a str,
    from: usize,
    name: &str,
) -> Option<Line> {
    let lines = lines.get_or_insert_with(|| {
        let mut all: HashMap<&str, Vec<u32>> = HashMap::new();
        let mut at = from;
        while let Some(line) = line_at(value, at) {
            all.entry(trim(&value[line.start..line.end]))
                .or_default()
                .push(line.start as u32);
            at = line.next;
        }
        all
    });
    let starts = lines.get(name)?;
    let index = starts.partition_point(|&start| (start as usize) < from);
    line_at(value, *starts.get(index)? as usize)
}

/// What was read below an instruction.
#[derive(Debug)]
pub(super) struct Bodies {
    pub(super) heredocs: Vec<Heredoc>,
    /// Where the last terminator ends, in the outer text.
    pub(super) end: Option<usize>,
    /// A heredoc has no end; what follows is most likely its body.
    pub(super) open: bool,
}

/// Takes the bodies of heredocs from the lines that follow.
pub(super) fn read<'a>(reader: &mut Reader<'a>, terminators: &mut Terminators<'a>, openers: Vec<Opener>) -> Bodies {
    let mut bodies = Bodies {
        heredocs: Vec::with_capacity(openers.len()),
        end: None,
        open: false,
    };
    for opener in openers {
        let value = reader.text.as_str();
        let from = reader.at;
        let line = match bodies.open {
            false => terminators.next(value, from, &opener.name.value, opener.strip_tabs),
            true => None,
        };
        let Some(line) = line else {
            if !bodies.open {
                let nearly = terminators.nearly(value, from, &opener.name.value);
                reader.errors.push(unterminated(reader.text, &opener, nearly));
            }
            bodies.open = true;
            bodies
                .heredocs
                .push(opener.with_body(reader.text.slice(from..from), None));
            continue;
        };
        if line.start - from > 60_000 {
            let mut at = from;
            while let Some(inner) = line_at(value, at).filter(|l| l.start < line.start) {
                reader.check_length(inner);
                at = inner.next;
            }
        }
        let body = body(reader.text, from..line.start, opener.strip_tabs);
        let name = line.end - opener.name.value.len()..line.end;
        let terminator = reader.span(name.start, name.end);
        bodies.heredocs.push(opener.with_body(body, Some(terminator)));
        bodies.end = Some(line.end);
        reader.at = line.next;
    }
    bodies
}

impl Opener {
    fn with_body(self, body: Text, terminator: Option<Span>) -> Heredoc {
        Heredoc {
            span: self.span,
            name: self.name,
            strip_tabs: self.strip_tabs,
            quoted: self.quoted,
            file_descriptor: self.file_descriptor,
            body,
            terminator,
        }
    }
}

fn body(text: &Text, range: Range<usize>, strip_tabs: bool) -> Text {
    if !strip_tabs {
        return text.slice(range);
    }
    let value = &text.as_str()[..range.end];
    let mut stripped = TextBuilder::new(text.file());
    let mut at = range.start;
    while let Some(line) = line_at(value, at) {
        let kept = value[line.start..line.next].trim_start_matches('\t');
        stripped.push(text, line.next - kept.len()..line.next);
        at = line.next;
    }
    stripped.finish_at(text.span(range.start..range.start).start as usize)
}

fn unterminated(text: &Text, opener: &Opener, nearly: Option<Line>) -> SyntaxError {
    let name = &opener.name.value;
    let message = format!("heredoc `{name}` is not ended");
    let error = SyntaxError::new(SyntaxErrorKind::Dockerfile, opener.span, message);
    let Some(line) = nearly else {
        return error.help(format!("end it with a line that says `{name}` and nothing else"));
    };
    let help = match opener.strip_tabs {
        true => format!("`{name}` may have tabs before it, but no spaces, and nothing after it"),
        false => format!("`{name}` must stand alone on its line, without spaces; `<<-` allows tabs before it"),
    };
    let place = text.span(line.start..line.end);
    error.help(help).related(place, "this line has spaces around the name")
}

/// Why a line that seems to open a heredoc does not.
#[derive(Debug)]
pub(super) struct Missed {
    pub(super) name: String,
    pub(super) strip_tabs: bool,
    pub(super) reason: &'static str,
    /// The place at fault, if it is a single one.
    pub(super) place: Span,
}

/// Looks for a heredoc that BuildKit does not see, to explain why.
pub(super) fn missed(line: &Text, kind: Kind) -> Option<Missed> {
    let value = line.as_str();
    let faulty = openers(line);
    let candidate = memchr::memmem::find_iter(value.as_bytes(), "<<").find_map(|at| shell_opener(value, at));
    let (range, name, strip_tabs) = candidate?;
    let span = line.span(range);
    let (reason, place) = match faulty {
        Err(fault) => (fault.what.message(), line.span(fault.range)),
        Ok(_) if !allowed(kind) => ("only `RUN`, `COPY` and `ADD` can have heredocs", span),
        Ok(found) if found.iter().any(|f| *f.name.value == name) => return None,
        Ok(_) if strip_tabs => ("the name must follow `<<-` without a space", span),
        Ok(_) => ("the operator must stand at the start of a word", span),
    };
    Some(Missed {
        name,
        strip_tabs,
        reason,
        place,
    })
}

/// An operator with a name as a shell would see it.
fn shell_opener(value: &str, at: usize) -> Option<(Range<usize>, String, bool)> {
    let rest = &value[at + 2..];
    if value[..at].ends_with('<') || rest.starts_with('<') {
        return None;
    }
    let dashed = rest.strip_prefix('-');
    let written = dashed.unwrap_or(rest).trim_start_matches([' ', '\t', '\'', '"', '\\']);
    let length = written
        .find(|c: char| !(c.is_alphanumeric() || c == '_' || c == '.'))
        .unwrap_or(written.len());
    if length == 0 {
        return None;
    }
    let end = value.len() - written.len() + length;
    Some((at..end, written[..length].to_owned(), dashed.is_some()))
}
