//! Words in which BuildKit expands variables.

use crate::{Span, Spanned, Text};

/// A word as BuildKit's shell lexer sees it: with quotes, escapes and variables recognised.
#[derive(Clone, Debug)]
pub struct Word {
    /// For an element of a JSON array, including its quotes.
    pub span: Span,
    /// As written, without continuations; an element of a JSON array is decoded.
    pub text: Text,
    /// Literal runs and variables in order. Empty for an empty word. A malformed word ends with the
    /// part that could not be understood, as a literal.
    pub parts: Vec<Part>,
    /// Why BuildKit would refuse to expand it, and where.
    pub malformed: Option<Box<Spanned<WordFault>>>,
}

/// What BuildKit's shell lexer refuses in a word.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum WordFault {
    SingleQuote,
    DoubleQuote,
    /// A `${` that is not closed.
    Brace,
    /// A `${` without a name.
    Name,
    /// Variables in variables, deeper than we follow.
    Depth,
    /// An operator that no version of BuildKit knows.
    Modifier,
}

impl WordFault {
    /// What is wrong, in a few words.
    pub fn message(self) -> &'static str {
        match self {
            Self::SingleQuote => "a single quote is not closed",
            Self::DoubleQuote => "a double quote is not closed",
            Self::Brace => "`${` is not closed",
            Self::Name => "`${` without a name",
            Self::Depth => "variables are nested too deeply",
            Self::Modifier => "this variable modifier is not supported",
        }
    }

    /// What to do about it.
    pub(super) fn help(self) -> &'static str {
        match self {
            Self::SingleQuote | Self::DoubleQuote => {
                "Docker removes quotes here, so each needs its partner; put the escape character before one that is text"
            }
            Self::Modifier => "`:-`, `-`, `:+`, `+`, `:?`, `?`, `#`, `##`, `%`, `%%`, `/` and `//` are",
            Self::Brace | Self::Name | Self::Depth => {
                "write `${NAME}`, or put the escape character before a `$` that is text"
            }
        }
    }
}

/// A piece of a word.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Part {
    /// Literal text, without quotes and escapes.
    Literal(Spanned<Box<str>>),
    Variable(Variable),
}

/// A reference to a variable: `$name`, `${name}`, `${name:-word}` …
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Variable {
    /// From `$` to the last byte.
    pub span: Span,
    pub name: Spanned<Box<str>>,
    /// Boxed: few variables have one, and every word would be larger for it.
    pub modifier: Option<Box<Modifier>>,
}

/// The operator after the name inside the braces.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Modifier {
    pub operator: Spanned<Operator>,
    /// The word after the operator: the default, the alternative, the message, the pattern.
    pub word: Vec<Part>,
    /// The replacement of `/` and `//`.
    pub replacement: Option<Vec<Part>>,
}

/// The modifiers of BuildKit's shell lexer.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Operator {
    /// `:-` (`colon`: an empty value counts as unset) or `-`.
    Default { colon: bool },
    /// `:+` or `+`.
    Alternative { colon: bool },
    /// `:?` or `?`.
    Required { colon: bool },
    /// `#` or `##`.
    StripPrefix { longest: bool },
    /// `%` or `%%`.
    StripSuffix { longest: bool },
    /// `/` or `//`.
    Replace { all: bool },
    /// Anything else, which BuildKit refuses.
    Unsupported,
}

impl Word {
    /// As written, including quotes.
    pub fn as_written(&self) -> &str {
        self.text.as_str()
    }

    /// The value, if it contains no variable.
    pub fn literal(&self) -> Option<String> {
        let mut value = String::new();
        for part in &self.parts {
            match part {
                Part::Literal(text) => value.push_str(&text.value),
                Part::Variable(_) => return None,
            }
        }
        Some(value)
    }

    /// The variable that makes up the whole word.
    pub fn only_variable(&self) -> Option<&Variable> {
        match self.parts.as_slice() {
            [Part::Variable(variable)] => Some(variable),
            _ => None,
        }
    }

    /// The variables of the word, without those inside modifiers.
    pub fn variables(&self) -> impl Iterator<Item = &Variable> {
        self.parts.iter().filter_map(|part| match part {
            Part::Variable(variable) => Some(variable),
            Part::Literal(_) => None,
        })
    }

    /// The names of its variables, including those inside modifiers.
    pub fn all_names(&self) -> Vec<&str> {
        let mut names = Vec::new();
        // Modifiers nest only as deep as the parser lets them; a list of open ones needs no call
        // stack.
        let mut open: Vec<&[Part]> = vec![&self.parts];
        while let Some(parts) = open.pop() {
            for part in parts {
                let Part::Variable(variable) = part else { continue };
                names.push(&*variable.name.value);
                if let Some(modifier) = &variable.modifier {
                    open.push(&modifier.word);
                    open.extend(modifier.replacement.as_deref());
                }
            }
        }
        names
    }
}
