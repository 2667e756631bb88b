//! Lines of a file with marks under what is wrong, for a page.

use std::collections::BTreeMap;
use std::ops::Range;

use plimsoll_syntax::{SourceFile, Span};

use super::source::{LONG, Shown};

/// How much of a long line is shown before its first mark, and in all.
const BEFORE: usize = 60;
const PART: usize = 240;

/// A line of an excerpt.
pub(super) struct Line<'a> {
    pub(super) number: usize,
    /// In their order, each marked or not.
    pub(super) parts: Vec<(&'a str, bool)>,
    /// Whether something on it is wrong; the others are only around it.
    pub(super) is_hit: bool,
}

/// The lines of some places, and one line around each.
pub(super) fn excerpt<'a>(shown: &'a Shown<'_>, source: &SourceFile, places: &[Span]) -> Vec<Line<'a>> {
    let mut lines: BTreeMap<usize, (Vec<Range<usize>>, bool)> = BTreeMap::new();
    for place in places {
        let (start, length) = shown.label(*place);
        let end = start + length;
        let first = source.line_of(start as u32);
        let last = source.line_of(end.saturating_sub(1).max(start) as u32);
        for number in first..=last {
            let line = source.line_span(number).range();
            let (marks, is_hit) = lines.entry(number).or_default();
            marks.push(start.max(line.start)..end.min(line.end));
            *is_hit = true;
        }
        let around = [first.saturating_sub(1), last + 1];
        let around = around
            .into_iter()
            .filter(|line| (1..=source.line_count()).contains(line));
        around.for_each(|line| _ = lines.entry(line).or_default());
    }
    let line = |(number, (marks, is_hit)): (usize, (Vec<Range<usize>>, bool))| {
        let whole = source.line_span(number).range();
        let part = part(&whole, marks.iter().map(|mark| mark.start).min());
        Line {
            number,
            parts: parts(shown, part, marks),
            is_hit,
        }
    };
    lines.into_iter().map(line).collect()
}

/// What is shown of a line.
fn part(line: &Range<usize>, first: Option<usize>) -> Range<usize> {
    if line.len() <= LONG {
        return line.clone();
    }
    let start = first.unwrap_or(line.start).saturating_sub(BEFORE).max(line.start);
    start..(start + PART).min(line.end)
}

fn parts<'a>(shown: &'a Shown<'_>, line: Range<usize>, mut marks: Vec<Range<usize>>) -> Vec<(&'a str, bool)> {
    marks.sort_by_key(|mark| (mark.start, mark.end));
    let mut parts = Vec::new();
    let mut at = line.start;
    let mut push = |from: usize, to: usize, is_marked| {
        let text = shown.slice(shown.boundary(from)..shown.boundary(to));
        if !text.is_empty() {
            parts.push((text, is_marked));
        }
    };
    for mark in marks {
        let start = mark.start.clamp(at, line.end.max(at));
        let end = mark.end.clamp(start, line.end.max(start));
        push(at, start, false);
        push(start, end, true);
        at = end;
    }
    push(at, line.end.max(at), false);
    parts
}

#[cfg(test)]
mod tests {
    use plimsoll_syntax::FileId;

    use super::*;

    fn shown(text: &str, places: impl IntoIterator<Item = (usize, usize)>) -> Vec<String> {
        let source = SourceFile::new(FileId(0), "f", text.into());
        let file = Shown::new(&source, &[]);
        let spans = places.into_iter().map(|(start, end)| Span::new(FileId(0), start, end));
        let spans: Vec<Span> = spans.collect();
        let line = |line: Line<'_>| {
            let parts = line.parts.iter().map(|(text, is_marked)| match is_marked {
                true => format!("[{text}]"),
                false => (*text).to_owned(),
            });
            format!(
                "{}{} {}",
                line.number,
                if line.is_hit { "!" } else { "" },
                parts.collect::<String>()
            )
        };
        excerpt(&file, &source, &spans).into_iter().map(line).collect()
    }

    #[test]
    fn marks_are_in_their_lines() {
        let text = "one\r\ntwo é\nthree\nfour\n";
        assert_eq!(shown(text, [(9, 11)]), ["1 one", "2! two [é]", "3 three"]);
        assert_eq!(shown(text, [(5, 14)]), ["1 one", "2! [two é]", "3! [th]ree", "4 four"]);
        assert_eq!(shown("abc\n", [(0, 2), (1, 3), (2, 2)]), ["1! [ab][c]"]);
        assert_eq!(shown("", [(0, 0)]), ["1! "]);
    }

    #[test]
    fn long_lines_are_shown_in_part() {
        let text = "é".repeat(1_000);
        let lines = shown(&text, [(1_000, 1_004)]);
        assert!(lines[0].len() < 300 && lines[0].contains("[éé]"), "{lines:?}");
    }
}
