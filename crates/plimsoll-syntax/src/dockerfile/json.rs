//! JSON arrays of strings: the exec form. Also the object that names a frontend.
//!
//! As strict as Go's decoder, since whatever that refuses is shell form.

use std::ops::Range;

use crate::{Text, TextBuilder};

/// Go gives up at this depth.
const DEEPEST: usize = 10_000;

/// What a text is, read as a JSON array.
#[derive(Debug)]
pub(super) enum Array {
    /// Not a JSON array: shell form.
    No,
    /// An array with an element that is not a string; the first such element.
    NotStrings(Range<usize>),
    Strings(Vec<Element>),
}

/// A string of an array.
#[derive(Debug)]
pub(super) struct Element {
    /// Including the quotes.
    pub(super) range: Range<usize>,
    /// Escapes decoded.
    pub(super) value: Text,
}

/// Reads a range of a text as an array of strings.
pub(super) fn array(text: &Text, range: Range<usize>) -> Array {
    let value = &text.as_str()[range.clone()];
    if !value.starts_with('[') {
        return Array::No;
    }
    let mut scanner = Scanner::new(value);
    scanner.at = 1;
    let mut strings: Vec<Range<usize>> = Vec::new();
    let mut other = None;
    scanner.blanks();
    if scanner.take(b']') {
        return if scanner.ended() {
            Array::Strings(Vec::new())
        } else {
            Array::No
        };
    }
    loop {
        scanner.blanks();
        let start = scanner.at;
        let Some(is_string) = scanner.value() else {
            return Array::No;
        };
        let element = range.start + start..range.start + scanner.at;
        if is_string {
            strings.push(element);
        } else {
            other.get_or_insert(element);
        }
        scanner.blanks();
        if scanner.take(b']') {
            break;
        }
        if !scanner.take(b',') {
            return Array::No;
        }
    }
    if !scanner.ended() {
        return Array::No;
    }
    if let Some(other) = other {
        return Array::NotStrings(other);
    }
    let decoded = strings.into_iter().map(|range| Element {
        value: decode(text, range.start + 1..range.end - 1),
        range,
    });
    Array::Strings(decoded.collect())
}

/// The string under a key of a JSON object that makes up the whole text, with its range.
pub(super) fn member(text: &Text, key: &str) -> Option<Element> {
    let value = text.as_str();
    let mut scanner = Scanner::new(value);
    scanner.blanks();
    if !scanner.take(b'{') {
        return None;
    }
    let mut found = None;
    loop {
        scanner.blanks();
        let name = scanner.at;
        if !scanner.value()? {
            return None;
        }
        let name = decode(text, name + 1..scanner.at - 1);
        scanner.blanks();
        if !scanner.take(b':') {
            return None;
        }
        scanner.blanks();
        let start = scanner.at;
        if scanner.value()? && name.as_str() == key {
            found = Some(start..scanner.at);
        }
        scanner.blanks();
        if scanner.take(b'}') {
            break;
        }
        if !scanner.take(b',') {
            return None;
        }
    }
    let range = found.filter(|_| scanner.ended())?;
    Some(Element {
        value: decode(text, range.start + 1..range.end - 1),
        range,
    })
}

struct Scanner<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Scanner<'a> {
    fn new(value: &'a str) -> Self {
        Self {
            bytes: value.as_bytes(),
            at: 0,
        }
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn take(&mut self, byte: u8) -> bool {
        let there = self.peek() == Some(byte);
        self.at += usize::from(there);
        there
    }

    fn blanks(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\r' | b'\n')) {
            self.at += 1;
        }
    }

    fn ended(&mut self) -> bool {
        self.blanks();
        self.at == self.bytes.len()
    }

    /// Reads a value and returns whether it is a string; absent if it is not JSON.
    fn value(&mut self) -> Option<bool> {
        match self.peek()? {
            b'"' => self.string().then_some(true),
            b'[' | b'{' => self.nested().then_some(false),
            _ => self.scalar().then_some(false),
        }
    }

    fn string(&mut self) -> bool {
        self.at += 1;
        while let Some(byte) = self.peek() {
            self.at += 1;
            match byte {
                b'"' => return true,
                b'\\' => {
                    let escape = self.peek();
                    self.at += 1;
                    match escape {
                        Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => {}
                        Some(b'u') => {
                            let digits = self.bytes.get(self.at..self.at + 4);
                            if !digits.is_some_and(|d| d.iter().all(u8::is_ascii_hexdigit)) {
                                return false;
                            }
                            self.at += 4;
                        }
                        _ => return false,
                    }
                }
                // The substitute stands for a byte that is not UTF-8, which Go accepts.
                0x1a => {}
                0..0x20 => return false,
                _ => {}
            }
        }
        false
    }

    fn scalar(&mut self) -> bool {
        let rest = &self.bytes[self.at..];
        for word in [&b"true"[..], b"false", b"null"] {
            if rest.starts_with(word) {
                self.at += word.len();
                return true;
            }
        }
        self.number()
    }

    fn number(&mut self) -> bool {
        self.take(b'-');
        if !self.take(b'0') && !self.digits() {
            return false;
        }
        if self.take(b'.') && !self.digits() {
            return false;
        }
        if self.take(b'e') || self.take(b'E') {
            let _ = self.take(b'+') || self.take(b'-');
            return self.digits();
        }
        true
    }

    fn digits(&mut self) -> bool {
        let start = self.at;
        while self.peek().is_some_and(|b| b.is_ascii_digit()) {
            self.at += 1;
        }
        self.at > start
    }

    /// Reads an array or object with an explicit stack.
    fn nested(&mut self) -> bool {
        let mut stack: Vec<u8> = Vec::new();
        loop {
            // A value starts here.
            self.blanks();
            match self.peek() {
                Some(open @ (b'[' | b'{')) => {
                    self.at += 1;
                    stack.push(open + 2);
                    if stack.len() >= DEEPEST {
                        return false;
                    }
                    self.blanks();
                    if self.peek() != stack.last().copied() {
                        if open == b'{' && !self.key() {
                            return false;
                        }
                        continue;
                    }
                }
                Some(b'"') if self.string() => {}
                Some(_) if self.peek() != Some(b'"') && self.scalar() => {}
                _ => return false,
            }
            // A value has ended here.
            loop {
                let Some(&close) = stack.last() else { return true };
                self.blanks();
                if self.take(close) {
                    stack.pop();
                    continue;
                }
                if !self.take(b',') {
                    return false;
                }
                self.blanks();
                if close == b'}' && !self.key() {
                    return false;
                }
                break;
            }
        }
    }

    fn key(&mut self) -> bool {
        if self.peek() != Some(b'"') || !self.string() {
            return false;
        }
        self.blanks();
        self.take(b':')
    }
}

/// The content of a valid JSON string.
fn decode(text: &Text, range: Range<usize>) -> Text {
    let value = &text.as_str()[range.clone()];
    if memchr::memchr(b'\\', value.as_bytes()).is_none() {
        return text.slice(range);
    }
    let mut out = TextBuilder::new(text.file());
    let mut at = range.start;
    while at < range.end {
        let rest = &text.as_str()[at..range.end];
        let plain = memchr::memchr(b'\\', rest.as_bytes()).unwrap_or(rest.len());
        out.push(text, at..at + plain);
        at += plain;
        if at == range.end {
            break;
        }
        let (ch, length) = escape(&text.as_str()[at..range.end]);
        let span = text.span(at..at + length);
        out.push_decoded(ch.encode_utf8(&mut [0; 4]), span.start as usize, span.len());
        at += length;
    }
    out.finish_at(text.span(range.start..range.start).start as usize)
}

/// The character of an escape sequence, and the length of the sequence.
fn escape(sequence: &str) -> (char, usize) {
    let unit = |at: usize| {
        let digits = sequence.get(at..at + 6)?.strip_prefix("\\u")?;
        u32::from_str_radix(digits, 16).ok()
    };
    let ch = match sequence.as_bytes().get(1) {
        Some(b'b') => '\u{8}',
        Some(b'f') => '\u{c}',
        Some(b'n') => '\n',
        Some(b'r') => '\r',
        Some(b't') => '\t',
        Some(b'u') => {
            let first = unit(0).unwrap_or_default();
            if let (0xd800..0xdc00, Some(second @ 0xdc00..0xe000)) = (first, unit(6)) {
                let both = 0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00);
                return (char::from_u32(both).unwrap_or(char::REPLACEMENT_CHARACTER), 12);
            }
            return (char::from_u32(first).unwrap_or(char::REPLACEMENT_CHARACTER), 6);
        }
        Some(&other) => other as char,
        None => '\\',
    };
    (ch, 2)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{FileId, SourceFile};

    fn read(input: &str) -> Option<Result<Vec<String>, Range<usize>>> {
        let file = SourceFile::new(FileId(0), "f", input.into());
        match array(&Text::of_file(&file), 0..input.len()) {
            Array::No => None,
            Array::NotStrings(range) => Some(Err(range)),
            Array::Strings(all) => Some(Ok(all.iter().map(|e| e.value.as_str().to_owned()).collect())),
        }
    }

    #[test]
    fn decodes_strings() {
        let all = read(r#"[ "a\n\u0041\ud83d\ude00\ud800" , "" ]"#).unwrap().unwrap();
        assert_eq!(all, ["a\nA😀\u{fffd}", ""]);
        assert_eq!(read("[]"), Some(Ok(Vec::new())));
    }

    #[test]
    fn what_is_no_json_is_shell_form() {
        for input in [
            "[",
            "['a']",
            r#"["a",]"#,
            r#"["a"] b"#,
            r#"["a" "b"]"#,
            r#"["\x"]"#,
            "[\"a\tb\"]",
            "[01]",
            "[,]",
        ] {
            assert_eq!(read(input), None, "{input}");
        }
    }

    #[test]
    fn other_values_are_found() {
        assert_eq!(read(r#"["a", 42, null]"#), Some(Err(6..8)));
        assert_eq!(read(r#"[{"a": [1, {}]}]"#), Some(Err(1..15)));
        assert_eq!(read("[-1.5e+3]"), Some(Err(1..8)));
    }

    #[test]
    fn deep_nesting_is_no_json() {
        assert_eq!(read(&"[".repeat(100_000)), None);
        let closed = "[".repeat(50_000) + &"]".repeat(50_000);
        assert_eq!(read(&closed), None);
    }
}
