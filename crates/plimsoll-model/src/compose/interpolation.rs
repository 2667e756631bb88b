//! Variables in the scalars of a Compose file: `$V`, `${V}`, `${V:-default}` and the like.
//!
//! compose-go v2, template/template.go. Where Compose asks its environment, we ask [`Lookup`],
//! which may not know. An unknown variable stays in the text as written, marked as a hole.

use std::ops::Range;

use plimsoll_syntax::{Span, Spanned, SyntaxError, SyntaxErrorKind, Text, TextBuilder};

/// How deep defaults may nest.
const MAX_DEPTH: u32 = 32;

/// What is known about a variable.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Lookup {
    Set(String),
    /// A file sets it, but whoever runs Compose may override it.
    Default(String),
    Unset,
    /// Whoever runs Compose may set it.
    Unknown,
    /// Like [`Lookup::Unknown`], and the user wants to be told where it has to be set.
    Required,
}

/// A reference to a variable in a scalar.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Variable {
    /// From `$` to the last byte.
    pub span: Span,
    pub name: Spanned<Box<str>>,
    pub operator: Option<Operator>,
    /// The text after the operator, as written: the default, the alternative, the message.
    pub word: Option<Text>,
    /// It is inside the word of another variable.
    pub nested: bool,
}

/// The operator after the name. With `colon`, an empty value counts as unset.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Operator {
    /// `:-` or `-`
    Default { colon: bool },
    /// `:?` or `?`
    Required { colon: bool },
    /// `:+` or `+`
    Alternative { colon: bool },
}

/// A scalar with its variables replaced.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Expanded {
    /// The value. An unknown variable stays in it as written.
    pub text: Text,
    /// The ranges of `text` that came from variables, in order.
    pub holes: Box<[Hole]>,
    /// Every reference, including those that were not used, in the order of the file.
    pub variables: Box<[Variable]>,
    pub errors: Vec<SyntaxError>,
}

/// A range of an expanded text that came from a variable.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Hole {
    pub range: Range<usize>,
    pub certainty: Certainty,
    /// The text stands elsewhere, in `.env` for example; a default stands in the file.
    pub elsewhere: bool,
}

/// How sure a part of a text is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Certainty {
    Known,
    Default,
    Unknown,
}

/// Replaces the variables of a text.
pub fn expand(text: &Text, lookup: &dyn Fn(&str) -> Lookup) -> Expanded {
    if !text.as_str().contains('$') {
        return Expanded {
            text: text.clone(),
            holes: Box::default(),
            variables: Box::default(),
            errors: Vec::new(),
        };
    }
    let mut expansion = Expansion {
        source: text,
        lookup,
        out: TextBuilder::with_capacity(text.file(), text.as_str().len(), 4),
        holes: Vec::new(),
        variables: Vec::new(),
        errors: Vec::new(),
    };
    expansion.run(0..text.as_str().len(), Certainty::Known, 0);
    expansion.variables.sort_by_key(|variable| variable.span.start);
    Expanded {
        text: expansion.out.finish_at(text.full_span().start as usize),
        holes: expansion.holes.into(),
        variables: expansion.variables.into(),
        errors: expansion.errors,
    }
}

/// A reference that was found in the text; ranges are of the text.
struct Reference {
    whole: Range<usize>,
    name: Range<usize>,
    operator: Option<Operator>,
    word: Range<usize>,
}

enum Found {
    /// `$$`
    Escaped,
    Reference(Reference),
    /// A `$` that starts nothing is literal.
    Plain,
    Invalid(Range<usize>),
}

struct Expansion<'a> {
    source: &'a Text,
    lookup: &'a dyn Fn(&str) -> Lookup,
    out: TextBuilder,
    holes: Vec<Hole>,
    variables: Vec<Variable>,
    errors: Vec<SyntaxError>,
}

impl Expansion<'_> {
    /// Appends a range of the source with its variables replaced.
    fn run(&mut self, range: Range<usize>, certainty: Certainty, depth: u32) {
        let source = self.source;
        let text = source.as_str();
        let mut at = range.start;
        while let Some(found) = text[at..range.end].find('$') {
            let dollar = at + found;
            self.literal(at..dollar, certainty);
            at = match find(text, dollar, range.end) {
                Found::Escaped => {
                    let span = source.span(dollar..dollar + 2);
                    let start = self.out.as_str().len();
                    self.out.push_decoded("$", span.start as usize, span.len());
                    self.hole(start, certainty, false);
                    dollar + 2
                }
                Found::Plain => {
                    self.literal(dollar..dollar + 1, certainty);
                    dollar + 1
                }
                Found::Invalid(bad) => {
                    self.invalid(bad.clone());
                    self.literal(bad.clone(), Certainty::Unknown);
                    bad.end
                }
                Found::Reference(reference) => {
                    let end = reference.whole.end;
                    self.reference(&reference, certainty, depth);
                    end
                }
            };
        }
        self.literal(at..range.end, certainty);
    }

    fn literal(&mut self, range: Range<usize>, certainty: Certainty) {
        let start = self.out.as_str().len();
        self.out.push(self.source, range);
        self.hole(start, certainty, false);
    }

    /// Marks the text appended since `start`.
    fn hole(&mut self, start: usize, certainty: Certainty, elsewhere: bool) {
        let end = self.out.as_str().len();
        if (certainty == Certainty::Known && !elsewhere) || start == end {
            return;
        }
        match self.holes.last_mut() {
            Some(last) if last.range.end == start && (last.certainty, last.elsewhere) == (certainty, elsewhere) => {
                last.range.end = end;
            }
            _ => self.holes.push(Hole {
                range: start..end,
                certainty,
                elsewhere,
            }),
        }
    }

    fn reference(&mut self, reference: &Reference, certainty: Certainty, depth: u32) {
        let text = self.source.as_str();
        let name = &text[reference.name.clone()];
        self.variables.push(Variable {
            span: self.source.span(reference.whole.clone()),
            name: Spanned::new(name.into(), self.source.span(reference.name.clone())),
            operator: reference.operator,
            word: reference.operator.map(|_| self.source.slice(reference.word.clone())),
            nested: depth > 0,
        });
        if depth >= MAX_DEPTH {
            self.literal(reference.whole.clone(), Certainty::Unknown);
            return;
        }
        let lookup = (self.lookup)(name);
        let (taken, sure) = choose(reference.operator, &lookup);
        let certainty = certainty.max(sure);
        let word = reference.word.clone();
        match taken {
            Taken::Word => {
                let before = self.out.as_str().len();
                self.run(word, certainty, depth + 1);
                self.empty_hole(before, certainty);
            }
            Taken::Value(value) => {
                self.note_variables(word, depth);
                let span = self.source.span(reference.whole.clone());
                let start = self.out.as_str().len();
                self.out.push_decoded(value, span.start as usize, span.len());
                self.hole(start, certainty, true);
                self.empty_hole(start, certainty);
            }
            Taken::Nothing => {
                self.note_variables(word, depth);
                let here = self.out.as_str().len();
                self.empty_hole(here, certainty);
            }
            Taken::Unknown => {
                self.note_variables(word, depth);
                self.literal(reference.whole.clone(), Certainty::Unknown);
            }
            Taken::Missing => {
                let span = self.source.span(reference.whole.clone());
                let message = format!("the required variable `{name}` is not set");
                self.errors
                    .push(SyntaxError::new(SyntaxErrorKind::ComposeVariable, span, message));
                self.note_variables(word, depth);
                self.literal(reference.whole.clone(), Certainty::Unknown);
            }
        }
    }

    /// A variable that expanded to nothing still makes the whole uncertain.
    fn empty_hole(&mut self, start: usize, certainty: Certainty) {
        if certainty != Certainty::Known && self.out.as_str().len() == start {
            self.holes.push(Hole {
                range: start..start,
                certainty,
                elsewhere: false,
            });
        }
    }

    /// Collects the variables of a word that is not used.
    fn note_variables(&mut self, word: Range<usize>, depth: u32) {
        if depth >= MAX_DEPTH || !self.source.as_str()[word.clone()].contains('$') {
            return;
        }
        let out = std::mem::replace(&mut self.out, TextBuilder::new(self.source.file()));
        let holes = std::mem::take(&mut self.holes);
        let errors = self.errors.len();
        self.run(word, Certainty::Unknown, depth + 1);
        self.errors.truncate(errors);
        self.out = out;
        self.holes = holes;
    }

    fn invalid(&mut self, range: Range<usize>) {
        let text = &self.source.as_str()[range.clone()];
        let span = self.source.span(range);
        let short: String = text.chars().take(40).collect();
        let message = format!("`{short}` is not a variable that Compose can read");
        self.errors.push(
            SyntaxError::new(SyntaxErrorKind::ComposeVariable, span, message)
                .help("write `$$` for a dollar sign that the container should see"),
        );
    }
}

enum Taken<'a> {
    Word,
    Value(&'a str),
    Nothing,
    Unknown,
    Missing,
}

/// The text that replaces a reference.
fn choose(operator: Option<Operator>, lookup: &Lookup) -> (Taken<'_>, Certainty) {
    let sure = match lookup {
        Lookup::Set(_) | Lookup::Unset => Certainty::Known,
        _ => Certainty::Default,
    };
    let is_unknown = matches!(lookup, Lookup::Unknown | Lookup::Required);
    let set = |colon: bool| match lookup {
        Lookup::Set(value) | Lookup::Default(value) if !(colon && value.is_empty()) => Some(value.as_str()),
        _ => None,
    };
    let taken = match operator {
        Some(Operator::Default { colon }) => set(colon).map_or(Taken::Word, Taken::Value),
        Some(Operator::Alternative { colon }) => set(colon).map_or(Taken::Nothing, |_| Taken::Word),
        Some(Operator::Required { .. }) if *lookup == Lookup::Required => {
            return (Taken::Missing, Certainty::Unknown);
        }
        Some(Operator::Required { .. }) | None if is_unknown => {
            return (Taken::Unknown, Certainty::Unknown);
        }
        Some(Operator::Required { colon }) => set(colon).map_or(Taken::Missing, Taken::Value),
        None => set(false).map_or(Taken::Nothing, Taken::Value),
    };
    (taken, sure)
}

/// The reference that a `$` starts. A name is ASCII, and an operator or the closing brace follows
/// it directly.
fn find(text: &str, dollar: usize, end: usize) -> Found {
    let rest = &text[dollar + 1..end];
    let bytes = rest.as_bytes();
    match bytes.first() {
        Some(b'$') => Found::Escaped,
        Some(b'{') => braced(text, dollar, end),
        _ => {
            let length = name_length(bytes);
            if length == 0 {
                return Found::Plain;
            }
            let name = dollar + 1..dollar + 1 + length;
            Found::Reference(Reference {
                whole: dollar..name.end,
                word: name.end..name.end,
                name,
                operator: None,
            })
        }
    }
}

fn braced(text: &str, dollar: usize, end: usize) -> Found {
    let bytes = &text.as_bytes()[..end];
    let start = dollar + 2;
    let length = name_length(&bytes[start..]);
    let after = start + length;
    let (operator, width) = match &bytes[after..] {
        [b':', b'-', ..] => (Some(Operator::Default { colon: true }), 2),
        [b':', b'?', ..] => (Some(Operator::Required { colon: true }), 2),
        [b':', b'+', ..] => (Some(Operator::Alternative { colon: true }), 2),
        [b'-', ..] => (Some(Operator::Default { colon: false }), 1),
        [b'?', ..] => (Some(Operator::Required { colon: false }), 1),
        [b'+', ..] => (Some(Operator::Alternative { colon: false }), 1),
        _ => (None, 0),
    };
    let close = closing_brace(text, after, end);
    let fine = length > 0 && close.is_some_and(|close| operator.is_some() || close == after);
    let Some(close) = close.filter(|_| fine) else {
        // Without a closing brace the rest of the line is skipped, so that it is looked at only
        // once.
        let line_end = || text[dollar..end].find('\n').map_or(end, |found| dollar + found);
        return Found::Invalid(dollar..close.map_or_else(line_end, |close| close + 1));
    };
    Found::Reference(Reference {
        whole: dollar..close + 1,
        name: start..after,
        operator,
        word: after + width..close,
    })
}

/// The brace that closes the one before `from`; inner braces are counted, so that a JSON default
/// stays whole. Compose's pattern does not cross lines.
fn closing_brace(text: &str, from: usize, end: usize) -> Option<usize> {
    let mut depth = 1u32;
    for (found, &byte) in text.as_bytes()[from..end].iter().enumerate() {
        match byte {
            b'{' => depth += 1,
            b'}' => depth -= 1,
            b'\n' => return None,
            _ => {}
        }
        if depth == 0 {
            return Some(from + found);
        }
    }
    None
}

fn name_length(bytes: &[u8]) -> usize {
    if bytes.first().is_some_and(u8::is_ascii_digit) {
        return 0;
    }
    bytes
        .iter()
        .take_while(|b| b.is_ascii_alphanumeric() || **b == b'_')
        .count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use plimsoll_syntax::{FileId, SourceFile};

    fn text(value: &str) -> Text {
        Text::of_file(&SourceFile::new(FileId(0), "f", value.as_bytes().to_vec()))
    }

    fn unknown(_: &str) -> Lookup {
        Lookup::Unknown
    }

    #[test]
    fn nothing_known_keeps_the_reference() {
        let expanded = expand(&text("a${X}b${Y:-c${Z-d}}$$e"), &unknown);
        assert_eq!(expanded.text.as_str(), "a${X}bcd$e");
        let holes: Vec<_> = expanded.holes.iter().map(|h| (h.range.clone(), h.certainty)).collect();
        assert_eq!(holes, [(1..5, Certainty::Unknown), (6..8, Certainty::Default)]);
        let names: Vec<_> = expanded.variables.iter().map(|v| &*v.name.value).collect();
        assert_eq!(names, ["X", "Y", "Z"]);
        assert_eq!(expanded.variables[1].word.as_ref().unwrap().as_str(), "c${Z-d}");
        assert_eq!(expanded.text.span(7..8).range(), 16..17);
        assert_eq!(expanded.text.span(8..9).range(), 19..21);
    }

    #[test]
    fn operators_follow_compose() {
        let lookup = |name: &str| match name {
            "SET" => Lookup::Set("v".to_owned()),
            "EMPTY" => Lookup::Set(String::new()),
            _ => Lookup::Unset,
        };
        let cases = [
            ("$SET-x", "v-x"),
            ("${EMPTY:-d}${EMPTY-d}", "d"),
            ("${SET:+y}${EMPTY:+y}${EMPTY+z}", "yz"),
            ("${NO:-{\"a\":1}}}", "{\"a\":1}}"),
            ("$", "$"),
            ("$}", "$}"),
            ("^x$", "^x$"),
            ("$$SET", "$SET"),
            ("${NO}", ""),
        ];
        for (written, value) in cases {
            let expanded = expand(&text(written), &lookup);
            assert_eq!(expanded.text.as_str(), value, "{written}");
            assert!(expanded.errors.is_empty());
        }
        for bad in ["${", "${}", "${ a}", "${a!}", "${a", "${NO:?x}", "${a:-x\n}"] {
            assert_eq!(expand(&text(bad), &lookup).errors.len(), 1, "{bad}");
        }
    }

    #[test]
    fn what_a_replaceable_file_says_is_a_default() {
        let lookup = |name: &str| match name {
            "FILE" => Lookup::Default("v".to_owned()),
            _ => Lookup::Required,
        };
        let cases = [
            ("$FILE", "v", Certainty::Default),
            ("${FILE:-d}", "v", Certainty::Default),
            ("${FILE:+y}", "y", Certainty::Default),
            ("${FILE:?m}", "v", Certainty::Default),
            ("${NO}", "${NO}", Certainty::Unknown),
            ("${NO:-d}", "d", Certainty::Default),
        ];
        for (written, value, certainty) in cases {
            let expanded = expand(&text(written), &lookup);
            assert_eq!(expanded.text.as_str(), value, "{written}");
            assert_eq!(expanded.holes[0].certainty, certainty, "{written}");
            assert!(expanded.errors.is_empty());
        }
        assert_eq!(expand(&text("${NO:?m}"), &lookup).errors.len(), 1);
    }

    #[test]
    fn hostile_nesting_is_bounded() {
        for unit in ["${a-", "${a-{}", "${ ", "${a:+${", "$"] {
            let _ = expand(&text(&unit.repeat(100_000)), &unknown);
        }
        let nested = format!("{}{}", "${a-".repeat(50_000), "}".repeat(50_000));
        let _ = expand(&text(&nested), &unknown);
    }
}
