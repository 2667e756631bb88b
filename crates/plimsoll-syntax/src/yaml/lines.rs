//! The lines that an entry takes up.

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
