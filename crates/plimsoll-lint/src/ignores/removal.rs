//! How an ignore that hides nothing is removed from a file.

use plimsoll_syntax::{Edit, SourceFile, Span};

use super::comment::Name;

/// Removes a comment, along with its line if nothing else is on it. None if something else would
/// change with it.
pub(super) fn of_comment(source: &SourceFile, comment: Span) -> Option<Edit> {
    let text = source.slice(comment);
    if !text.trim_start_matches('#').trim_start().starts_with("plimsoll:") {
        return None;
    }
    let number = source.line_of(comment.start);
    let line = source.line_span(number);
    let before = &source.text()[line.start as usize..comment.start as usize];
    if !before.trim().is_empty() {
        let start = line.start as usize + before.trim_end().len();
        return Some(Span::new(comment.file, start, comment.end as usize).replace(""));
    }
    // The comment may be all that keeps the line below from being a directive.
    if number < source.line_count() && is_like_directive(source.slice(source.line_span(number + 1))) {
        return None;
    }
    let next = source.line_span(number + 1).start as usize;
    Some(Span::new(comment.file, line.start as usize, next).replace(""))
}

/// Removes one of several names from a comment.
pub(super) fn of_name(comment: Span, names: &[Name], index: usize) -> Edit {
    let name = &names[index].range;
    let range = match names.get(index + 1) {
        Some(next) => name.start..next.range.start,
        None => names[index - 1].range.end..name.end,
    };
    let start = comment.start as usize;
    Span::new(comment.file, start + range.start, start + range.end).replace("")
}

fn is_like_directive(line: &str) -> bool {
    let name = line
        .trim_start()
        .strip_prefix('#')
        .and_then(|rest| rest.split_once('='));
    name.is_some_and(|(name, _)| {
        let name = name.trim();
        ["syntax", "escape", "check"]
            .iter()
            .any(|known| name.eq_ignore_ascii_case(known))
    })
}
