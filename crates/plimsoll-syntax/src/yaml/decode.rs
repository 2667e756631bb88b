//! Maps the decoded value of a scalar back to the bytes that it was written with.
//!
//! The parser has already decoded the scalar. Here the source is read again alongside that value,
//! and every byte gets its place. Where the two get out of step (a lone carriage return as a line
//! end), the whole value becomes one unit, so a span is at worst too wide.

use super::Style;
use crate::{SourceFile, Text, TextBuilder};

/// The text of a scalar. `start..end` are the bytes of its content: with the quotes for a quoted
/// scalar, without the header for a block scalar.
pub(super) fn scalar_text(source: &SourceFile, start: usize, end: usize, value: &str, style: Style) -> Text {
    let written = source.text().get(start..end).unwrap_or_default();
    if written == value {
        return Text::of_slice(source, start..end);
    }
    let text = match style {
        Style::Plain => folded_lines(source, written, start, plain_line),
        Style::SingleQuoted => {
            inside_quotes(written).and_then(|inner| folded_lines(source, inner, start + 1, single_quoted_line))
        }
        Style::DoubleQuoted => inside_quotes(written).and_then(|inner| double_quoted(source, inner, start + 1)),
        Style::Literal | Style::Folded => block(source, start, end, value, style),
    };
    text.filter(|text| text.as_str() == value)
        .unwrap_or_else(|| one_unit(source, start, written.len(), value))
}

fn one_unit(source: &SourceFile, start: usize, length: usize, value: &str) -> Text {
    let mut text = TextBuilder::new(source.id());
    text.push_decoded(value, start, length);
    text.finish_at(start)
}

fn inside_quotes(written: &str) -> Option<&str> {
    written.get(1..written.len().checked_sub(1)?)
}

fn plain_line(text: &mut TextBuilder, line: &str, at: usize) {
    text.push_exact(line, at);
}

fn single_quoted_line(text: &mut TextBuilder, line: &str, at: usize) {
    let mut from = 0;
    while let Some(found) = line[from..].find("''") {
        text.push_exact(&line[from..from + found], at + from);
        text.push_decoded("'", at + from + found, 2);
        from += found + 2;
    }
    text.push_exact(&line[from..], at + from);
}

/// Flow scalars over several lines: one line end becomes a space, several become one less.
fn folded_lines(
    source: &SourceFile,
    written: &str,
    start: usize,
    push_line: fn(&mut TextBuilder, &str, usize),
) -> Option<Text> {
    let mut text = TextBuilder::new(source.id());
    let lines: Vec<(usize, &str)> = lines(written).collect();
    let last = lines.len() - 1;
    // Where the content of the previous line ended, and how many line ends have come since.
    let mut break_from = start;
    let mut breaks = 0;
    for (index, &(offset, line)) in lines.iter().enumerate() {
        let left = if index == 0 {
            line
        } else {
            line.trim_start_matches([' ', '\t'])
        };
        let begin = start + offset + (line.len() - left.len());
        let content = if index == last {
            left
        } else {
            left.trim_end_matches([' ', '\t'])
        };
        if index > 0 {
            breaks += 1;
        }
        if content.is_empty() && index != 0 && index != last {
            continue;
        }
        push_breaks(&mut text, breaks, break_from, begin);
        breaks = 0;
        push_line(&mut text, content, begin);
        break_from = begin + content.len();
    }
    Some(text.finish_at(start))
}

fn push_breaks(text: &mut TextBuilder, breaks: usize, from: usize, to: usize) {
    match breaks {
        0 => {}
        1 => text.push_decoded(" ", from, to - from),
        _ => text.push_decoded(&"\n".repeat(breaks - 1), from, to - from),
    }
}

/// Lines with their offset, without line ends.
fn lines(written: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut offset = 0;
    written.split('\n').map(move |line| {
        let at = offset;
        offset += line.len() + 1;
        (at, line.strip_suffix('\r').unwrap_or(line))
    })
}

fn double_quoted(source: &SourceFile, inner: &str, start: usize) -> Option<Text> {
    let mut text = TextBuilder::new(source.id());
    let bytes = inner.as_bytes();
    let mut at = 0;
    let mut plain = 0;
    while at < bytes.len() {
        match bytes[at] {
            b'\\' => {
                text.push_exact(&inner[plain..at], start + plain);
                let (value, length) = escape(&inner[at..])?;
                text.push_decoded(&value, start + at, length);
                at += length;
                plain = at;
            }
            b'\n' => {
                let content = inner[plain..at].trim_end_matches([' ', '\t', '\r']);
                text.push_exact(content, start + plain);
                let from = plain + content.len();
                let rest = inner[at..].trim_start_matches([' ', '\t', '\r', '\n']);
                let to = inner.len() - rest.len();
                let breaks = inner[at..to].matches('\n').count();
                push_breaks(&mut text, breaks, start + from, start + to);
                at = to;
                plain = to;
            }
            _ => at += 1,
        }
    }
    text.push_exact(&inner[plain..], start + plain);
    Some(text.finish_at(start))
}

/// The value of an escape sequence and how many bytes it takes.
fn escape(rest: &str) -> Option<(String, usize)> {
    let kind = rest[1..].chars().next()?;
    let simple = match kind {
        '0' => "\0",
        'a' => "\x07",
        'b' => "\x08",
        't' | '\t' => "\t",
        'n' => "\n",
        'v' => "\x0b",
        'f' => "\x0c",
        'r' => "\r",
        'e' => "\x1b",
        ' ' => " ",
        '"' => "\"",
        '/' => "/",
        '\\' => "\\",
        '\'' => "'",
        'N' => "\u{85}",
        '_' => "\u{a0}",
        'L' => "\u{2028}",
        'P' => "\u{2029}",
        'x' => return hex_escape(rest, 2),
        'u' => return hex_escape(rest, 4),
        'U' => return hex_escape(rest, 8),
        // An escaped line end joins the lines, and removes the spaces before the next word.
        '\n' | '\r' => {
            let after = rest[1..].strip_prefix('\r').unwrap_or(&rest[1..]);
            let after = after.strip_prefix('\n').unwrap_or(after);
            let after = after.trim_start_matches([' ', '\t']);
            return Some((String::new(), rest.len() - after.len()));
        }
        _ => return None,
    };
    Some((simple.to_owned(), 1 + kind.len_utf8()))
}

fn hex_escape(rest: &str, digits: usize) -> Option<(String, usize)> {
    let code = u32::from_str_radix(rest.get(2..2 + digits)?, 16).ok()?;
    if let Some(character) = char::from_u32(code) {
        return Some((character.to_string(), 2 + digits));
    }
    // A surrogate pair, as JSON writes characters beyond U+FFFF.
    let low = rest.get(2 + digits..8 + digits)?.strip_prefix("\\u")?;
    let low = u32::from_str_radix(low, 16).ok()?;
    let high = code.checked_sub(0xd800)?;
    let joined = 0x10000 + (high << 10) + low.checked_sub(0xdc00)?;
    Some((char::from_u32(joined)?.to_string(), 8 + digits))
}

/// Literal and folded scalars: line by line, without the indentation.
fn block(source: &SourceFile, start: usize, end: usize, value: &str, style: Style) -> Option<Text> {
    // The parser's range starts after the indentation of the first line with content, so blank
    // lines before it are found by going back to the header.
    let all = source.text();
    let first = start_of_block(all, start);
    let mut text = TextBuilder::new(source.id());
    let mut rest = value;
    let written = &all[first..end];
    let indent = block_indent(written, value)?;
    let mut pending_from = first;
    for (offset, line) in lines(written) {
        let at = first + offset;
        let stripped = strip_indent(line, indent);
        let content_at = at + (line.len() - stripped.len());
        if style == Style::Literal {
            let kept = rest.split('\n').next().unwrap_or_default();
            if rest.is_empty() || kept != stripped {
                break;
            }
            text.push_exact(kept, content_at);
            rest = &rest[kept.len()..];
            rest = push_line_end(&mut text, rest, all, content_at + kept.len());
            continue;
        }
        if stripped.is_empty() {
            continue;
        }
        let separator = folded_separator(rest, stripped)?;
        text.push_decoded(&rest[..separator], pending_from, content_at - pending_from);
        text.push_exact(stripped, content_at);
        rest = &rest[separator + stripped.len()..];
        pending_from = content_at + stripped.len();
    }
    // The rest are the line ends that the chomping indicator kept.
    if rest.bytes().all(|b| b == b'\n') {
        let from = if style == Style::Literal {
            end
        } else {
            pending_from.min(end)
        };
        text.push_decoded(rest, from, end - from);
    }
    Some(text.finish_at(start))
}

/// Takes one line end off `rest` and maps it.
fn push_line_end<'a>(text: &mut TextBuilder, rest: &'a str, all: &str, at: usize) -> &'a str {
    let Some(after) = rest.strip_prefix('\n') else {
        return rest;
    };
    let ending = &all.as_bytes()[at.min(all.len())..];
    match ending {
        [b'\n', ..] => text.push_exact("\n", at),
        [b'\r', b'\n', ..] => text.push_decoded("\n", at, 2),
        _ => text.push_decoded("\n", at, 0),
    }
    after
}

/// How many bytes of `rest` are between two lines of a folded scalar.
fn folded_separator(rest: &str, content: &str) -> Option<usize> {
    let breaks = rest.bytes().take_while(|&b| b == b'\n').count();
    if rest[breaks..].starts_with(content) {
        return Some(breaks);
    }
    (breaks == 0 && rest.strip_prefix(' ')?.starts_with(content)).then_some(1)
}

/// The start of the line after the header: blank lines before the first content belong to it.
fn start_of_block(all: &str, start: usize) -> usize {
    let mut line_start = all[..start].rfind('\n').map_or(0, |at| at + 1);
    while line_start > 0 {
        let before = all[..line_start - 1].rfind('\n').map_or(0, |at| at + 1);
        if !all[before..line_start].trim().is_empty() {
            break;
        }
        line_start = before;
    }
    line_start
}

/// The indentation, found by matching the first line with content to the value.
fn block_indent(written: &str, value: &str) -> Option<usize> {
    let line = lines(written)
        .map(|(_, line)| line)
        .find(|line| !line.trim().is_empty());
    let Some(line) = line else {
        // Only blank lines: whatever is kept of them are line ends.
        return Some(usize::MAX);
    };
    let first = value.split('\n').find(|line| !line.trim().is_empty())?;
    let blanks = |s: &str| s.len() - s.trim_start_matches(' ').len();
    blanks(line).checked_sub(blanks(first))
}

fn strip_indent(line: &str, indent: usize) -> &str {
    let blanks = line.bytes().take(indent).take_while(|&b| b == b' ').count();
    &line[blanks..]
}
