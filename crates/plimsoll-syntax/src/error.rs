//! What a parser could not read. An error is a value: the engine turns it into a finding.

use crate::{Edit, Span};

/// A place that could not be read as what it should be.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SyntaxError {
    pub kind: SyntaxErrorKind,
    /// The words that are wrong.
    pub span: Span,
    /// One line, lower case, no full stop.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
    /// A second place that belongs to the fault, such as the first of two equal keys.
    pub related: Option<(Span, String)>,
    /// A change that repairs the place, if one is likely.
    pub repair: Option<Repair>,
}

/// A change that makes a place readable.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Repair {
    /// What it does, in the imperative.
    pub title: String,
    pub edits: Vec<Edit>,
    /// It is surely what was meant.
    pub is_sure: bool,
}

impl SyntaxError {
    /// An error with a message only.
    pub fn new(kind: SyntaxErrorKind, span: Span, message: impl Into<String>) -> Self {
        Self {
            kind,
            span,
            message: message.into(),
            help: None,
            related: None,
            repair: None,
        }
    }

    /// Adds what to do about it.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Adds a second place.
    #[must_use]
    pub fn related(mut self, span: Span, text: impl Into<String>) -> Self {
        self.related = Some((span, text.into()));
        self
    }

    /// Adds a text that is likely to be meant in this place (the nearest instruction).
    #[must_use]
    pub fn suggestion(self, text: impl Into<String>) -> Self {
        let text = text.into();
        let repair = Repair {
            title: format!("write `{text}`"),
            edits: vec![self.span.replace(text)],
            is_sure: false,
        };
        self.repair(Some(repair))
    }

    /// Adds a change that repairs the place, if there is one.
    #[must_use]
    pub fn repair(mut self, repair: Option<Repair>) -> Self {
        self.repair = repair;
        self
    }
}

/// Which rule an error belongs to. The names are those of the rules that report them.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum SyntaxErrorKind {
    /// The Dockerfile cannot be read here: heredoc, quote, line length, stray text, empty file,
    /// bytes that are not UTF-8.
    Dockerfile,
    /// A line starts with a word that is not an instruction.
    UnknownInstruction,
    /// An instruction has a flag that it does not know.
    UnknownFlag,
    /// A flag is given twice, lacks its value, or has an invalid one.
    InvalidFlag,
    /// An instruction has too few or too many arguments.
    ArgumentCount,
    /// `FROM` is not `FROM image [AS name]`.
    MalformedFrom,
    /// A stage has a name that BuildKit refuses.
    StageName,
    /// A variable has an operator that BuildKit does not know.
    Modifier,
    /// The file has no `FROM`.
    StageMissing,
    /// Something that needs a stage comes before the first `FROM`.
    BeforeFrom,
    /// `ENV`, `LABEL` or `ARG` is not a list of `key=value`.
    MalformedKeyValue,
    /// A JSON array has an element that is not a string.
    MalformedJson,
    /// `SHELL` is not followed by a JSON array with a program.
    ShellForm,
    /// A parser directive has an invalid value, or occurs twice.
    ParserDirective,
    /// A `--mount` of `RUN` cannot be read.
    InvalidMount,
    /// `ONBUILD` triggers something it must not.
    OnbuildTrigger,
    /// `ONBUILD` triggers a word that is not an instruction.
    UnknownTrigger,
    /// A `HEALTHCHECK` that is neither `CMD` with a command nor `NONE`, or has an option with an
    /// invalid value.
    Healthcheck,
    /// A blank line inside a continuation, which BuildKit warns about.
    EmptyContinuation,
    /// The YAML of a Compose file cannot be read here.
    Compose,
    /// A template of a Compose file.
    Template,
    /// A port of a Compose file cannot be read.
    ComposePort,
    /// A mount of a Compose file cannot be read.
    ComposeMount,
    /// A variable of a Compose file cannot be read.
    ComposeVariable,
    /// A mapping has the same key twice.
    DuplicateKey,
    /// Files of one Compose project that cannot be merged here.
    MergeConflict,
    /// Services that extend each other, or files that include each other, in a cycle.
    Cycle,
    /// `extends` names a service that does not exist.
    Undefined,
    /// Shell code that the shell would refuse.
    Shell,
    /// Shell code that is too large or too deep to be read here; the shell may accept it.
    ShellUnread,
}
