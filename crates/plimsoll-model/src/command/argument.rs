//! The arguments of a command, and which of them are flags.

use plimsoll_syntax::shell::Word;
use plimsoll_syntax::{Span, Spanned};

use super::program::Program;
use crate::base::unquoted;

/// One word of a command line: of shell code, of the exec form, of a Compose `command`.
///
/// The facts of this module take a command as a slice of arguments, with the program first.
#[derive(Clone, Copy, Debug)]
pub struct Argument<'a> {
    /// Without quotes and with known variables replaced; whatever else has to be expanded stays as
    /// written.
    pub text: &'a str,
    pub span: Span,
    /// The program is known to get exactly `text`.
    pub is_literal: bool,
    /// The word that it was made from, if it is in a script.
    pub word: Option<&'a Word>,
}

/// A flag of a command: `-y`, one letter of `-qqy`, `--setopt=x`, `-o x`.
#[derive(Clone, Copy, Debug)]
pub struct Flag<'a> {
    /// Without its dashes: a letter, or the name of a long flag.
    pub name: &'a str,
    pub value: Option<&'a str>,
    /// The word that contains it.
    pub argument: Argument<'a>,
    /// The word that contains its value, which may be the same.
    pub value_span: Option<Span>,
}

/// The words after the program, sorted into flags and operands.
#[derive(Clone, Debug, Default)]
pub struct Parted<'a> {
    pub flags: Vec<Flag<'a>>,
    /// Words that are neither a flag nor the value of one.
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

    /// Without the quotes around it, and with variables as written.
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

    /// Whether it is a flag and not an operand; `-` alone is an operand.
    pub fn is_flag(&self) -> bool {
        self.text.len() > 1 && self.text.starts_with('-')
    }
}

impl<'a> Parted<'a> {
    /// Tells flags and operands of a command apart, the program first, as that program would.
    pub fn of(argv: &[Argument<'a>]) -> Self {
        match argv.split_first() {
            Some((first, rest)) => Self::read(Program::named(first.program()), rest),
            None => Self::default(),
        }
    }

    /// The same of the words behind a program.
    pub(super) fn read(program: &Program, arguments: &[Argument<'a>]) -> Self {
        let mut parted = Self {
            flags: Vec::new(),
            operands: Vec::with_capacity(arguments.len()),
        };
        let mut verb = None;
        let mut at = 0;
        while let Some(&argument) = arguments.get(at) {
            at += 1;
            if argument.text == "--" {
                parted.operands.extend(&arguments[at..]);
                break;
            }
            if argument.is_flag() {
                let takes_value =
                    |flag: &str| program.takes_value(flag) || verb.is_some_and(|verb: &Program| verb.takes_value(flag));
                let next = arguments.get(at);
                at += match program.one_dash || argument.text.starts_with("--") {
                    true => parted.push_long(argument, next, takes_value),
                    false => parted.push_letters(argument, next, takes_value),
                };
                continue;
            }
            if parted.operands.is_empty() {
                verb = program.verb(argument.text);
            }
            parted.operands.push(argument);
        }
        parted
    }

    /// Whether it has a flag of one of the names.
    pub fn has(&self, names: &[&str]) -> bool {
        self.flag(names).is_some()
    }

    /// The last flag of one of the names.
    pub fn flag(&self, names: &[&str]) -> Option<&Flag<'a>> {
        self.flags.iter().rev().find(|flag| is_one_of(flag.name, names))
    }

    /// Whether it has a flag of one of the names that is not switched off by a value: `-y=false`.
    pub(crate) fn is_on(&self, names: &[&str]) -> bool {
        self.flag(names)
            .is_some_and(|flag| flag.value.is_none_or(|v| !is_off(v)))
    }

    /// Takes in `--name`, `--name=value` or `--name value`, and says how many more words it took.
    fn push_long(
        &mut self,
        argument: Argument<'a>,
        next: Option<&Argument<'a>>,
        takes_value: impl Fn(&str) -> bool,
    ) -> usize {
        let text = argument.text;
        let long = text.strip_prefix("--").unwrap_or(&text[1..]);
        if let Some((name, value)) = long.split_once('=') {
            self.push(argument, name, Some((value, argument.span)));
            return 0;
        }
        let value = next.filter(|_| takes_value(long));
        self.push(argument, long, value.map(|value| (value.text, value.span)));
        usize::from(value.is_some())
    }

    /// Takes in letters, of which the last may have a value, and says how many more words it took.
    fn push_letters(
        &mut self,
        argument: Argument<'a>,
        next: Option<&Argument<'a>>,
        takes_value: impl Fn(&str) -> bool,
    ) -> usize {
        let text = argument.text;
        for (at, letter) in text.char_indices().skip(1) {
            let end = at + letter.len_utf8();
            let (name, rest) = (&text[at..end], &text[end..]);
            if let Some(value) = rest.strip_prefix('=') {
                self.push(argument, name, Some((value, argument.span)));
                return 0;
            }
            if !takes_value(name) {
                self.push(argument, name, None);
                continue;
            }
            if !rest.is_empty() {
                self.push(argument, name, Some((rest, argument.span)));
                return 0;
            }
            self.push(argument, name, next.map(|value| (value.text, value.span)));
            return usize::from(next.is_some());
        }
        0
    }

    fn push(&mut self, argument: Argument<'a>, name: &'a str, value: Option<(&'a str, Span)>) {
        self.flags.push(Flag {
            name,
            value: value.map(|(text, _)| text),
            argument,
            value_span: value.map(|(_, span)| span),
        });
    }
}

/// The name of a program without the Windows extension.
pub(super) fn without_ending(program: &str) -> &str {
    program.strip_suffix(".exe").unwrap_or(program)
}

/// Whether a name is in a list. The lists are long and names differ early, so a function call for
/// each comparison would cost more than everything else.
pub(super) fn is_one_of(name: &str, names: &[&str]) -> bool {
    let first = name.as_bytes().first();
    let mut alike = names
        .iter()
        .filter(|known| known.len() == name.len() && known.as_bytes().first() == first);
    alike.any(|known| name.len() == 1 || *known == name)
}

/// Whether a value says no.
pub(super) fn is_off(value: &str) -> bool {
    let value = unquoted(value).to_ascii_lowercase();
    matches!(&*value, "false" | "0" | "no" | "off" | "without")
}

/// Whether a value says yes.
pub(super) fn is_affirmed(value: &str) -> bool {
    let value = unquoted(value).to_ascii_lowercase();
    matches!(&*value, "true" | "1" | "yes" | "on" | "with" | "enable")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parted(line: &str) -> (Vec<String>, Vec<String>) {
        let argv: Vec<_> = line.split(' ').map(|w| Argument::new(w, Span::default())).collect();
        let parted = Parted::of(&argv);
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
        let (flags, operands) = parted("apt-get -qqy -o a=b -tx --option c --long=d e - -- -f");
        assert_eq!(flags, ["q=?", "q=?", "y=?", "o=a=b", "t=x", "option=c", "long=d"]);
        assert_eq!(operands, ["e", "-", "-f"]);
        assert_eq!(parted("apt-get -q=2 -o").0, ["q=2", "o=?"]);
        assert_eq!(parted("unheard-of -o a").1, ["a"]);
    }

    #[test]
    fn each_program_has_its_own_flags() {
        assert_eq!(parted("pnpm install -w --prod").0, ["w=?", "prod=?"]);
        assert_eq!(parted("npm install -w web --prod").0, ["w=web", "prod=?"]);
        assert_eq!(parted("git -C x clone -b y z").1, ["clone", "z"]);
        assert_eq!(parted("git -C x commit -b y z").1, ["commit", "y", "z"]);
    }

    #[test]
    fn long_flags_may_have_one_dash() {
        let (flags, operands) = parted("go build -ldflags -s -mod=vendor -o /x ./cmd");
        assert_eq!(flags, ["ldflags=-s", "mod=vendor", "o=/x"]);
        assert_eq!(operands, ["build", "./cmd"]);
    }
}
