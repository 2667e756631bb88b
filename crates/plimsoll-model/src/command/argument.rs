//! Arguments of a command, and what of them are flags.

use plimsoll_syntax::shell::Word;
use plimsoll_syntax::{Span, Spanned};

/// One word of a command line: of shell code, of the exec form, of a Compose `command`.
///
/// The facts of this module take a command as a slice of them, the program first.
#[derive(Clone, Copy, Debug)]
pub struct Argument<'a> {
    /// With quotes taken out and known variables put in; what else has to be expanded stands in it
    /// as written.
    pub text: &'a str,
    pub span: Span,
    /// It is known what the program gets: `text`.
    pub is_literal: bool,
    /// The word that it was made from, if it stands in a script.
    pub word: Option<&'a Word>,
}

/// A flag of a command: `-y`, one letter of `-qqy`, `--setopt=x`, `-o x`.
#[derive(Clone, Copy, Debug)]
pub struct Flag<'a> {
    /// Without its dashes: a letter, or the name of a long flag.
    pub name: &'a str,
    pub value: Option<&'a str>,
    /// The word that it stands in.
    pub argument: Argument<'a>,
    /// The word that its value stands in, which may be the same.
    pub value_span: Option<Span>,
}

/// The words of a command behind the program, told apart.
#[derive(Clone, Debug, Default)]
pub struct Parted<'a> {
    pub flags: Vec<Flag<'a>>,
    /// What is no flag and no value of one.
    pub operands: Vec<Argument<'a>>,
}

impl<'a> Argument<'a> {
    /// A word that stands for itself.
    pub fn new(text: &'a str, span: Span) -> Self {
        Self {
            text,
            span,
            is_literal: true,
            word: None,
        }
    }

    /// A word of a script.
    pub(crate) fn of_word(word: &'a Word) -> Self {
        Self {
            text: &word.content,
            span: word.span,
            is_literal: word.value.is_some(),
            word: Some(word),
        }
    }

    /// Without the quotes around it, and with variables as they are written.
    pub fn written(&self) -> &'a str {
        match self.word {
            Some(word) if !word.variables.is_empty() => word.text.trim_matches(['"', '\'']),
            _ => self.text,
        }
    }

    /// The words of an exec form.
    pub fn of_exec(words: &'a [Spanned<Box<str>>]) -> Vec<Self> {
        words.iter().map(|word| Self::new(&word.value, word.span)).collect()
    }

    /// The program that it names: the last part of a path, without `.exe`.
    pub fn program(&self) -> &'a str {
        without_ending(&self.text[self.program_start()..])
    }

    /// Where the name of the program starts.
    pub(super) fn program_start(&self) -> usize {
        let slash = self.text.bytes().rposition(|byte| matches!(byte, b'/' | b'\\'));
        slash.map_or(0, |at| at + 1)
    }

    /// Whether it is a flag rather than an operand; `-` alone is none.
    pub fn is_flag(&self) -> bool {
        self.text.len() > 1 && self.text.starts_with('-')
    }
}

impl<'a> Parted<'a> {
    /// Tells flags and operands apart. `valued` are the flags that take the next word as their
    /// value if they have none attached: letters, and names of long flags.
    pub fn of(arguments: &[Argument<'a>], valued: &[&str]) -> Self {
        let mut parted = Self {
            flags: Vec::new(),
            operands: Vec::with_capacity(arguments.len()),
        };
        let mut at = 0;
        while let Some(&argument) = arguments.get(at) {
            at += 1;
            if argument.text == "--" {
                parted.operands.extend(&arguments[at..]);
                break;
            }
            at += parted.push(argument, arguments.get(at), valued);
        }
        parted
    }

    /// Whether a flag of one of the names is there.
    pub fn has(&self, names: &[&str]) -> bool {
        self.flag(names).is_some()
    }

    /// The last flag of one of the names.
    pub fn flag(&self, names: &[&str]) -> Option<&Flag<'a>> {
        self.flags.iter().rev().find(|flag| is_one_of(flag.name, names))
    }

    /// Whether a flag of one of the names is there and is not switched off by a value: `-y=false`.
    pub(crate) fn is_on(&self, names: &[&str]) -> bool {
        self.flag(names)
            .is_some_and(|flag| flag.value.is_none_or(|v| !is_off(v)))
    }

    /// Takes one word in, and says how many more it took.
    fn push(&mut self, argument: Argument<'a>, next: Option<&Argument<'a>>, valued: &[&str]) -> usize {
        let text = argument.text;
        if !argument.is_flag() {
            self.operands.push(argument);
            return 0;
        }
        let mut flag = |name, value: Option<&'a str>, span| {
            self.flags.push(Flag {
                name,
                value,
                argument,
                value_span: value.is_some().then_some(span),
            });
        };
        if let Some(long) = text.strip_prefix("--") {
            if let Some((name, value)) = long.split_once('=') {
                flag(name, Some(value), argument.span);
                return 0;
            }
            let value = next.filter(|_| is_one_of(long, valued));
            flag(long, value.map(|v| v.text), value.map_or(argument.span, |v| v.span));
            return usize::from(value.is_some());
        }
        for (at, letter) in text.char_indices().skip(1) {
            let end = at + letter.len_utf8();
            let (name, rest) = (&text[at..end], &text[end..]);
            if let Some(value) = rest.strip_prefix('=') {
                flag(name, Some(value), argument.span);
                return 0;
            }
            if !is_one_of(name, valued) {
                flag(name, None, argument.span);
                continue;
            }
            if !rest.is_empty() {
                flag(name, Some(rest), argument.span);
                return 0;
            }
            flag(name, next.map(|v| v.text), next.map_or(argument.span, |v| v.span));
            return usize::from(next.is_some());
        }
        0
    }
}

/// The name of a program without what Windows adds.
pub(super) fn without_ending(program: &str) -> &str {
    program.strip_suffix(".exe").unwrap_or(program)
}

/// Whether a name is in a list. The lists are long and names differ at once, so that a call for
/// each comparison would cost more than all the rest.
pub(super) fn is_one_of(name: &str, names: &[&str]) -> bool {
    let first = name.as_bytes().first();
    let mut alike = names
        .iter()
        .filter(|known| known.len() == name.len() && known.as_bytes().first() == first);
    alike.any(|known| name.len() == 1 || *known == name)
}

/// Whether a value says no.
pub(super) fn is_off(value: &str) -> bool {
    let value = value.trim_matches(['"', '\'']).to_ascii_lowercase();
    matches!(&*value, "false" | "0" | "no" | "off" | "without")
}

/// Whether a value says yes.
pub(super) fn is_affirmed(value: &str) -> bool {
    let value = value.trim_matches(['"', '\'']).to_ascii_lowercase();
    matches!(&*value, "true" | "1" | "yes" | "on" | "with" | "enable")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parted(line: &str, valued: &[&str]) -> (Vec<String>, Vec<String>) {
        let arguments: Vec<_> = line.split(' ').map(|w| Argument::new(w, Span::default())).collect();
        let parted = Parted::of(&arguments, valued);
        let flags = parted
            .flags
            .iter()
            .map(|f| format!("{}={}", f.name, f.value.unwrap_or("?")));
        (
            flags.collect(),
            parted.operands.iter().map(|o| o.text.to_owned()).collect(),
        )
    }

    #[test]
    fn flags_are_told_from_operands() {
        let (flags, operands) = parted("-qqy -o a=b -tx --opt c --long=d e - -- -f", &["o", "t", "opt"]);
        assert_eq!(flags, ["q=?", "q=?", "y=?", "o=a=b", "t=x", "opt=c", "long=d"]);
        assert_eq!(operands, ["e", "-", "-f"]);
        assert_eq!(parted("-q=2 -o", &["o"]).0, ["q=2", "o=?"]);
    }
}
