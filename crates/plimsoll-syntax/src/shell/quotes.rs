//! Removes quotes and escapes from a word.

use std::ops::Range;

/// The parts of a word as written that remain without its quotes and escapes, in order. Text inside
/// `$( … )`, `${ … }` and backticks is kept as it is.
pub(super) fn kept(word: &str) -> Vec<Range<usize>> {
    let bytes = word.as_bytes();
    let mut kept = Kept::default();
    let mut double = false;
    let mut at = 0;
    while at < bytes.len() {
        match bytes[at] {
            b'\\' if at + 1 < bytes.len() => {
                let next = bytes[at + 1];
                // Inside double quotes a backslash only escapes characters that are special there.
                let escapes = !double || matches!(next, b'$' | b'`' | b'"' | b'\\' | b'\n');
                if !escapes {
                    kept.push(at..at + 2);
                } else if next != b'\n' {
                    kept.push(at + 1..at + 2);
                }
                at += 2;
            }
            b'"' => {
                double = !double;
                at += 1;
            }
            b'\'' if !double => {
                let end = find(bytes, at + 1, b'\'');
                kept.push(at + 1..end);
                at = end + 1;
            }
            b'$' if !double && matches!(bytes.get(at + 1), Some(b'\'' | b'"')) => at += 1,
            b'$' if matches!(bytes.get(at + 1), Some(b'(' | b'{')) => {
                let end = closing(word, at + 1);
                kept.push(at..end);
                at = end;
            }
            b'`' => {
                let end = backtick_end(bytes, at + 1);
                kept.push(at..end);
                at = end;
            }
            _ => {
                kept.push(at..at + 1);
                at += 1;
            }
        }
    }
    kept.ranges
}

/// The word without its quotes and escapes.
pub(super) fn unquote(word: &str) -> Box<str> {
    if !word.contains(['\\', '"', '\'', '$', '`']) {
        return word.into();
    }
    let parts = kept(word).into_iter().filter_map(|range| word.get(range));
    parts.collect::<String>().into()
}

#[derive(Default)]
struct Kept {
    ranges: Vec<Range<usize>>,
}

impl Kept {
    fn push(&mut self, range: Range<usize>) {
        match self.ranges.last_mut() {
            _ if range.is_empty() => {}
            Some(last) if last.end == range.start => last.end = range.end,
            _ => self.ranges.push(range),
        }
    }
}

/// The next place of a byte, or the end.
fn find(bytes: &[u8], from: usize, byte: u8) -> usize {
    memchr::memchr(byte, bytes.get(from..).unwrap_or_default()).map_or(bytes.len(), |found| from + found)
}

/// The end of a substitution in backticks, in which a nested one is escaped.
fn backtick_end(bytes: &[u8], mut at: usize) -> usize {
    while at < bytes.len() && bytes[at] != b'`' {
        at += 1 + usize::from(bytes[at] == b'\\');
    }
    (at + 1).min(bytes.len())
}

/// The end of what the bracket at `open` opens. Quotes inside are respected; brackets are counted,
/// not matched, which is enough for a word that the parser has accepted.
pub(super) fn closing(word: &str, open: usize) -> usize {
    let bytes = word.as_bytes();
    let mut depth = 0usize;
    let mut at = open;
    while at < bytes.len() {
        match bytes[at] {
            b'\\' => at += 1,
            b'\'' => at = find(bytes, at + 1, b'\''),
            b'(' | b'{' => depth += 1,
            b')' | b'}' => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return at + 1;
                }
            }
            _ => {}
        }
        at += 1;
    }
    bytes.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_and_escapes_go() {
        for (word, value) in [
            ("plain", "plain"),
            ("'a b'\"c d\"", "a bc d"),
            (r#""a \"b\" \n""#, r#"a "b" \n"#),
            (r"a\ b\\", r"a b\"),
            ("\"it's\"", "it's"),
            ("\"$(echo \"a b\")/x\"", "$(echo \"a b\")/x"),
            ("${a:-\"b\"}", "${a:-\"b\"}"),
            ("$'a'", "a"),
            (r"`a \`b\` c`\ d", r"`a \`b\` c` d"),
            ("'open", "open"),
            ("\\", "\\"),
            ("\"ü\\ü\"", "ü\\ü"),
            ("\\ü", "ü"),
        ] {
            assert_eq!(&*unquote(word), value, "{word}");
        }
    }
}
