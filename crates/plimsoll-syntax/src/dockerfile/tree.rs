//! The tree of a Dockerfile.

use std::sync::Arc;

use crate::{SourceFile, Span, Spanned, SyntaxError, Text};

use super::word::Word;

/// A parsed Dockerfile: everything that was understood, and the errors.
#[derive(Debug)]
pub struct Dockerfile {
    pub source: Arc<SourceFile>,
    pub directives: Vec<Directive>,
    /// In the order of the file. Lines that are not instructions are included as [`Kind::Unknown`].
    pub instructions: Vec<Instruction>,
    /// Every comment, including those inside a continuation; directives are not among them.
    pub comments: Vec<Comment>,
    pub errors: Vec<SyntaxError>,
    /// The escape character in force: `\` or a backtick.
    pub escape: char,
}

/// A parser directive: `# name=value` before everything else.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Directive {
    /// The whole line, from `#`.
    pub span: Span,
    /// Lower case, as BuildKit compares it.
    pub name: Spanned<Box<str>>,
    /// Everything after the equals sign. For `syntax`, only the first word names the frontend.
    pub value: Spanned<Box<str>>,
}

/// A comment line.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Comment {
    /// From `#` to the end of the line.
    pub span: Span,
    /// The text after `#`, trimmed.
    pub text: Box<str>,
    /// Whether it is between the lines of an instruction that continues after it.
    pub inside_instruction: bool,
}

/// One instruction with all its lines.
#[derive(Debug)]
pub struct Instruction {
    pub kind: Kind,
    /// The keyword as written.
    pub keyword: Span,
    /// From the keyword to the last byte of its arguments, without heredoc bodies.
    pub span: Span,
    /// From the keyword to the last byte that belongs to it, including heredoc bodies with their
    /// terminators. Lines with only an escape character before the keyword and a trailing
    /// continuation belong to it as well, so that every byte of a file belongs to something.
    pub full_span: Span,
    pub flags: Vec<Flag>,
    pub arguments: Arguments,
    /// Those of `ONBUILD RUN <<EOF` are the trigger's.
    pub heredocs: Vec<Heredoc>,
    /// What follows the keyword and the flags, as one logical line.
    pub text: Text,
    /// The keyword of the `ONBUILD` that this instruction is the trigger of.
    pub onbuild: Option<Span>,
}

/// The instruction a keyword names.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Kind {
    Add,
    Arg,
    Cmd,
    Copy,
    Entrypoint,
    Env,
    Expose,
    From,
    Healthcheck,
    Label,
    Maintainer,
    Onbuild,
    Run,
    Shell,
    Stopsignal,
    User,
    Volume,
    Workdir,
    /// Not an instruction; there is an error in the list.
    Unknown,
}

impl Kind {
    /// All instructions, in alphabetical order, without [`Kind::Unknown`].
    pub const ALL: [Self; 18] = [
        Self::Add,
        Self::Arg,
        Self::Cmd,
        Self::Copy,
        Self::Entrypoint,
        Self::Env,
        Self::Expose,
        Self::From,
        Self::Healthcheck,
        Self::Label,
        Self::Maintainer,
        Self::Onbuild,
        Self::Run,
        Self::Shell,
        Self::Stopsignal,
        Self::User,
        Self::Volume,
        Self::Workdir,
    ];

    /// The keyword in capitals; empty for [`Kind::Unknown`].
    pub fn name(self) -> &'static str {
        match self {
            Self::Add => "ADD",
            Self::Arg => "ARG",
            Self::Cmd => "CMD",
            Self::Copy => "COPY",
            Self::Entrypoint => "ENTRYPOINT",
            Self::Env => "ENV",
            Self::Expose => "EXPOSE",
            Self::From => "FROM",
            Self::Healthcheck => "HEALTHCHECK",
            Self::Label => "LABEL",
            Self::Maintainer => "MAINTAINER",
            Self::Onbuild => "ONBUILD",
            Self::Run => "RUN",
            Self::Shell => "SHELL",
            Self::Stopsignal => "STOPSIGNAL",
            Self::User => "USER",
            Self::Volume => "VOLUME",
            Self::Workdir => "WORKDIR",
            Self::Unknown => "",
        }
    }

    /// The instruction of a keyword in any case.
    pub fn of(keyword: &str) -> Self {
        let found = Self::ALL.into_iter().find(|k| k.name().eq_ignore_ascii_case(keyword));
        found.unwrap_or(Self::Unknown)
    }

    /// Whether it builds with another instruction as a part of it; Docker refuses the others.
    pub(super) fn may_swallow(self) -> bool {
        matches!(
            self,
            Self::Cmd | Self::Entrypoint | Self::Env | Self::Label | Self::Onbuild | Self::Run
        )
    }
}

/// The keyword in capitals, with something behind it, that a line begins with: it was meant as an
/// instruction.
pub fn keyword_of_line(line: &str) -> Option<&str> {
    let word = line.split([' ', '\t']).next().unwrap_or_default();
    let is_capital = word.len() > 2 && word.bytes().all(|b| b.is_ascii_uppercase());
    (is_capital && word.len() < line.trim_end().len() && Kind::of(word) != Kind::Unknown).then_some(word)
}

/// `--name` or `--name=value`.
#[derive(Clone, Debug)]
pub struct Flag {
    pub span: Span,
    /// Without the dashes, as written: BuildKit knows no `--Mount`.
    pub name: Spanned<Box<str>>,
    /// Absent for a bare `--name`.
    pub value: Option<Word>,
    /// The `key=value` fields of a `--mount`; empty for other flags.
    pub options: Vec<FlagOption>,
}

/// One field of a `--mount`.
#[derive(Clone, Debug)]
pub struct FlagOption {
    pub span: Span,
    /// In lower case as BuildKit compares it.
    pub key: Spanned<Box<str>>,
    /// Absent for a bare key such as `readonly`.
    pub value: Option<Word>,
}

/// The text after the keyword and the flags.
#[derive(Debug)]
pub enum Arguments {
    /// `FROM image [AS name]`.
    From {
        /// Absent if nothing follows the keyword.
        image: Option<Word>,
        /// The word `AS` as written.
        as_keyword: Option<Span>,
        name: Option<Word>,
    },
    /// RUN, CMD, ENTRYPOINT, SHELL, and the command of HEALTHCHECK.
    Command(Command),
    /// ADD and COPY.
    Copy {
        /// Heredocs used as sources are the words `<<NAME`; see [`Instruction::heredocs`].
        sources: Vec<Word>,
        /// Absent if there are fewer than two arguments.
        destination: Option<Word>,
        json: bool,
    },
    /// ENV, LABEL, ARG.
    Pairs(Vec<Pair>),
    /// EXPOSE, VOLUME, USER, WORKDIR, STOPSIGNAL, MAINTAINER. The last four take the rest of the
    /// line as one word.
    Words { words: Vec<Word>, json: bool },
    /// `HEALTHCHECK NONE` with the span of `NONE`.
    HealthcheckNone(Span),
    /// `HEALTHCHECK CMD …` with the span of `CMD`.
    HealthcheckCmd { keyword: Span, command: Command },
    /// `ONBUILD` and its trigger; absent if nothing follows.
    Onbuild(Option<Box<Instruction>>),
    /// Arguments of an unknown instruction, and anything else that could not be understood.
    Other(Vec<Word>),
}

/// A command line, in one of its two forms.
#[derive(Debug)]
pub struct Command {
    pub span: Span,
    pub form: CommandForm,
}

/// Exec form or shell form.
#[derive(Debug)]
pub enum CommandForm {
    /// A valid JSON array: the program and its arguments, without expansion by a shell. Escapes are
    /// decoded, the spans include the quotes.
    Exec(Vec<Spanned<Box<str>>>),
    /// A line for the shell in force. It contains heredoc operators as written.
    Shell(Text),
}

/// `key=value`, `key value` (the legacy form), or a bare `key` (ARG).
#[derive(Clone, Debug)]
pub struct Pair {
    pub span: Span,
    pub key: Word,
    /// Absent for an ARG without default, and for a malformed pair.
    pub value: Option<Word>,
    /// Written as `ENV key value`.
    pub legacy: bool,
}

/// A heredoc: its operator on the instruction's line, and its body.
#[derive(Clone, Debug)]
pub struct Heredoc {
    /// The operator with the name: `<<-"EOF"`, including a file descriptor before it.
    pub span: Span,
    /// The name without quotes.
    pub name: Spanned<Box<str>>,
    /// `<<-`: drops leading tabs of the body.
    pub strip_tabs: bool,
    /// A quoted name: variables in the body are not expanded. `<<\EOF` is not quoted for BuildKit.
    pub quoted: bool,
    pub file_descriptor: Option<u32>,
    /// The lines between the operator and the terminator, without the tabs that `<<-` drops.
    pub body: Text,
    /// The name on the line that ends it; absent if the heredoc has no end (then the body is empty,
    /// and the lines below are read as instructions).
    pub terminator: Option<Span>,
}

impl Dockerfile {
    /// All instructions, with the triggers of `ONBUILD` after their `ONBUILD`.
    pub fn all_instructions(&self) -> impl Iterator<Item = &Instruction> {
        self.instructions
            .iter()
            .flat_map(|i| std::iter::once(i).chain(i.trigger()))
    }
}

impl Instruction {
    /// The instruction that an `ONBUILD` triggers.
    pub fn trigger(&self) -> Option<&Instruction> {
        match &self.arguments {
            Arguments::Onbuild(Some(inner)) => Some(inner),
            _ => None,
        }
    }

    /// The flag of a name, the last one if given twice.
    pub fn flag(&self, name: &str) -> Option<&Flag> {
        self.flags.iter().rev().find(|f| &*f.name.value == name)
    }

    /// All flags of a name.
    pub fn flags_named<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Flag> {
        self.flags.iter().filter(move |f| &*f.name.value == name)
    }

    /// The command of RUN, CMD, ENTRYPOINT, SHELL or HEALTHCHECK.
    pub fn command(&self) -> Option<&Command> {
        match &self.arguments {
            Arguments::Command(command) | Arguments::HealthcheckCmd { command, .. } => Some(command),
            _ => None,
        }
    }

    /// The pairs of ENV, LABEL or ARG; empty for others.
    pub fn pairs(&self) -> &[Pair] {
        match &self.arguments {
            Arguments::Pairs(pairs) => pairs,
            _ => &[],
        }
    }

    /// The words of EXPOSE, VOLUME, USER, WORKDIR, STOPSIGNAL or MAINTAINER; empty for others.
    pub fn words(&self) -> &[Word] {
        match &self.arguments {
            Arguments::Words { words, .. } => words,
            _ => &[],
        }
    }
}

impl Flag {
    /// The field of a `--mount`.
    pub fn option(&self, key: &str) -> Option<&FlagOption> {
        self.options.iter().find(|o| &*o.key.value == key)
    }
}
