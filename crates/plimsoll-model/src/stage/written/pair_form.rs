//! Pairs of ENV, LABEL and ARG without an equals sign, or with spaces around it.

use plimsoll_syntax::dockerfile::{Kind, Pair};
use plimsoll_syntax::{Edit, Span};

use crate::view::Instruction;

/// A pair written as `KEY value`.
#[derive(Clone, Debug)]
pub struct LegacyPair<'a> {
    pub pair: &'a Pair,
    /// The edit that makes it `KEY=value` with the same meaning; absent if that is not certain.
    pub rewrite: Option<Vec<Edit>>,
}

/// An equals sign with spaces around it, so that it does not separate a key from its value.
#[derive(Clone, Debug)]
pub struct LooseEquals {
    /// From the key to the value.
    pub span: Span,
    pub key: String,
    /// The value that the key gets as written.
    pub value: Option<String>,
    /// The value that became an argument of its own.
    pub second: Option<String>,
    /// The spaces with the equals sign, if removing them makes it one pair.
    pub gap: Option<Span>,
}

impl<'a> Instruction<'a> {
    /// `ARG NAME value`: it declares two arguments without a value, though the second word, which
    /// is not a valid name, was surely meant as the value of the first.
    pub fn meant_argument(self) -> Option<(&'a Pair, &'a str)> {
        let [pair, value] = self.pairs_of_any() else {
            return None;
        };
        let node = self.node();
        let is_arg = node.trigger().unwrap_or(node).kind == Kind::Arg;
        let text = value.key.as_written();
        let is_name = text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
            && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        (is_arg && pair.value.is_none() && value.value.is_none() && !is_name).then_some((pair, text))
    }

    /// The pairs of ENV and LABEL, including those after `ONBUILD`, that are written as `KEY
    /// value`.
    pub fn legacy_pairs(self) -> Vec<LegacyPair<'a>> {
        let escape = self.dockerfile().tree().escape;
        let legacy = self.pairs_of_any().iter().filter(|p| p.legacy && !is_loose(p));
        let with_value = legacy.filter(|p| p.value.is_some());
        with_value
            .map(|pair| LegacyPair {
                pair,
                rewrite: self.rewrite(pair, escape),
            })
            .collect()
    }

    /// The equals signs with spaces around them, if the line can be read at all.
    pub fn loose_equals(self) -> Vec<LooseEquals> {
        let pairs = self.pairs_of_any();
        let legacy = pairs
            .iter()
            .filter(|p| p.legacy && is_loose(p))
            .map(|p| self.loose_legacy(p));
        let node = self.node();
        let is_arg = node.trigger().unwrap_or(node).kind == Kind::Arg;
        let arguments = pairs.windows(2).filter(|_| is_arg);
        // `ARG NAME= value` declares an argument `value`.
        let split = arguments.filter(|two| {
            let empty = two[0].value.as_ref().is_some_and(|v| v.as_written().is_empty());
            empty && two[1].value.is_none() && two[1].key.malformed.is_none()
        });
        let split = split.map(|two| LooseEquals {
            span: two[0].span.to(two[1].span),
            key: two[0].key.as_written().to_owned(),
            value: None,
            second: Some(two[1].key.as_written().to_owned()),
            gap: self.gap_of(two),
        });
        legacy.chain(split).collect()
    }

    fn pairs_of_any(self) -> &'a [Pair] {
        let node = self.node();
        node.trigger().unwrap_or(node).pairs()
    }

    fn source_text(self, span: Span) -> &'a str {
        self.dockerfile().source().slice(span)
    }

    /// From the end of a key to the value apart from it, unless there are lines between them.
    fn gap_of(self, two: &[Pair]) -> Option<Span> {
        let gap = two[0].key.span.at_end().to(two[1].span.at_start());
        (!self.source_text(gap).contains('\n')).then_some(gap)
    }

    // BuildKit v0.30, frontend/dockerfile/parser and shell: both forms go through the same lexer,
    // so a value that is one word, or only needs quotes, stays the same.
    fn rewrite(self, pair: &Pair, escape: char) -> Option<Vec<Edit>> {
        let value = pair.value.as_ref().filter(|v| v.malformed.is_none())?;
        let gap = pair.key.span.at_end().to(value.span.at_start());
        let key = pair.key.as_written();
        if !self.source_text(gap).chars().all(|c| matches!(c, ' ' | '\t')) || key.contains(['"', '\'', '$', escape]) {
            return None;
        }
        let text = value.as_written();
        let join = gap.replace("=");
        if text.contains(['"', '\'', escape, '\\']) {
            return one_quoted_word(text, escape).then(|| vec![join]);
        }
        if !text.contains(char::is_whitespace) {
            return Some(vec![join]);
        }
        // Comments between the lines stay where they are; trailing spaces are not part of it.
        Some(vec![gap.replace("=\""), value.span.insert_after("\"")])
    }

    fn loose_legacy(self, pair: &Pair) -> LooseEquals {
        let value = pair.value.as_ref().map_or("", |v| v.as_written());
        let behind = value[1..].trim_start();
        let gap = pair.value.as_ref().and_then(|v| {
            let start = value.len() - behind.len();
            let one = !behind.is_empty() && !behind.contains(char::is_whitespace);
            one.then(|| pair.key.span.at_end().to(v.text.span(start..value.len()).at_start()))
        });
        LooseEquals {
            span: pair.span,
            key: pair.key.as_written().to_owned(),
            value: Some(value.to_owned()),
            second: None,
            gap: gap.filter(|&gap| !self.source_text(gap).contains('\n')),
        }
    }
}

/// `KEY = value`.
fn is_loose(pair: &Pair) -> bool {
    pair.value.as_ref().is_some_and(|v| v.as_written().starts_with('='))
}

/// Whether a text is one quoted string without an escape in it.
fn one_quoted_word(text: &str, escape: char) -> bool {
    let quote = text.chars().next().filter(|c| matches!(c, '"' | '\''));
    let inside = quote.and_then(|quote| text.strip_prefix(quote)?.strip_suffix(quote));
    inside.is_some_and(|inside| !inside.contains(['"', '\'', escape, '\\']))
}

#[cfg(test)]
mod tests {
    use super::one_quoted_word;

    #[test]
    fn one_word_in_quotes() {
        assert!(one_quoted_word("\"a b\"", '\\') && one_quoted_word("'a'", '\\'));
        assert!(!one_quoted_word("\"a\" b", '\\') && !one_quoted_word("\"a\" \"b\"", '\\'));
        assert!(!one_quoted_word("\"a\\n\"", '\\') && !one_quoted_word("\"", '\\'));
    }
}
