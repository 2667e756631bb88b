//! Every program that a piece of shell code or an exec form runs, seen through wrappers and
//! through `sh -c '…'`.

use std::cell::OnceCell;

use plimsoll_syntax::shell::{self, Command, Dialect, Script, ShellOptions, Word};
use plimsoll_syntax::{Span, Spanned, Text, TextBuilder};

use super::argument::{Argument, Parted, without_ending};
use super::interpreter::{code_argument, is_shell};
use super::known_words::fill_in;
use super::package::{PackageCommand, PackageProgram, package_command_of};
use super::program::Program;
use super::wrapper::{Wrapper, is_assignment, unwrapped};

/// Shells inside shells are followed to this depth.
const MAX_DEPTH: usize = 4;

/// At most this many pieces of code inside words are read.
const MAX_SCRIPTS: usize = 200;

/// The commands of one piece of shell code or one exec form, with the code inside their words.
#[derive(Debug)]
pub struct Commands {
    /// The first one is the code itself.
    scripts: Vec<Nested>,
    /// Each command as its script's index and its own, in the order of the text.
    order: Vec<(usize, u32)>,
}

/// A script and its place.
#[derive(Debug)]
struct Nested {
    script: Script,
    /// Absent for the exec form, whose words are not slices of one text.
    text: Option<Text>,
    holder: Option<Holder>,
    depth: usize,
    /// One per command, since many rules ask for each.
    heads: Vec<Head>,
}

/// What the first words of a command tell.
#[derive(Clone, Copy, Debug)]
struct Head {
    /// Wrappers come before the program. Few commands have any.
    is_wrapped: bool,
    /// Where the program's name starts in its word.
    name_start: u32,
    /// Whether the program is a package manager, including one that Python runs.
    packages: PackageProgram,
}

impl Head {
    fn of(command: &Command) -> Self {
        let mut head = Self {
            is_wrapped: false,
            name_start: 0,
            packages: PackageProgram::Other,
        };
        let Some(mut program) = command.name.as_ref().map(Argument::of_word) else {
            return head;
        };
        if Program::named(program.program()).may_wrap() {
            let argv: Vec<Argument<'_>> = command.words().map(Argument::of_word).collect();
            let (wrappers, start) = unwrapped(&argv);
            head.is_wrapped = !wrappers.is_empty();
            program = argv.get(start).copied().unwrap_or(program);
        }
        head.packages = PackageProgram::of(program.program());
        head.name_start = program.program_start() as u32;
        head
    }
}

impl Nested {
    fn new(script: Script, text: Option<Text>, holder: Option<Holder>, depth: usize) -> Self {
        Self {
            heads: script.commands.iter().map(Head::of).collect(),
            script,
            text,
            holder,
            depth,
        }
    }
}

/// The command whose words contain a script.
#[derive(Clone, Copy, Debug)]
pub struct Holder {
    /// The index of its script.
    pub script: usize,
    /// Its index in that script.
    pub command: u32,
}

/// One program that is run.
#[derive(Clone, Debug)]
pub struct Invocation<'a> {
    /// The program without its path. Contains a `$` if it is not known.
    pub name: &'a str,
    /// From the program to its last argument, without wrappers.
    pub span: Span,
    /// What comes before it (`sudo`, `env` …), from the outside in.
    pub wrappers: Vec<Wrapper<'a>>,
    /// The script that it is part of: the code itself, or the argument of `sh -c`.
    pub script: &'a Script,
    /// The index of that script in [`Commands::scripts`].
    pub script_number: usize,
    /// Its index in [`Script::commands`].
    pub index: u32,
    /// How many words the wrappers take.
    skipped: usize,
    packages: PackageProgram,
    /// Made on first use: most rules look at the name and move on.
    argv: OnceCell<Vec<Argument<'a>>>,
    parted: OnceCell<Parted<'a>>,
}

impl Commands {
    /// Reads shell code without known variables.
    #[cfg(test)]
    pub(crate) fn of_shell(text: &Text, dialect: Dialect, options: ShellOptions) -> Self {
        Self::of_shell_with(text, dialect, options, &|_| None)
    }

    /// Reads shell code. `options` are those that its shell starts with. The values of known
    /// variables replace them in the texts of words, but not in what is written.
    pub(crate) fn of_shell_with(
        text: &Text,
        dialect: Dialect,
        options: ShellOptions,
        known: &dyn Fn(&str) -> Option<String>,
    ) -> Self {
        let mut script = shell::parse_with(text, dialect, options);
        fill_in(&mut script, known);
        Self::of_script(script, Some(text.clone()))
    }

    /// Reads an exec form.
    pub fn of_exec(words: &[Spanned<Box<str>>]) -> Self {
        Self::of_script(Script::of_exec(words), None)
    }

    /// A script that is already parsed. Without its text, the code inside its words is not read,
    /// unless it is an exec form.
    pub(crate) fn of_script(script: Script, text: Option<Text>) -> Self {
        let code = Nested::new(script, text, None, 0);
        let mut commands = Self {
            scripts: vec![code],
            order: Vec::new(),
        };
        commands.read(0);
        commands
    }

    /// The code itself; empty only for an empty exec form.
    pub fn script(&self) -> &Script {
        &self.scripts[0].script
    }

    /// The code itself, and all code inside its words.
    pub fn scripts(&self) -> impl Iterator<Item = &Script> {
        self.scripts.iter().map(|nested| &nested.script)
    }

    /// The text of the code itself; absent for the exec form.
    pub fn text(&self) -> Option<&Text> {
        self.scripts[0].text.as_ref()
    }

    /// The command whose words contain a script; absent for the code itself.
    pub(crate) fn holder(&self, script_number: usize) -> Option<Holder> {
        self.scripts.get(script_number)?.holder
    }

    /// Every program that is run, in the order of the text.
    pub fn invocations(&self) -> impl Iterator<Item = Invocation<'_>> {
        self.order
            .iter()
            .filter_map(|&(script, index)| self.invocation(script, index))
    }

    /// One command; absent for compound commands and bare assignments.
    pub fn invocation(&self, script_number: usize, index: u32) -> Option<Invocation<'_>> {
        let nested = self.scripts.get(script_number)?;
        let head = *nested.heads.get(index as usize)?;
        let invocation = read_invocation(&nested.script, index, head)?;
        Some(Invocation {
            script_number,
            ..invocation
        })
    }

    /// Lists the commands of a script, and reads the code inside their words.
    fn read(&mut self, number: usize) {
        let seen = self.seen(number);
        for index in 0..self.scripts[number].script.commands.len() as u32 {
            let start = self.scripts[number].script.commands[index as usize].span.start;
            if seen.binary_search(&start).is_ok() {
                continue;
            }
            self.order.push((number, index));
            let Some(nested) = self.nested(number, index) else {
                continue;
            };
            if self.scripts.len() < MAX_SCRIPTS {
                self.scripts.push(nested);
                self.read(self.scripts.len() - 1);
            }
        }
    }

    /// Where the commands start that the outer shell runs itself: in `sh -c "a $(b)"` that is `b`,
    /// which only looks like a part of the nested code. In ascending order.
    fn seen(&self, number: usize) -> Vec<u32> {
        let Some(holder) = self.scripts[number].holder else {
            return Vec::new();
        };
        let outer = &self.scripts[holder.script].script.commands;
        let depth = outer[holder.command as usize].depth;
        let inside = outer[holder.command as usize + 1..]
            .iter()
            .take_while(|c| c.depth > depth);
        let mut starts: Vec<u32> = inside.map(|command| command.span.start).collect();
        starts.sort_unstable();
        starts
    }

    fn nested(&self, number: usize, index: u32) -> Option<Nested> {
        let outer = &self.scripts[number];
        if outer.depth == MAX_DEPTH {
            return None;
        }
        let invocation = read_invocation(&outer.script, index, *outer.heads.get(index as usize)?)?;
        let argv = invocation.argv();
        let at = code_argument(argv)?;
        let word = argv[at].word?;
        let text = match &outer.text {
            Some(text) => word.unquoted(text),
            None if outer.holder.is_none() => text_of_exec(word),
            None => return None,
        };
        let before = argv[1..at].iter().map(|argument| argument.text);
        let options = match is_shell(invocation.name) {
            true => ShellOptions::default().with(before),
            false => ShellOptions::default(),
        };
        let dialect = match invocation.name {
            "bash" => Dialect::Bash,
            _ => Dialect::Posix,
        };
        let script = shell::parse_with(&text, dialect, options);
        let command = index;
        let holder = Holder {
            script: number,
            command,
        };
        Some(Nested::new(script, Some(text), Some(holder), outer.depth + 1))
    }
}

/// A command of a script; absent for compound commands and bare assignments.
pub fn invocation(script: &Script, index: u32) -> Option<Invocation<'_>> {
    let head = Head::of(script.commands.get(index as usize)?);
    read_invocation(script, index, head)
}

fn read_invocation(script: &Script, index: u32, head: Head) -> Option<Invocation<'_>> {
    let command = script.commands.get(index as usize)?;
    let mut first = command.name.as_ref()?;
    let last = command.arguments.last().unwrap_or(first);
    let (mut wrappers, mut skipped) = (Vec::new(), 0);
    if head.is_wrapped {
        let argv: Vec<Argument<'_>> = command.words().map(Argument::of_word).collect();
        (wrappers, skipped) = unwrapped(&argv);
        first = command.words().nth(skipped)?;
    }
    Some(Invocation {
        name: without_ending(&first.content[head.name_start as usize..]),
        span: first.span.to(last.span),
        wrappers,
        script,
        script_number: 0,
        index,
        skipped,
        packages: head.packages,
        argv: OnceCell::new(),
        parted: OnceCell::new(),
    })
}

impl<'a> Invocation<'a> {
    /// The program and its arguments, without wrappers.
    pub fn argv(&self) -> &[Argument<'a>] {
        self.argv.get_or_init(|| {
            let words = self.command().words().skip(self.skipped);
            words.map(Argument::of_word).collect()
        })
    }

    /// The arguments.
    pub fn arguments(&self) -> &[Argument<'a>] {
        &self.argv()[1..]
    }

    /// The arguments, told apart as the program does.
    pub fn parted(&self) -> &Parted<'a> {
        self.parted.get_or_init(|| Parted::of(self.argv()))
    }

    /// The word that names the program.
    pub fn program(&self) -> Argument<'a> {
        let command = self.command();
        let word = match self.skipped {
            0 => command.name.as_ref(),
            skipped => command.arguments.get(skipped - 1),
        };
        Argument::of_word(word.expect("an invocation has a program"))
    }

    /// The place of the program's name.
    pub fn name_span(&self) -> Span {
        self.program().span
    }

    /// The package manager's task, if it runs one.
    pub fn package_command(&self) -> Option<PackageCommand<'a>> {
        match self.packages {
            PackageProgram::Other => None,
            program => package_command_of(program, self.argv()),
        }
    }

    /// The command of the script that this is.
    pub fn command(&self) -> &'a Command {
        &self.script.commands[self.index as usize]
    }

    /// Whether a wrapper of this name comes before it.
    pub fn is_wrapped_in(&self, name: &str) -> bool {
        self.wrappers.iter().any(|wrapper| wrapper.name == name)
    }

    /// Variables that are set for this command alone: `NAME=value command`, `env NAME=value
    /// command`. Each with the place of the whole assignment.
    pub fn environment(&self) -> Vec<(&'a str, &'a str, Span)> {
        let command = self.command();
        let assigned = command.assignments.iter().map(|assignment| {
            let value = assignment.value.as_ref().map_or("", |word| &*word.content);
            (&*assignment.name.value, value, assignment.span)
        });
        let wrapped = self.wrappers.iter().flat_map(|wrapper| &wrapper.argv[1..]);
        let wrapped = wrapped
            .filter(|argument| is_assignment(argument.text))
            .filter_map(|argument| {
                let (name, value) = argument.text.split_once('=')?;
                Some((name, value, argument.span))
            });
        assigned.chain(wrapped).collect()
    }

    /// Whether its questions are answered by input that is piped to it, or to a group around it:
    /// `yes | apt-get install x`, `echo y | (…)`.
    pub fn is_answered(&self) -> bool {
        let chain = std::iter::once(self.index).chain(self.script.ancestors(self.index).map(|(at, _)| at));
        let before = chain.filter_map(|at| {
            let stage = self.script.commands[at as usize].stage.checked_sub(1)?;
            invocation(self.script, *self.script.pipeline_of(at).get(stage as usize)?)
        });
        before.into_iter().any(|before| match before.name {
            "yes" => true,
            "echo" | "printf" => before
                .arguments()
                .iter()
                .any(|a| a.text.trim().to_ascii_lowercase().starts_with('y')),
            _ => false,
        })
    }

    /// The command before it in its pipeline, if that is a simple one.
    pub(crate) fn piped_from(&self) -> Option<Invocation<'a>> {
        let before = self.command().stage.checked_sub(1)?;
        let index = *self.script.pipeline_of(self.index).get(before as usize)?;
        let found = invocation(self.script, index)?;
        Some(Invocation {
            script_number: self.script_number,
            ..found
        })
    }

    /// The command after it in its pipeline, if that is a simple one.
    pub fn pipes_into(&self) -> Option<Invocation<'a>> {
        let after = self.command().stage as usize + 1;
        let index = *self.script.pipeline_of(self.index).get(after)?;
        let found = invocation(self.script, index)?;
        Some(Invocation {
            script_number: self.script_number,
            ..found
        })
    }
}

/// The value of a word of the exec form as a text with places, as far as they are known.
fn text_of_exec(word: &Word) -> Text {
    let value = &*word.content;
    let start = word.span.start as usize;
    let mut text = TextBuilder::new(word.span.file);
    match word.span.len().checked_sub(value.len()) {
        Some(0) => text.push_exact(value, start),
        // Apart from the quotes around it, nothing differs.
        Some(2) => text.push_exact(value, start + 1),
        // Escapes were decoded, so no place inside is known.
        _ => text.push_decoded(value, start, word.span.len()),
    }
    text.finish_at(start)
}
