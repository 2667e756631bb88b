//! Scalars that are read back as the text that was meant.

use std::ops::Range;
use std::sync::Arc;

use super::super::{NodeKind, ScalarValue, Style, Yaml, is_base_60, parse};
use crate::{Edit, FileId, SourceFile, Span, Text};

/// Where a scalar stands, which decides what it may contain without quotes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Place {
    /// The key of a block mapping.
    Key,
    /// Its value.
    Value,
    /// An item of a block sequence.
    Item,
    /// Anywhere inside `[ ]` or `{ }`.
    Flow,
}

/// A longer word is no key without a question mark before it.
// YAML 1.2.2, 7.4.2 has 1024 letters.
const LONGEST_KEY: usize = 1_000;

/// A string as YAML: plain if it is read back as the same string, else in double quotes.
pub fn written(text: &str, place: Place) -> String {
    let reads_back = || is_word(text) || reads_as(text, place, text);
    let is_plain = ScalarValue::of_plain(text).is_string() && !is_base_60(text) && reads_back();
    if is_plain { text.to_owned() } else { quoted(text) }
}

/// Whether a text has no letter that means something to YAML, in any place; a colon inside a word means
/// nothing. It is surely read as it is written, and most of what is written is such a word.
fn is_word(text: &str) -> bool {
    let starts = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'/');
    let goes_on = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'/' | b'.' | b'-');
    let is_part = |part: &str| part.as_bytes().first().is_some_and(starts) && part.bytes().all(goes_on);
    text.len() <= LONGEST_KEY && text.split(':').all(is_part)
}

/// A string as YAML, in quotes of this style if it is one with quotes.
pub(super) fn written_like(style: Style, text: &str, place: Place) -> String {
    match style {
        Style::DoubleQuoted => quoted(text),
        Style::SingleQuoted if !text.contains(char::is_control) => format!("'{}'", text.replace('\'', "''")),
        _ => written(text, place),
    }
}

/// Edits that lie inside one scalar, so that the scalar is read as its text with these changes: as
/// they are if that will do, else all of the scalar in quotes. Absent if they are not inside a
/// scalar, or if neither will do.
pub fn in_scalar(yaml: &Yaml, edits: Vec<Edit>) -> Option<Vec<Edit>> {
    let whole = edits.iter().map(|edit| edit.span).reduce(Span::to)?;
    let (span, text, style, place) = scalar_around(yaml, whole)?;
    let mut wanted = text.as_str().to_owned();
    let mut direct = yaml.source.slice(span).to_owned();
    let mut sorted: Vec<&Edit> = edits.iter().collect();
    sorted.sort_by_key(|edit| std::cmp::Reverse(edit.span));
    for edit in sorted {
        wanted.replace_range(range_of(text, edit.span)?, &edit.text);
        let (start, end) = (edit.span.start - span.start, edit.span.end - span.start);
        direct.replace_range(start as usize..end as usize, &edit.text);
    }
    let was_string = style != Style::Plain || ScalarValue::of_plain(text.as_str()).is_string();
    let is_string = style != Style::Plain || ScalarValue::of_plain(&direct).is_string();
    if reads_as(&direct, place, &wanted) && (is_string || !was_string) {
        return Some(edits);
    }
    let is_flat = matches!(style, Style::Plain | Style::SingleQuoted | Style::DoubleQuoted);
    is_flat.then(|| vec![span.replace(quoted(&wanted))])
}

/// Whether YAML reads what is written there as this text, and as nothing else.
fn reads_as(written: &str, place: Place, text: &str) -> bool {
    let snippet = match place {
        Place::Key => format!("{written}: x\n"),
        Place::Value => format!("k: {written}\n"),
        Place::Item => format!("- {written}\n"),
        Place::Flow => format!("[{written}]\n"),
    };
    let yaml = parse(Arc::new(SourceFile::new(FileId(0), "", snippet.into_bytes())));
    if !yaml.errors.is_empty() || !yaml.comments.is_empty() {
        return false;
    }
    let Some(root) = yaml.root() else { return false };
    let found = match place {
        Place::Key => root.written_entries().map(|entry| entry.key).next(),
        Place::Value => root.written_entries().map(|entry| entry.value).next(),
        Place::Item | Place::Flow => root.items().next(),
    };
    let is_alone = root.items().count() + root.written_entries().count() == 1;
    is_alone && found.is_some_and(|node| node.via().is_none() && node.as_str() == Some(text))
}

/// A text in double quotes.
fn quoted(text: &str) -> String {
    let mut result = String::with_capacity(text.len() + 2);
    result.push('"');
    for character in text.chars() {
        match character {
            '"' | '\\' => result.extend(['\\', character]),
            '\n' => result.push_str("\\n"),
            '\r' => result.push_str("\\r"),
            '\t' => result.push_str("\\t"),
            c if c.is_control() => result.push_str(&format!("\\u{:04x}", c as u32)),
            c => result.push(c),
        }
    }
    result.push('"');
    result
}

/// The scalar that a place lies in.
fn scalar_around(yaml: &Yaml, place: Span) -> Option<(Span, &Text, Style, Place)> {
    let mut id = *yaml.roots.first()?;
    let mut kind = Place::Value;
    loop {
        let node = yaml.node(id);
        let is_flow = kind == Place::Flow || yaml.source.slice(node.span).starts_with(['[', '{']);
        let inside = |inner: Place| if is_flow { Place::Flow } else { inner };
        match &node.kind {
            NodeKind::Scalar { text, style } => {
                return node.span.contains(place).then_some((node.span, text, *style, kind));
            }
            NodeKind::Sequence(items) => {
                let behind = items.partition_point(|&item| yaml.node(item).span.start <= place.start);
                id = items[behind.checked_sub(1)?];
                kind = inside(Place::Item);
            }
            NodeKind::Mapping(entries) => {
                let behind = entries.partition_point(|entry| yaml.node(entry.key).span.start <= place.start);
                let entry = entries[behind.checked_sub(1)?];
                let is_key = yaml.node(entry.key).span.contains(place);
                id = if is_key { entry.key } else { entry.value };
                kind = inside(if is_key { Place::Key } else { Place::Value });
            }
            NodeKind::Alias { .. } => return None,
        }
    }
}

/// Where in the text the bytes of a place are.
fn range_of(text: &Text, place: Span) -> Option<Range<usize>> {
    let length = text.as_str().len();
    let starts = |at: &usize| text.as_str().is_char_boundary(*at) && text.span(*at..length).start == place.start;
    let start = (0..=length).find(starts)?;
    let ends = |at: &usize| text.as_str().is_char_boundary(*at) && text.span(start..*at) == place;
    (start..=length).find(ends).map(|end| start..end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_read_back_wherever_it_stands() {
        let letters = ["a", "Z", "0", "_", "/", ".", "-", ":", "#", " ", "~"];
        let mut words = 0;
        for one in letters {
            for two in letters {
                for three in letters {
                    let text = [one, two, three].concat();
                    if !is_word(&text) {
                        continue;
                    }
                    words += 1;
                    for place in [Place::Key, Place::Value, Place::Item, Place::Flow] {
                        let is_string = ScalarValue::of_plain(&text).is_string();
                        assert!(reads_as(&text, place, &text) || !is_string, "{text} {place:?}");
                    }
                }
            }
        }
        assert_eq!(words, 5 * 7 * 7 + 5 * 5);
        let longest = "a".repeat(LONGEST_KEY);
        assert!(is_word(&longest) && reads_as(&longest, Place::Key, &longest));
        assert!(!is_word(&"a".repeat(LONGEST_KEY + 1)));
    }
}
