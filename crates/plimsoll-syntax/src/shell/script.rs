//! The contents of a piece of shell code, and the questions that need the whole list.

use std::ops::Range;
use std::sync::Arc;

use shuck_parser::parser::ParseResult;

use crate::{Span, Spanned, SyntaxError, Text, TextBuilder};

use super::options::ShellOptions;

/// A parsed piece of shell code.
#[derive(Clone, Debug, Default)]
pub struct Script {
    /// In the order of the text: a command comes before those inside its words, and a compound
    /// before its parts.
    pub commands: Vec<Command>,
    /// For each number in [`Command::pipeline`], its commands in the order of the data. A command
    /// that is not piped is a pipeline of one.
    pub pipelines: Vec<Vec<u32>>,
    /// Including the limits: code beyond 64 KiB is not parsed.
    pub errors: Vec<SyntaxError>,
    /// Comments of the code, from `#`.
    pub comments: Vec<Span>,
    pub(super) tree: Option<Arc<ParseResult>>,
}

impl Script {
    /// What the parser made of it, for an analysis that takes nothing else; absent if it has errors.
    pub fn tree(&self) -> Option<&ParseResult> {
        self.tree.as_deref()
    }
}

/// A simple command, or a compound one ([`Command::compound`]), whose parts follow as commands of
/// their own.
#[derive(Clone, Debug)]
pub struct Command {
    /// From the first word or assignment to the last word or redirect.
    pub span: Span,
    /// What it is, if it is not a simple command.
    pub compound: Option<Compound>,
    /// `FOO=bar` before the name, and the assignments of `export`, `declare` and the like, which
    /// are also among the arguments. A command that consists of assignments has no name.
    pub assignments: Vec<Assignment>,
    /// Absent for compounds, bare assignments and bare redirects.
    pub name: Option<Word>,
    pub arguments: Vec<Word>,
    pub redirects: Vec<Redirect>,
    /// The variables that a `for` sets.
    pub loop_variables: Vec<Box<str>>,
    /// How it is joined to the command before it in the same list.
    pub connector: Connector,
    /// The span of the operator that joins it: `&&`, `||`, `;`, `|`, `&`. Absent for the first
    /// and for new lines.
    pub operator: Option<Span>,
    /// Commands joined by `|` share the number; each other command has its own. An index into
    /// [`Script::pipelines`].
    pub pipeline: u32,
    /// Its place in the pipeline, from 0.
    pub stage: u32,
    /// `! command`; set for all commands of a negated pipeline.
    pub negated: bool,
    /// `command &`; set for all commands of the list that is sent to the background.
    pub background: bool,
    /// The construct that it is in.
    pub role: Role,
    /// The command that contains it: for substitutions the one whose words contain it, otherwise
    /// the compound. An index into [`Script::commands`], always lower than its own.
    pub parent: Option<u32>,
    /// How many parents it has.
    pub depth: u32,
    /// What `set` has switched on where it runs.
    pub options: ShellOptions,
}

/// The kinds of compound command.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Compound {
    /// `( … )`
    Subshell,
    /// `{ …; }`
    Group,
    If,
    /// `while` and `until`.
    Loop,
    /// `for` and `select`; the words after `in` are the arguments.
    For,
    /// The word that is matched is the first argument; the patterns are not kept.
    Case,
    /// A definition; the names are the arguments.
    Function,
    /// `[[ … ]]`; the operands are the arguments.
    Test,
    /// `(( … ))`
    Arithmetic,
}

/// How a command is joined to the one before it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Connector {
    /// The first of its list.
    First,
    /// `&&`
    And,
    /// `||`
    Or,
    /// `;`, `&` or a new line.
    Then,
    /// `|` or `|&`.
    Pipe,
}

/// The innermost construct that matters around a command.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Role {
    /// Runs as part of the script itself, also inside `{ … }`.
    Plain,
    /// `( … )`
    Subshell,
    /// The condition of `if`, `while` or `until`.
    Condition,
    /// The body of `if`, `case`, or a loop.
    Branch,
    /// The body of a function.
    Function,
    /// `$( … )` or backticks.
    Substitution,
    /// `<( … )` or `>( … )`.
    ProcessSubstitution,
}

/// `name=value` before a command, or by itself.
#[derive(Clone, Debug)]
pub struct Assignment {
    pub span: Span,
    pub name: Spanned<Box<str>>,
    /// Absent for arrays.
    pub value: Option<Word>,
    /// `+=`
    pub append: bool,
}

/// `> file`, `2>&1`, `<<EOF` …
#[derive(Clone, Debug)]
pub struct Redirect {
    pub span: Span,
    /// The operator, without a descriptor: `>`, `>>`, `<`, `<<`, `>&` …
    pub operator: &'static str,
    /// The target, absent for a heredoc.
    pub target: Option<Word>,
    pub descriptor: Option<u32>,
    /// The body of a heredoc that is part of the code. Heredocs on a Dockerfile's own line are not:
    /// they belong to the instruction.
    pub heredoc: Option<Spanned<Box<str>>>,
}

/// A word of a command.
#[derive(Clone, Debug)]
pub struct Word {
    pub span: Span,
    /// Its place in the text that was parsed.
    pub range: Range<usize>,
    /// As written.
    pub text: Box<str>,
    /// The value without quotes, if nothing in it has to be expanded (a glob and a tilde count as
    /// literal text).
    pub value: Option<Box<str>>,
    /// Without quotes, and with whatever has to be expanded left as written.
    pub content: Box<str>,
    /// The variables in it, including those inside nested words.
    pub variables: Vec<Variable>,
    /// Whether any of it is quoted.
    pub quoted: bool,
    /// Whether it contains `$( … )`, backticks or `<( … )`; their commands are in the script.
    pub substitutes: bool,
    /// Whether it contains an unquoted `*`, `?` or `[`.
    pub glob: bool,
}

/// A variable in a word: `$name` or `${name…}`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Variable {
    pub span: Span,
    pub name: Box<str>,
    /// The whole reference is `$name` or `${name}`, without an operator.
    pub plain: bool,
    /// It is inside double quotes.
    pub quoted: bool,
}

impl Script {
    /// A script of one command whose words are given: the exec form. Nothing in them is expanded.
    pub fn of_exec(words: &[Spanned<Box<str>>]) -> Self {
        let (Some(first), Some(last)) = (words.first(), words.last()) else {
            return Self::default();
        };
        let mut words = words.iter().map(Word::of_exec);
        let command = Command {
            name: words.next(),
            arguments: words.collect(),
            ..Command::new(first.span.to(last.span))
        };
        Self {
            commands: vec![command],
            pipelines: vec![vec![0]],
            ..Self::default()
        }
    }

    /// The pipelines of two or more commands, in the order of the text.
    pub fn piped(&self) -> impl Iterator<Item = &[u32]> {
        self.pipelines
            .iter()
            .map(Vec::as_slice)
            .filter(|stages| stages.len() > 1)
    }

    /// The pipeline that a command is part of.
    pub fn pipeline_of(&self, index: u32) -> &[u32] {
        let command = self.commands.get(index as usize);
        let stages = command.and_then(|c| self.pipelines.get(c.pipeline as usize));
        stages.map_or(&[], Vec::as_slice)
    }

    /// The parents of a command, from the nearest outwards.
    pub fn ancestors(&self, index: u32) -> impl Iterator<Item = (u32, &Command)> {
        let parent = |at: u32| self.commands.get(at as usize).and_then(|c| c.parent);
        let chain = std::iter::successors(parent(index), move |&at| parent(at));
        chain.filter_map(|at| Some((at, self.commands.get(at as usize)?)))
    }

    /// Whether a command or any of its parents has a role.
    pub fn is_within(&self, index: u32, role: Role) -> bool {
        let own = self.commands.get(index as usize).is_some_and(|c| c.role == role);
        own || self.ancestors(index).any(|(_, c)| c.role == role)
    }
}

impl Command {
    /// A simple command without words.
    pub(super) fn new(span: Span) -> Self {
        Self {
            span,
            compound: None,
            assignments: Vec::new(),
            name: None,
            arguments: Vec::new(),
            redirects: Vec::new(),
            loop_variables: Vec::new(),
            connector: Connector::First,
            operator: None,
            pipeline: 0,
            stage: 0,
            negated: false,
            background: false,
            role: Role::Plain,
            parent: None,
            depth: 0,
            options: ShellOptions::default(),
        }
    }

    /// The name and the arguments.
    pub fn words(&self) -> impl Iterator<Item = &Word> {
        self.name.iter().chain(&self.arguments)
    }
}

impl Word {
    fn of_exec(word: &Spanned<Box<str>>) -> Self {
        Self {
            span: word.span,
            range: 0..0,
            text: word.value.clone(),
            value: Some(word.value.clone()),
            content: word.value.clone(),
            variables: Vec::new(),
            quoted: true,
            substitutes: false,
            glob: false,
        }
    }

    /// The value as a text of its own, for code inside a word such as that of `sh -c '…'`, without
    /// quotes and with whatever has to be expanded left as written. `text` is the one that the word
    /// was parsed from.
    pub fn unquoted(&self, text: &Text) -> Text {
        let start = self.range.start;
        let mut unquoted = TextBuilder::new(text.file());
        for kept in super::quotes::kept(text.as_str().get(self.range.clone()).unwrap_or_default()) {
            unquoted.push(text, kept.start + start..kept.end + start);
        }
        unquoted.finish_at(self.span.start as usize)
    }
}
