//! Which shell an instruction is run by, and the code that it gives to it.

use plimsoll_syntax::dockerfile::{self as tree, CommandForm, Kind};
use plimsoll_syntax::shell::{Dialect, Script};
use plimsoll_syntax::{Span, Spanned, Text, TextBuilder};

use super::{Base, Instruction, Stage};

/// A shell program, by what it understands.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum ShellKind {
    /// `sh`, whatever stands behind the name in the image.
    Sh,
    /// busybox' shell, by its own name.
    Ash,
    Dash,
    Bash,
    /// ksh, zsh and their like.
    OtherPosix,
    PowerShell,
    /// Windows' `cmd`.
    Cmd,
    /// Something that is no shell we know: its code is left alone.
    Foreign,
}

/// The shell that runs the shell form.
#[derive(Clone, Debug)]
pub struct ShellProgram<'a> {
    pub kind: ShellKind,
    /// The options that SHELL gives, such as `-o pipefail -c`.
    pub options: Vec<&'a str>,
    /// The SHELL instruction; none if the default of the platform is in force.
    pub set_by: Option<Span>,
}

/// A piece of shell code of an instruction.
#[derive(Clone, Debug)]
pub struct Code {
    pub script: Script,
    /// The shell that runs it.
    pub kind: ShellKind,
    /// The options that the shell is started with (`-e`, `-o`, `pipefail` …).
    pub options: Vec<Box<str>>,
    /// The body of a heredoc.
    pub heredoc: bool,
}

impl ShellKind {
    /// The shell of a program's name or path.
    pub fn of_program(program: &str) -> Self {
        let name = program.rsplit(['/', '\\']).next().unwrap_or(program).to_ascii_lowercase();
        match name.strip_suffix(".exe").unwrap_or(&name) {
            "sh" => Self::Sh,
            "ash" | "busybox" => Self::Ash,
            "dash" => Self::Dash,
            "bash" => Self::Bash,
            "ksh" | "mksh" | "zsh" | "yash" => Self::OtherPosix,
            "powershell" | "pwsh" => Self::PowerShell,
            "cmd" => Self::Cmd,
            _ => Self::Foreign,
        }
    }

    /// The grammar that its code is read with; none for what is left alone.
    pub fn dialect(self) -> Option<Dialect> {
        match self {
            Self::Sh | Self::Ash | Self::Dash => Some(Dialect::Posix),
            Self::Bash => Some(Dialect::Bash),
            Self::OtherPosix => Some(Dialect::Other),
            Self::PowerShell | Self::Cmd | Self::Foreign => None,
        }
    }
}

impl ShellProgram<'_> {
    /// Whether the options set one by letter (`-e`, also inside `-ec`) or by name (`pipefail`).
    pub fn has_option(&self, option: &str) -> bool {
        has_option(self.options.iter().copied(), option)
    }
}

impl Code {
    /// Whether the shell is started with an option, by letter (`e`) or by name (`pipefail`).
    pub fn has_option(&self, option: &str) -> bool {
        has_option(self.options.iter().map(|o| &**o), option)
    }
}

fn has_option<'o>(options: impl Iterator<Item = &'o str>, option: &str) -> bool {
    let mut options = options;
    options.any(|given| match given.strip_prefix('-') {
        Some(letters) if option.len() == 1 => !letters.starts_with('-') && letters.contains(option),
        _ => given == option,
    })
}

impl<'a> Stage<'a> {
    /// The shell in force at an instruction of this stage: the last SHELL before it in the chain,
    /// else the platform's.
    pub fn shell_at(self, index: usize) -> ShellProgram<'a> {
        let inherited = || self.ancestors().skip(1).flat_map(|s| s.instructions().rev());
        let own = self.instructions().rev().filter(|i| i.index() < index);
        let set = own.chain(inherited()).find(|i| i.node().kind == Kind::Shell);
        if let Some(instruction) = set
            && let Some(CommandForm::Exec(words)) = instruction.node().command().map(|c| &c.form)
        {
            let kind = words.first().map_or(ShellKind::Foreign, |w| ShellKind::of_program(&w.value));
            return ShellProgram {
                kind,
                options: words.iter().skip(1).map(|w| &*w.value).collect(),
                set_by: Some(instruction.node().span),
            };
        }
        let kind = if self.is_windows() { ShellKind::Cmd } else { ShellKind::Sh };
        ShellProgram {
            kind,
            options: Vec::new(),
            set_by: None,
        }
    }

    /// Whether the image is for Windows, as far as its name, `--platform` or the backtick as
    /// escape character tell.
    pub fn is_windows(self) -> bool {
        let Some(root) = self.ancestors().last() else {
            return false;
        };
        let platform = root.from().node().flag("platform").and_then(|f| f.value.as_ref());
        if platform.is_some_and(|p| p.as_written().to_ascii_lowercase().starts_with("windows")) {
            return true;
        }
        if root.dockerfile.tree().escape == '`' {
            return true;
        }
        let Base::Image(image) = root.base() else {
            return false;
        };
        let Some(image) = image.as_ref().likely() else {
            return false;
        };
        let windows = |text: &str| {
            let text = text.to_ascii_lowercase();
            ["windows", "nanoserver", "servercore"].iter().any(|w| text.contains(w))
        };
        // A repository such as `grafana/windows_exporter` says nothing of its base.
        let official = image.registry() == Some("mcr.microsoft.com");
        image.tag().is_some_and(windows) || (official && windows(image.path()))
    }
}

/// The code of an instruction; see [`Instruction::code`].
pub(super) fn code_of(instruction: Instruction<'_>) -> Vec<Code> {
    let node = instruction.node();
    let Some(stage) = instruction.stage() else {
        return Vec::new();
    };
    let node = node.trigger().unwrap_or(node);
    let Some(command) = node.command().filter(|_| node.kind != Kind::Shell) else {
        return Vec::new();
    };
    match &command.form {
        CommandForm::Exec(words) => exec_code(stage, words).into_iter().collect(),
        CommandForm::Shell(text) => {
            let shell = stage.shell_at(instruction.index());
            let options: Vec<Box<str>> = shell.options.iter().map(|o| (*o).into()).collect();
            shell_code(node, text, shell.kind, options)
        }
    }
}

/// The script of `["sh", "-c", "script"]`.
fn exec_code(stage: Stage<'_>, words: &[Spanned<Box<str>>]) -> Option<Code> {
    let kind = ShellKind::of_program(&words.first()?.value);
    let dialect = kind.dialect()?;
    let at = words.iter().position(|w| is_command_option(&w.value))?;
    let script = words.get(at + 1)?;
    let source = stage.dockerfile.source();
    // With escapes in the string its bytes have no places of their own.
    let inside = source.slice(script.span).trim_matches('"');
    let mut text = TextBuilder::new(script.span.file);
    if inside == &*script.value {
        text.push_exact(inside, script.span.start as usize + 1);
    } else {
        text.push_decoded(&script.value, script.span.start as usize, script.span.len());
    }
    Some(Code {
        script: plimsoll_syntax::shell::parse(&text.finish_at(script.span.start as usize), dialect),
        kind,
        options: words[1..=at].iter().map(|w| w.value.clone()).collect(),
        heredoc: false,
    })
}

/// `-c`, also among other letters: `-ec`, `-lc`.
fn is_command_option(word: &str) -> bool {
    word.strip_prefix('-').is_some_and(|l| !l.starts_with('-') && l.ends_with('c'))
}

fn shell_code(
    node: &tree::Instruction,
    text: &Text,
    kind: ShellKind,
    options: Vec<Box<str>>,
) -> Vec<Code> {
    let mut code = Vec::new();
    let only_heredoc = node.kind == Kind::Run && is_only_heredoc(node, text);
    if only_heredoc {
        // BuildKit v0.30, dockerfile2llb/convert.go, dispatchRun: a RUN that is nothing but a
        // heredoc runs its body, by the program of its `#!` line if it has one.
        let heredoc = &node.heredocs[0];
        let (kind, options) = match shebang(heredoc.body.as_str()) {
            Some((program, options)) => (ShellKind::of_program(program), options),
            None => (kind, options),
        };
        code.extend(parsed(&heredoc.body, kind, options, true));
        return code;
    }
    code.extend(parsed(text, kind, options, false));
    let Some(first) = code.first() else {
        return code;
    };
    // `RUN bash <<EOF`: the body is the standard input of a shell.
    let readers = first.script.commands.iter().filter(|c| c.redirects.iter().any(|r| r.operator.starts_with("<<")));
    let fed: Vec<ShellKind> = readers
        .filter(|c| c.arguments.iter().all(|a| a.text.starts_with('-')))
        .filter_map(|c| c.name.as_ref()?.value.as_deref())
        .map(ShellKind::of_program)
        .collect();
    let matching = fed.len() == node.heredocs.len();
    for (heredoc, kind) in node.heredocs.iter().zip(fed) {
        if matching && node.kind == Kind::Run {
            code.extend(parsed(&heredoc.body, kind, Vec::new(), true));
        }
    }
    code
}

fn parsed(text: &Text, kind: ShellKind, options: Vec<Box<str>>, heredoc: bool) -> Option<Code> {
    let dialect = kind.dialect()?;
    Some(Code {
        script: plimsoll_syntax::shell::parse(text, dialect),
        kind,
        options,
        heredoc,
    })
}

/// Whether a RUN consists of one heredoc and nothing else.
fn is_only_heredoc(node: &tree::Instruction, text: &Text) -> bool {
    let [heredoc] = node.heredocs.as_slice() else {
        return false;
    };
    let trimmed = text.as_str().trim();
    let operator = trimmed.trim_start_matches(|c: char| c.is_ascii_digit());
    operator.starts_with("<<") && !trimmed.contains(char::is_whitespace) && {
        let name = operator.trim_start_matches(['<', '-']).trim_matches(['"', '\'']);
        name == &*heredoc.name.value
    }
}

/// Program and options of a `#!` line; `/usr/bin/env` is seen through.
fn shebang(body: &str) -> Option<(&str, Vec<Box<str>>)> {
    let line = body.lines().next()?.strip_prefix("#!")?;
    let mut words = line.split_whitespace();
    let mut program = words.next()?;
    if program.ends_with("/env") {
        program = words.find(|w| !w.starts_with('-') && !w.contains('='))?;
    }
    Some((program, words.map(Into::into).collect()))
}
