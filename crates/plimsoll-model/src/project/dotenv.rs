//! `.env` files as Compose reads them: which variable has which value, and where it is set.
//!
//! It follows compose-go v2, dotenv/parser.go and dotenv/godotenv.go. How the values are used, and
//! which files are read, is left to [`super::variables`].

use std::borrow::Cow;
use std::cell::Cell;
use std::collections::{HashMap, HashSet};

use plimsoll_syntax::{FileId, SourceFile, Span, Spanned, SyntaxError, SyntaxErrorKind, Text, TextBuilder};

use crate::compose::interpolation::{Certainty, Lookup, expand};

/// A longer value comes from lines that double each other, and is dropped.
const LONGEST: usize = 1 << 12;
/// At most this many bytes of values are inserted into other values.
const MOST_BYTES: usize = 1 << 20;

/// The contents of a `.env` file.
#[derive(Clone, Debug, Default)]
pub struct EnvFile {
    /// In the order of the file; of two with the same name the last counts.
    pub entries: Vec<EnvEntry>,
    /// Why Compose would not read the file; the entries are those before the error.
    pub errors: Vec<SyntaxError>,
    /// The variables that values refer to.
    pub references: HashSet<Box<str>>,
}

/// A line that sets a variable.
#[derive(Clone, Debug)]
pub struct EnvEntry {
    pub name: Spanned<Box<str>>,
    /// Absent if it takes the value of an unknown variable.
    pub value: Option<Box<str>>,
    /// Name and value, as written.
    pub span: Span,
    /// Variables in the value without braces: `$NAME`.
    pub bare_references: Box<[Box<str>]>,
}

/// Reads a file. `lookup` knows variables that are set elsewhere; for a value that refers to one,
/// they win over those of the file.
pub fn parse(source: &SourceFile, lookup: &dyn Fn(&str) -> Lookup) -> EnvFile {
    // Compose drops the carriage returns of Windows; where there is no meaning in one, a space is
    // as good.
    let mut parser = Parser {
        file: source.id(),
        text: source.text(),
        at: if source.text().starts_with('\u{feff}') { 3 } else { 0 },
        lookup,
        values: HashMap::new(),
        left: Cell::new(MOST_BYTES),
        bare: Vec::new(),
        found: EnvFile::default(),
    };
    parser.run();
    parser.found
}

struct Parser<'a> {
    file: FileId,
    text: &'a str,
    at: usize,
    lookup: &'a dyn Fn(&str) -> Lookup,
    /// The values so far, for those that refer to them.
    values: HashMap<&'a str, Option<Box<str>>>,
    /// How many bytes may still be inserted into other values.
    left: Cell<usize>,
    /// The variables without braces in the current value.
    bare: Vec<Box<str>>,
    found: EnvFile,
}

/// The name of an entry, and what follows it.
struct Key<'a> {
    name: &'a str,
    start: usize,
    /// It has no value of its own and takes that of the environment.
    is_inherited: bool,
}

impl<'a> Parser<'a> {
    fn run(&mut self) {
        while self.next_statement() {
            let Some(key) = self.key() else { return };
            let value = if key.is_inherited {
                match (self.lookup)(key.name) {
                    Lookup::Set(value) | Lookup::Default(value) => Some(value.into()),
                    Lookup::Unset => continue,
                    Lookup::Unknown | Lookup::Required => None,
                }
            } else {
                let Some(value) = self.value() else { return };
                value
            };
            let (start, end) = (key.start, self.at.min(self.text.len()));
            let written = self.text[start..end].trim_end();
            self.found.entries.push(EnvEntry {
                name: Spanned::new(key.name.into(), Span::new(self.file, start, start + key.name.len())),
                value: value.clone(),
                span: Span::new(self.file, start, start + written.len()),
                bare_references: std::mem::take(&mut self.bare).into(),
            });
            self.values.insert(key.name, value);
        }
    }

    /// Skips spaces and comments; returns whether anything is left.
    fn next_statement(&mut self) -> bool {
        loop {
            let rest = &self.text[self.at..];
            let Some(found) = rest.find(|c: char| !c.is_whitespace()) else {
                return false;
            };
            self.at += found;
            if !self.text[self.at..].starts_with('#') {
                return true;
            }
            let rest = &self.text[self.at..];
            self.at += rest.find('\n').unwrap_or(rest.len());
        }
    }

    fn key(&mut self) -> Option<Key<'a>> {
        let rest = &self.text[self.at..];
        if let Some(behind) = rest.strip_prefix("export")
            && behind.starts_with(is_blank_or_line)
        {
            let name = behind.trim_start_matches(is_blank);
            self.at = self.text.len() - name.len();
        }
        let start = self.at;
        let rest = &self.text[start..];
        let mut end = rest.len();
        let mut after = rest.len();
        let mut is_inherited = true;
        for (at, c) in rest.char_indices() {
            if matches!(c, '=' | ':' | '\n') {
                (end, after, is_inherited) = (at, at + 1, c == '\n');
                break;
            }
            if !is_blank(c) && !matches!(c, '_' | '.' | '-' | '[' | ']') && !c.is_alphanumeric() {
                let span = Span::new(self.file, start + at, start + at + c.len_utf8());
                self.refuse(span, format!("the name of a variable cannot contain `{c}`"));
                return None;
            }
        }
        let name = rest[..end].trim_end();
        if name.contains(' ') {
            let span = Span::new(self.file, start, start + name.len());
            self.refuse(span, "the name of a variable cannot contain spaces".to_owned());
            return None;
        }
        let left = rest[after..].trim_start_matches(is_blank);
        self.at = if is_inherited {
            start + after
        } else {
            self.text.len() - left.len()
        };
        Some(Key {
            name,
            start,
            is_inherited,
        })
    }

    /// The value at this point; the outer `None` if Compose would stop, the inner one if it depends
    /// on something unknown.
    fn value(&mut self) -> Option<Option<Box<str>>> {
        let rest = &self.text[self.at..];
        match rest.as_bytes().first() {
            Some(&quote @ (b'"' | b'\'')) => self.quoted(quote),
            _ => {
                let line = rest.split('\n').next().unwrap_or_default();
                self.at += line.len();
                let value = line.split(" #").next().unwrap_or_default().trim_end();
                self.expanded(value)
            }
        }
    }

    fn quoted(&mut self, quote: u8) -> Option<Option<Box<str>>> {
        let rest = &self.text[self.at..];
        let mut end = None;
        let mut escaped = false;
        for (at, &byte) in rest.as_bytes().iter().enumerate().skip(1) {
            if byte == quote && !escaped {
                end = Some(at);
                break;
            }
            escaped = byte == b'\\' && !escaped;
        }
        let Some(end) = end else {
            let line = rest.split('\n').next().unwrap_or_default();
            let span = Span::new(self.file, self.at, self.at + line.len());
            self.refuse(span, "the quote is not closed".to_owned());
            return None;
        };
        let inner = &rest[1..end];
        self.at += end + 1;
        let (with_quote, plain) = match quote {
            b'"' => ("\\\"", "\""),
            _ => ("\\'", "'"),
        };
        let inner = match inner.contains('\\') {
            true => Cow::Owned(unquoted(inner, with_quote, plain)),
            false => Cow::Borrowed(inner),
        };
        // Windows line ends are not part of a multi-line value.
        let inner = inner.replace("\r\n", "\n");
        match quote {
            b'"' => self.expanded(&unescaped(&inner)),
            _ => Some(Some(inner.into())),
        }
    }

    /// A value with the variables in it replaced.
    fn expanded(&mut self, value: &str) -> Option<Option<Box<str>>> {
        if !value.contains('$') {
            return Some(Some(value.into()));
        }
        let mut text = TextBuilder::new(self.file);
        text.push_decoded(value, self.at.saturating_sub(value.len()), value.len());
        let text: Text = text.finish();
        let known = |name: &str| self.known(name);
        let expanded = expand(&text, &known);
        if !expanded.errors.is_empty() {
            let span = Span::new(self.file, self.at.saturating_sub(value.len()), self.at);
            // The error of the expansion quotes the value, which may be a secret.
            self.refuse(span, "a variable in the value is not valid".to_owned());
            return None;
        }
        for variable in &expanded.variables {
            let name = &variable.name.value;
            // A decoded value has a single span, so the braces are looked for in its text.
            if variable.operator.is_none() && !value.contains(&format!("${{{name}")) {
                self.bare.push(name.clone());
            }
            self.found.references.insert(name.clone());
        }
        let is_known = expanded.holes.iter().all(|hole| hole.certainty != Certainty::Unknown);
        let value = expanded.text.as_str();
        Some((is_known && value.len() <= LONGEST).then(|| value.into()))
    }

    /// What a value can refer to: what is set elsewhere, else the lines before. The file's own
    /// value applies unless somebody overrides it.
    fn known(&self, name: &str) -> Lookup {
        let elsewhere = (self.lookup)(name);
        if matches!(elsewhere, Lookup::Set(_) | Lookup::Default(_)) {
            return elsewhere;
        }
        match self.values.get(name) {
            Some(Some(value)) => match self.left.get().checked_sub(value.len()) {
                Some(left) => {
                    self.left.set(left);
                    Lookup::Set(value.to_string())
                }
                None => Lookup::Unknown,
            },
            Some(None) => Lookup::Unknown,
            None => elsewhere,
        }
    }

    fn refuse(&mut self, span: Span, message: String) {
        self.found
            .errors
            .push(SyntaxError::new(SyntaxErrorKind::Compose, span, message));
    }
}

/// compose-go v2, dotenv/parser.go `isSpace`: a line end does not count.
fn is_blank(c: char) -> bool {
    matches!(c, '\t' | '\u{b}' | '\u{c}' | '\r' | ' ' | '\u{85}' | '\u{a0}')
}

fn is_blank_or_line(c: char) -> bool {
    c == '\n' || is_blank(c)
}

/// The text between quotes: a backslash hides the quote, and stays everywhere else.
fn unquoted(inner: &str, with_quote: &str, plain: &str) -> String {
    let mut out = String::with_capacity(inner.len());
    let mut rest = inner;
    while let Some(at) = rest.find('\\') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        if let Some(behind) = rest.strip_prefix(with_quote) {
            out.push_str(plain);
            rest = behind;
            continue;
        }
        let next = rest[1..].chars().next().map_or(0, char::len_utf8);
        out.push_str(&rest[..1 + next]);
        rest = &rest[1 + next..];
    }
    out.push_str(rest);
    out
}

/// compose-go v2, dotenv/parser.go `expandEscapes`: those of Go, `\0` with octal digits, and `\$`.
fn unescaped(value: &str) -> Cow<'_, str> {
    if !value.contains('\\') {
        return Cow::Borrowed(value);
    }
    let mut out = String::with_capacity(value.len());
    let mut rest = value;
    while let Some(at) = rest.find('\\') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let simple = match rest.as_bytes().get(1) {
            Some(b'a') => "\u{7}",
            Some(b'b') => "\u{8}",
            Some(b'f') => "\u{c}",
            Some(b'n') => "\n",
            Some(b'r') => "\r",
            Some(b't') => "\t",
            Some(b'v') => "\u{b}",
            // `$$` becomes one dollar sign when variables are replaced.
            Some(b'$') => "$$",
            Some(b'"') => "\"",
            Some(b'\\') => "\\",
            _ => "",
        };
        if !simple.is_empty() {
            out.push_str(simple);
            rest = &rest[2..];
        } else if let Some(byte) = octal(rest) {
            out.push(char::from(byte));
            rest = &rest[5..];
        } else {
            out.push('\\');
            rest = &rest[1..];
        }
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// `\0123`; a code that is not an ASCII byte stays as written, since it would not be text.
fn octal(text: &str) -> Option<u8> {
    let digits = text.strip_prefix("\\0")?.get(..3)?;
    if !digits.bytes().all(|digit| (b'0'..=b'7').contains(&digit)) {
        return None;
    }
    u8::from_str_radix(digits, 8).ok().filter(u8::is_ascii)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> EnvFile {
        parse(&SourceFile::new(FileId(0), ".env", text.into()), &|_| Lookup::Unknown)
    }

    fn values(text: &str) -> Vec<(String, Option<String>)> {
        let entries = read(text).entries;
        let pair = |entry: EnvEntry| (entry.name.value.into(), entry.value.map(Into::into));
        entries.into_iter().map(pair).collect()
    }

    #[test]
    fn values_refer_to_those_before() {
        let found = values("A=1\nB=${A}-${C:-d}\nE=$HOME/x\nF='$A'\nG=\"\\$A\"\nH=${E}\n");
        let expected = [
            ("A", Some("1")),
            ("B", Some("1-d")),
            ("E", None),
            ("F", Some("$A")),
            ("G", Some("$A")),
            ("H", None),
        ];
        let expected = expected.map(|(name, value)| (name.to_owned(), value.map(str::to_owned)));
        assert_eq!(found, expected);
    }

    #[test]
    fn places_are_those_of_the_file() {
        let text = "# x\nexport A = \"b\nc\" # d\r\nE=f # g\r\n";
        let found = read(text);
        let shown: Vec<&str> = found.entries.iter().map(|e| &text[e.span.range()]).collect();
        assert_eq!(shown, ["A = \"b\nc\"", "E=f # g"]);
        assert_eq!(&text[found.entries[1].name.span.range()], "E");
        assert_eq!(found.entries[1].value.as_deref(), Some("f"));
    }

    #[test]
    fn what_cannot_be_read_ends_it() {
        for (text, wrong) in [
            ("A=1\nB!=2\n", "!"),
            ("A=1\nB C=2\n", "B C"),
            ("A=1\nB='x\ny", "'x"),
            ("A=1\nB=${x", "${x"),
        ] {
            let found = read(text);
            assert_eq!(found.entries.len(), 1, "{text}");
            let places: Vec<&str> = found.errors.iter().map(|e| &text[e.span.range()]).collect();
            assert_eq!(places, [wrong], "{text}");
        }
    }

    #[test]
    fn a_dollar_sign_without_braces_is_noted() {
        let found = read("A=a$b-$C\nB=${D}x\nE='$f'\n");
        let bare: Vec<Vec<&str>> = found
            .entries
            .iter()
            .map(|entry| entry.bare_references.iter().map(|name| &**name).collect())
            .collect();
        assert_eq!(bare, [vec!["b", "C"], vec![], vec![]]);
        assert!(found.references.contains("D") && !found.references.contains("f"));
    }

    #[test]
    fn hostile_files_are_bounded() {
        let mut doubling = "A0=xxxxxxxx\n".to_owned();
        for index in 1..64 {
            doubling.push_str(&format!("A{index}=${{A{}}}${{A{}}}\n", index - 1, index - 1));
        }
        assert_eq!(read(&doubling).entries.len(), 64);
        for unit in ["A='", "export ", "\\", "${", "\u{feff}", "A\n", "=", "\"\\"] {
            let _ = read(&unit.repeat(20_000));
        }
    }
}
