//! Places for edits of block mappings: removing an entry with its lines, inserting one after another.

use crate::{SourceFile, Span};

/// The bytes to remove so that an entry goes away with its lines. Absent if something else is on
/// those lines, as in `{a: 1, b: 2}` or `- a: 1`.
pub fn whole_lines(source: &SourceFile, key: Span, value: Span) -> Option<Span> {
    let text = source.text();
    let start = text[..key.start as usize].rfind('\n').map_or(0, |at| at + 1);
    let before = text[start..key.start as usize].trim_start_matches('\u{feff}');
    let value_end = (value.end.max(key.end)) as usize;
    let end = text[value_end..].find('\n').map_or(text.len(), |at| value_end + at + 1);
    let after = text[value_end..end].trim();
    if !before.trim().is_empty() || !(after.is_empty() || after.starts_with('#') || after == ":") {
        return None;
    }
    // A byte order mark stays where it is.
    let mark = text[start..].len() - text[start..].trim_start_matches('\u{feff}').len();
    Some(Span::new(source.id(), start + mark, end))
}

/// Whole lines together with a blank line after them, where blank lines would otherwise pile up: at
/// the start of the file and after another blank line.
pub fn with_blank_line(source: &SourceFile, lines: Span) -> Span {
    let text = source.text();
    let before = &text[..lines.start as usize];
    let piles_up =
        before.trim_start_matches('\u{feff}').is_empty() || before.ends_with("\n\n") || before.ends_with("\n\r\n");
    let after = &text[lines.end as usize..];
    let blank = ["\n", "\r\n"].into_iter().find(|blank| after.starts_with(blank));
    match blank.filter(|_| piles_up) {
        Some(blank) => Span::new(source.id(), lines.start as usize, lines.end as usize + blank.len()),
        None => lines,
    }
}

/// Where a new entry can be inserted after an entry of a block mapping, and the text to put before
/// it: a line end and the indentation of its sibling. Absent inside `{ }` and after `- `.
pub fn after(source: &SourceFile, key: Span, value: Span) -> Option<(Span, String)> {
    let text = source.text();
    let start = text[..key.start as usize].rfind('\n').map_or(0, |at| at + 1);
    let indent = text[start..key.start as usize].trim_start_matches('\u{feff}');
    // The first key of a list item gives the column, with the dash as a space.
    let indent: String = indent.chars().map(|c| if c == '-' { ' ' } else { c }).collect();
    if !indent.trim().is_empty() {
        return None;
    }
    let whole = whole_lines(source, key, value);
    let value_end = value.end.max(key.end) as usize;
    let end = whole.map_or_else(
        || text[value_end..].find('\n').map_or(text.len(), |at| value_end + at),
        |whole| whole.start as usize + text[whole.range()].trim_end_matches(['\n', '\r']).len(),
    );
    let rest = text[value_end.min(end)..end].trim();
    if !(rest.is_empty() || rest.starts_with('#') || rest == ":") {
        return None;
    }
    let line_end = if text[..end].contains("\r\n") || text[end..].starts_with("\r\n") {
        "\r\n"
    } else {
        "\n"
    };
    Some((Span::new(source.id(), end, end), format!("{line_end}{indent}")))
}
