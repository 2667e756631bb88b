//! `command` and `entrypoint`: a list of words, or a string that Compose splits into words.
//!
//! compose-go v2 splits with go-shellwords: spaces, both quotes and backslashes; no variables, no
//! globs, and nothing after an operator such as `&&`, since there is no shell to run it.

use plimsoll_syntax::yaml::{Kind, NodeRef};
use plimsoll_syntax::{Span, Spanned};

use super::field::Scalar;
use super::read::Reader;

/// A command line as the container gets it.
#[derive(Clone, Debug)]
pub struct Command {
    pub form: CommandForm,
    /// The words, without quotes. Empty for `[]` and for an empty string.
    pub words: Vec<Scalar>,
    /// The unsplit text of the string form.
    pub text: Option<Scalar>,
    /// The string form has an operator outside quotes here; the operator and everything after it
    /// are dropped.
    pub cut_at: Option<Span>,
    /// The string form cannot be split: a quote or parenthesis that Compose refuses.
    pub fault: Option<Spanned<&'static str>>,
}

/// How a command is written.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum CommandForm {
    String,
    List,
}

impl Command {
    pub(super) fn read(reader: &Reader<'_>, node: NodeRef<'_>) -> Option<Self> {
        if node.kind() == Kind::Sequence {
            return Some(Self {
                form: CommandForm::List,
                words: node.items().filter_map(|item| reader.scalar(item)).collect(),
                text: None,
                cut_at: None,
                fault: None,
            });
        }
        Some(Self::split(reader.scalar(node)?))
    }

    /// Splits the string form.
    pub fn split(text: Scalar) -> Self {
        let mut splitter = Splitter::new(&text);
        splitter.run();
        let (words, cut_at, fault) = (splitter.words, splitter.cut_at, splitter.fault);
        Self {
            form: CommandForm::String,
            words,
            text: Some(text),
            cut_at,
            fault,
        }
    }

    /// The word at an index, if it is certain or a default.
    pub fn word(&self, index: usize) -> Option<&str> {
        self.words.get(index)?.likely()
    }

    /// Whether a word such as `<your key>` is a placeholder: a command with one is not a real
    /// command.
    pub fn is_template(&self) -> bool {
        let text = self.text.as_ref().map_or("", |text| text.as_str());
        let mut parts = text.split('<').skip(1);
        // No shell accepts a `>` that nothing follows; file names are seldom in capitals.
        parts.any(|part| {
            part.split_once('>').is_some_and(|(name, rest)| {
                let is_capitals = !name.contains(|letter: char| letter.is_lowercase());
                !name.trim().is_empty() && (rest.trim().is_empty() || is_capitals)
            })
        })
    }

    /// Whether there is nothing to run, which also clears the image's own value.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }
}

struct Splitter<'a> {
    text: &'a Scalar,
    words: Vec<Scalar>,
    /// The ranges of the current word; the quotes are between them.
    ranges: Vec<std::ops::Range<usize>>,
    in_word: bool,
    cut_at: Option<Span>,
    fault: Option<Spanned<&'static str>>,
}

impl<'a> Splitter<'a> {
    fn new(text: &'a Scalar) -> Self {
        Self {
            text,
            words: Vec::new(),
            ranges: Vec::new(),
            in_word: false,
            cut_at: None,
            fault: None,
        }
    }

    fn run(&mut self) {
        let text = self.text.as_str();
        let mut quote: Option<(char, usize)> = None;
        let mut escaped = false;
        for (at, character) in text.char_indices() {
            let here = at..at + character.len_utf8();
            // An unknown variable is one piece of the word, whatever its value.
            if escaped || self.text.is_unknown_at(at) {
                escaped = false;
                self.push(here);
                continue;
            }
            match (character, quote) {
                ('\\', Some(('\'', _))) => self.push(here),
                ('\\', _) => escaped = true,
                (c, Some((open, _))) if c == open => quote = None,
                (_, Some(_)) => self.push(here),
                ('"' | '\'', None) => {
                    quote = Some((character, at));
                    self.in_word = true;
                }
                (' ' | '\t' | '\r' | '\n', None) => self.finish_word(),
                (';' | '&' | '|' | '<' | '>', None) => {
                    self.cut_at = Some(self.text.span_of(at..text.len()));
                    break;
                }
                ('(' | ')', None) => {
                    self.fault = Some(Spanned::new("a parenthesis outside quotes", self.text.span_of(here)));
                    break;
                }
                _ => self.push(here),
            }
        }
        if let Some((_, open)) = quote {
            self.fault = Some(Spanned::new(
                "a quote that is not closed",
                self.text.span_of(open..open + 1),
            ));
        }
        self.finish_word();
    }

    fn push(&mut self, range: std::ops::Range<usize>) {
        self.in_word = true;
        match self.ranges.last_mut() {
            Some(last) if last.end == range.start => last.end = range.end,
            _ => self.ranges.push(range),
        }
    }

    fn finish_word(&mut self) {
        if std::mem::take(&mut self.in_word) {
            let ranges = std::mem::take(&mut self.ranges);
            self.words.push(self.text.join(&ranges));
        }
    }
}
