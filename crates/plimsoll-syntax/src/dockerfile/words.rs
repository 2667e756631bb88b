//! Where the words of an instruction begin and end, in the two ways in which BuildKit splits them.

use std::ops::Range;

/// The white space between arguments.
// BuildKit v0.30, frontend/dockerfile/parser: `[\t\v\f\r ]+`. Other white space is part of a word.
pub(super) fn is_separator(ch: char) -> bool {
    matches!(ch, '\t' | '\u{b}' | '\u{c}' | '\r' | ' ')
}

/// The range without white space of any kind at its ends.
pub(super) fn trim(value: &str, range: Range<usize>) -> Range<usize> {
    let text = &value[range.clone()];
    let start = range.end - text.trim_start().len();
    start..(start + value[start..range.end].trim_end().len())
}

/// The first word of a range, and the text after the white space that follows it.
pub(super) fn first(value: &str, range: Range<usize>) -> (Range<usize>, Range<usize>) {
    let text = &value[range.clone()];
    // Separators are ASCII, so bytes are enough.
    let end = text.bytes().position(|b| is_separator(b as char));
    let length = end.unwrap_or(text.len());
    let rest = text[length..].trim_start_matches(is_separator);
    (range.start..range.start + length, range.end - rest.len()..range.end)
}

/// Words between white space; quotes mean nothing.
pub(super) fn by_white_space(value: &str, range: Range<usize>) -> Vec<Range<usize>> {
    let mut words = Vec::new();
    let mut rest = range;
    while !rest.is_empty() {
        let (word, behind) = first(value, rest);
        if !word.is_empty() {
            words.push(word);
        }
        rest = behind;
    }
    words
}

/// Words between white space outside quotes, as in ENV, LABEL and ARG.
pub(super) fn by_quotes(value: &str, range: Range<usize>, escape: char) -> Vec<Range<usize>> {
    let mut words = Vec::new();
    let mut start: Option<usize> = None;
    let mut quote: Option<char> = None;
    let mut chars = value[range.clone()].char_indices();
    while let Some((at, ch)) = chars.next() {
        let at = range.start + at;
        if start.is_none() && ch.is_whitespace() {
            continue;
        }
        let begin = *start.get_or_insert(at);
        if ch == escape && quote != Some('\'') {
            // The escaped character belongs to the word, whatever it is.
            chars.next();
            continue;
        }
        match quote {
            Some(open) if ch == open => quote = None,
            Some(_) => {}
            None if ch == '\'' || ch == '"' => quote = Some(ch),
            None if ch.is_whitespace() => {
                words.push(begin..at);
                start = None;
            }
            None => {}
        }
    }
    words.extend(start.map(|begin| begin..range.end));
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quoted(value: &str) -> Vec<&str> {
        let words = by_quotes(value, 0..value.len(), '\\');
        words.into_iter().map(|r| &value[r]).collect()
    }

    #[test]
    fn quotes_and_escapes_keep_blanks() {
        assert_eq!(
            quoted("a=1  b='x y' c=\"p \\\" q\""),
            ["a=1", "b='x y'", "c=\"p \\\" q\""]
        );
        assert_eq!(quoted("a=b\\ c d"), ["a=b\\ c", "d"]);
        assert_eq!(quoted("a='\\' b"), ["a='\\'", "b"]);
        assert_eq!(quoted("a=\"x y"), ["a=\"x y"]);
    }

    #[test]
    fn white_space_alone_splits() {
        let value = "\u{b}a \"b\tc\" ";
        let words = by_white_space(value, 0..value.len());
        assert_eq!(words, [1..2, 3..5, 6..8]);
    }
}
