//! BuildKit's shell lexer: quotes, escapes and variables inside one word.
//!
//! `words` splits an instruction into words; the value of a variable is left to the model.

// BuildKit v0.30, frontend/dockerfile/shell: the grammar of this module.

use std::ops::Range;

use crate::{Spanned, Text};

use super::word::{Modifier, Operator, Part, Variable, Word, WordFault};

/// How deep `${a:-${b:-…}}` may be nested. Deeper words count as malformed.
const DEEPEST: u32 = 64;

/// A place that the lexer refuses.
#[derive(Clone, Debug)]
pub(super) struct Fault {
    pub(super) what: WordFault,
    /// In the text that was lexed.
    pub(super) range: Range<usize>,
}

/// Reads a word in which BuildKit expands variables.
pub(super) fn word(text: Text, escape: char) -> Word {
    let (parts, malformed) = parts(&text, escape);
    Word {
        span: text.full_span(),
        text,
        parts,
        malformed: malformed.map(Box::new),
    }
}

/// A word that BuildKit takes as written.
pub(super) fn plain(text: Text) -> Word {
    let span = text.full_span();
    let parts = match text.as_str() {
        "" => Vec::new(),
        value => vec![Part::Literal(Spanned::new(value.into(), span))],
    };
    Word {
        span,
        text,
        parts,
        malformed: None,
    }
}

/// The parts of a text, and the first place that BuildKit would refuse.
pub(super) fn parts(text: &Text, escape: char) -> (Vec<Part>, Option<Spanned<WordFault>>) {
    let value = text.as_str();
    if value.is_empty() {
        return (Vec::new(), None);
    }
    let special = |b: u8| matches!(b, b'$' | b'\'' | b'"') || b == escape as u8;
    if !value.bytes().any(special) {
        return (vec![Part::Literal(Spanned::new(value.into(), text.full_span()))], None);
    }
    let mut lexer = Lexer::new(text, escape);
    let mut parts = Parts::default();
    let hard = lexer.until(None, false, &mut parts).err();
    if hard.is_some() {
        // What could not be understood stays in the word as written.
        parts.run = value[parts.start..].to_owned();
        parts.flush(text, value.len());
    }
    // An invalid modifier also takes the brace after it for its word: `${a:}`.
    let fault = lexer.soft.or(hard);
    (parts.done, fault.map(|f| Spanned::new(f.what, text.span(f.range))))
}

/// Reads over a text, possibly in pieces: `heredoc` looks for word ends itself.
#[derive(Debug)]
pub(super) struct Lexer<'a> {
    text: &'a Text,
    pub(super) at: usize,
    escape: char,
    depth: u32,
    /// Something that is refused only once the variable has a value.
    soft: Option<Fault>,
}

/// The parts found so far, and the literal run in progress.
#[derive(Default, Debug)]
pub(super) struct Parts {
    done: Vec<Part>,
    run: String,
    /// Where the run starts.
    start: usize,
}

impl Parts {
    fn starting_at(start: usize) -> Self {
        Self {
            start,
            ..Self::default()
        }
    }

    fn flush(&mut self, text: &Text, end: usize) {
        // A pair of quotes around a variable is not a part of its own.
        if !self.run.is_empty() {
            let value = std::mem::take(&mut self.run);
            let span = text.span(self.start..end);
            self.done.push(Part::Literal(Spanned::new(value.into(), span)));
        }
        self.start = end;
    }
}

impl<'a> Lexer<'a> {
    pub(super) fn new(text: &'a Text, escape: char) -> Self {
        Self {
            text,
            at: 0,
            escape,
            depth: 0,
            soft: None,
        }
    }

    pub(super) fn peek(&self) -> Option<char> {
        self.text.as_str()[self.at..].chars().next()
    }

    pub(super) fn next(&mut self) -> Option<char> {
        let ch = self.peek()?;
        self.at += ch.len_utf8();
        Some(ch)
    }

    /// Reads up to and including a character outside quotes, or to the end.
    fn until(&mut self, stop: Option<char>, keep_escapes: bool, into: &mut Parts) -> Result<(), Fault> {
        while let Some(ch) = self.peek() {
            match ch {
                _ if Some(ch) == stop => {
                    into.flush(self.text, self.at);
                    self.at += ch.len_utf8();
                    return Ok(());
                }
                '\'' => self.single(into)?,
                '"' => self.double(into)?,
                '$' => self.dollar(into)?,
                _ => {
                    self.at += ch.len_utf8();
                    if ch != self.escape {
                        into.run.push(ch);
                        continue;
                    }
                    if keep_escapes {
                        into.run.push(ch);
                    }
                    into.run.extend(self.next());
                }
            }
        }
        if stop.is_some() {
            return Err(fault(WordFault::Brace, self.at..self.at));
        }
        into.flush(self.text, self.at);
        Ok(())
    }

    /// Reads a quoted text in which nothing is special.
    pub(super) fn single(&mut self, into: &mut Parts) -> Result<(), Fault> {
        let open = self.at;
        let body = &self.text.as_str()[open + 1..];
        let Some(length) = memchr::memchr(b'\'', body.as_bytes()) else {
            return Err(fault(WordFault::SingleQuote, open..open + 1));
        };
        into.run.push_str(&body[..length]);
        self.at = open + length + 2;
        Ok(())
    }

    /// Reads a quoted text with variables.
    pub(super) fn double(&mut self, into: &mut Parts) -> Result<(), Fault> {
        let open = self.at;
        self.at += 1;
        while let Some(ch) = self.peek() {
            if ch == '$' {
                self.dollar(into)?;
                continue;
            }
            self.at += ch.len_utf8();
            if ch == '"' {
                return Ok(());
            }
            if ch != self.escape {
                into.run.push(ch);
                continue;
            }
            // Before anything else the escape character is literal.
            match self.peek() {
                None => {}
                Some(next) if next == '"' || next == '$' || next == self.escape => {
                    self.at += next.len_utf8();
                    into.run.push(next);
                }
                Some(_) => into.run.push(ch),
            }
        }
        Err(fault(WordFault::DoubleQuote, open..open + 1))
    }

    /// Reads a variable, or a `$` that starts none.
    pub(super) fn dollar(&mut self, into: &mut Parts) -> Result<(), Fault> {
        let start = self.at;
        self.at += 1;
        if self.peek() == Some('{') {
            return self.braced(start, into);
        }
        let name = self.name();
        if name.is_empty() {
            into.run.push('$');
            return Ok(());
        }
        self.push(start, name, None, into);
        Ok(())
    }

    fn braced(&mut self, start: usize, into: &mut Parts) -> Result<(), Fault> {
        self.at += 1;
        let opening = start..self.at;
        match self.peek() {
            None => return Err(fault(WordFault::Brace, opening)),
            Some('{' | '}' | ':') => {
                let end = self.at + 1;
                return Err(fault(WordFault::Name, start..end));
            }
            Some(_) => {}
        }
        if self.depth >= DEEPEST {
            return Err(fault(WordFault::Depth, opening));
        }
        let name = self.name();
        let operator_start = self.at;
        let Some(first) = self.next() else {
            return Err(fault(WordFault::Brace, opening));
        };
        if first == '}' {
            self.push(start, name, None, into);
            return Ok(());
        }
        self.depth += 1;
        let modifier = self.modifier(first, operator_start, start);
        self.depth -= 1;
        let modifier = modifier.map_err(|fault| match fault.range.is_empty() {
            // The text ended before the brace: the opening is what is wrong.
            true => self::fault(fault.what, opening),
            false => fault,
        })?;
        self.push(start, name, Some(modifier), into);
        Ok(())
    }

    fn modifier(&mut self, first: char, start: usize, opening: usize) -> Result<Modifier, Fault> {
        let operator = match first {
            '-' => Operator::Default { colon: false },
            '+' => Operator::Alternative { colon: false },
            '?' => Operator::Required { colon: false },
            '#' => Operator::StripPrefix {
                longest: self.take('#'),
            },
            '%' => Operator::StripSuffix {
                longest: self.take('%'),
            },
            '/' => Operator::Replace { all: self.take('/') },
            ':' => match self.next() {
                Some('-') => Operator::Default { colon: true },
                Some('+') => Operator::Alternative { colon: true },
                Some('?') => Operator::Required { colon: true },
                Some('#' | '%') => return Err(fault(WordFault::Modifier, opening..self.at)),
                // The tool that makes a dev container from a template puts its options there.
                // containers.dev/implementors/templates: `${templateOption:…}`.
                _ if &self.text.as_str()[opening..start] == "${templateOption" => Operator::Unsupported,
                _ => {
                    self.soft.get_or_insert(Fault {
                        what: WordFault::Modifier,
                        range: opening..start + 1,
                    });
                    Operator::Unsupported
                }
            },
            _ => return Err(fault(WordFault::Modifier, opening..self.at)),
        };
        let operator = Spanned::new(operator, self.text.span(start..self.at));
        let (raw, stop) = match operator.value {
            Operator::Replace { .. } => (true, '/'),
            Operator::StripPrefix { .. } | Operator::StripSuffix { .. } => (true, '}'),
            _ => (false, '}'),
        };
        let word = self.nested(stop, raw)?;
        let replacement = match stop {
            '/' => Some(self.nested('}', true)?),
            _ => None,
        };
        Ok(Modifier {
            operator,
            word,
            replacement,
        })
    }

    fn nested(&mut self, stop: char, keep_escapes: bool) -> Result<Vec<Part>, Fault> {
        let mut parts = Parts::starting_at(self.at);
        self.until(Some(stop), keep_escapes, &mut parts)?;
        Ok(parts.done)
    }

    fn take(&mut self, ch: char) -> bool {
        let there = self.peek() == Some(ch);
        if there {
            self.at += ch.len_utf8();
        }
        there
    }

    fn push(&self, start: usize, name: Range<usize>, modifier: Option<Modifier>, into: &mut Parts) {
        into.flush(self.text, start);
        into.done.push(Part::Variable(Variable {
            span: self.text.span(start..self.at),
            name: Spanned::new(self.text.as_str()[name.clone()].into(), self.text.span(name)),
            modifier: modifier.map(Box::new),
        }));
        into.start = self.at;
    }

    /// Reads a name: letters, digits and `_`, digits only, or one of the special parameters.
    fn name(&mut self) -> Range<usize> {
        let start = self.at;
        let rest = &self.text.as_str()[start..];
        let length = match rest.chars().next() {
            Some('@' | '*' | '#' | '?' | '-' | '$' | '!') => 1,
            Some('0'..='9') => rest.bytes().take_while(u8::is_ascii_digit).count(),
            _ => rest
                .find(|c: char| !(c.is_alphabetic() || c.is_ascii_digit() || c == '_'))
                .unwrap_or(rest.len()),
        };
        self.at += length;
        start..self.at
    }
}

fn fault(what: WordFault, range: Range<usize>) -> Fault {
    Fault { what, range }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{FileId, SourceFile};

    fn lex(input: &str) -> Word {
        let file = SourceFile::new(FileId(0), "f", input.into());
        word(Text::of_file(&file), '\\')
    }

    #[test]
    fn takes_quotes_and_escapes_out() {
        for (input, value) in [
            ("he\"ll\"o", "hello"),
            ("'a\\b'", "a\\b"),
            ("\"a\\b\\\"\\\\\"", "a\\b\"\\"),
            ("a\\'b\\", "a'b"),
            ("\\$x", "$x"),
            ("$", "$"),
            ("$.", "$."),
        ] {
            let word = lex(input);
            assert_eq!(word.literal().as_deref(), Some(value), "{input}");
            assert!(word.malformed.is_none(), "{input}");
        }
    }

    #[test]
    fn finds_variables_with_their_spans() {
        let word = lex("a${x:-b$y}\"$z\"$$");
        let spans: Vec<_> = word.variables().map(|v| (v.span.range(), &*v.name.value)).collect();
        assert_eq!(spans, [(1..10, "x"), (11..13, "z"), (14..16, "$")]);
        let modifier = word.variables().next().unwrap().modifier.as_ref().unwrap();
        assert_eq!(modifier.operator.value, Operator::Default { colon: true });
        assert_eq!(modifier.word.len(), 2);
    }

    #[test]
    fn reads_patterns() {
        let word = lex("${x##a}${x%b}${x//a/b}");
        let operators: Vec<_> = word
            .variables()
            .map(|v| v.modifier.as_ref().unwrap().operator.value)
            .collect();
        assert_eq!(
            operators,
            [
                Operator::StripPrefix { longest: true },
                Operator::StripSuffix { longest: false },
                Operator::Replace { all: true }
            ]
        );
    }

    #[test]
    fn says_what_is_not_closed() {
        for (input, range) in [
            ("a'b", 1..2),
            ("a\"b", 1..2),
            ("a${b", 1..3),
            ("${b:-c", 0..2),
            ("${}", 0..3),
            ("${b^^}", 0..4),
            ("${b:x}", 0..4),
            ("${b//x}", 0..2),
        ] {
            let word = lex(input);
            assert_eq!(word.malformed.map(|m| m.span.range()), Some(range), "{input}");
        }
    }

    #[test]
    fn deep_nesting_ends() {
        assert!(lex(&"${a:-".repeat(100_000)).malformed.is_some());
    }
}
