//! Which shell runs an instruction, and the code that it gets.

use plimsoll_syntax::dockerfile::{self as tree, CommandForm, Kind};
use plimsoll_syntax::shell::{Script, ShellOptions};
use plimsoll_syntax::{Span, Text};

use crate::base::Value;
use crate::command::Commands;
use crate::dockerfile::{Base, Code, ShellKind};
use crate::image::{Family, SystemShell, family_of_tag};
use crate::view::{Instruction, Stage};

/// The shell that runs the shell form.
#[derive(Clone, Debug)]
pub struct ShellProgram<'a> {
    pub kind: ShellKind,
    /// The options in SHELL, such as `-o pipefail -c`.
    pub options: Vec<&'a str>,
    /// The SHELL instruction; none if the platform's default is in force, or the shell that a
    /// comment gives for the base image.
    pub set_by: Option<Span>,
}

impl ShellProgram<'_> {
    /// The options that code starts with.
    pub(crate) fn start_options(&self) -> ShellOptions {
        ShellOptions::default().with(self.options.iter().copied())
    }
}

impl<'a> Stage<'a> {
    /// The shell in force at an instruction of this stage: the last SHELL before it in the chain,
    /// or a later comment that names one (`# hadolint shell=bash`), else the platform's. A comment
    /// above the first FROM applies to all stages.
    pub fn shell_at(self, index: usize) -> ShellProgram<'a> {
        let facts = self.dockerfile.facts();
        let mut stages = self.ancestors().map(Stage::facts);
        let found = stages.find_map(|stage| {
            let instruction = facts.last_shell(stage.from + 1, stage.end.min(index));
            let comment = facts.last_shell_comment(stage.from, (stage.end - 1).min(index));
            let comment = comment.filter(|c| instruction.is_none_or(|shell| c.before > shell));
            (instruction.is_some() || comment.is_some()).then_some((instruction, comment))
        });
        let (last, comment) = found.unwrap_or((None, facts.last_shell_comment(0, facts.preamble)));
        if let Some(comment) = comment {
            return ShellProgram {
                kind: comment.kind,
                options: Vec::new(),
                set_by: None,
            };
        }
        let set = last.map(|index| Instruction::new(self.dockerfile, Some(self), index));
        if let Some(instruction) = set
            && let Some(CommandForm::Exec(words)) = instruction.node().command().map(|c| &c.form)
        {
            let kind = words
                .first()
                .map_or(ShellKind::Foreign, |w| ShellKind::of_program(&w.value));
            return ShellProgram {
                kind,
                options: words.iter().skip(1).map(|w| &*w.value).collect(),
                set_by: Some(instruction.node().span),
            };
        }
        let kind = if self.is_windows() {
            ShellKind::Cmd
        } else {
            ShellKind::Sh
        };
        ShellProgram {
            kind,
            options: Vec::new(),
            set_by: None,
        }
    }

    /// The program behind `/bin/sh`, if the base image is known.
    pub fn system_shell(self) -> Option<SystemShell> {
        let image = self.root_image().likely()?;
        let tag = image.tag();
        match self.known_image(image) {
            Some(known) => known.system_shell(tag),
            None => tag.and_then(family_of_tag)?.system_shell(),
        }
    }

    /// The distribution that it is based on, if the base image is known.
    pub fn family(self) -> Option<Family> {
        let image = self.root_image().likely()?;
        let tag = image.tag();
        match self.known_image(image) {
            Some(known) => known.family(tag),
            None => tag.and_then(family_of_tag),
        }
    }

    /// Whether the image is for Windows, as far as its name, `--platform` or the backtick as
    /// escape character tell.
    pub fn is_windows(self) -> bool {
        *self
            .facts()
            .is_windows
            .get_or_init(|| self.root().starts_from_windows())
    }

    /// Whether its steps run in a shell that only Windows calls so; on Linux it is `pwsh`.
    fn sets_windows_shell(self) -> bool {
        let shells = self
            .of_kind(Kind::Shell)
            .map(|shell| shell.node().text.as_str().to_ascii_lowercase());
        shells
            .into_iter()
            .any(|shell| shell.contains("\"powershell") || shell.contains("\"cmd\""))
    }

    fn starts_from_windows(self) -> bool {
        let root = self;
        let platform = root.from().node().flag("platform").and_then(|f| f.value.as_ref());
        if platform.is_some_and(|p| p.as_written().to_ascii_lowercase().starts_with("windows")) {
            return true;
        }
        if root.dockerfile.tree().escape == '`' || root.sets_windows_shell() {
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
            [
                "windows",
                "nanoserver",
                "servercore",
                "dotnet/framework",
                "microsoft/iis",
            ]
            .iter()
            .any(|w| text.contains(w))
        };
        let known = self.known_image(image);
        if known.is_some_and(|known| known.family(image.tag()) == Some(Family::Windows)) {
            return true;
        }
        // A repository such as `grafana/windows_exporter` says nothing about its base.
        let official = image.registry() == Some("mcr.microsoft.com") || image.path().starts_with("microsoft/");
        image.tag().is_some_and(windows) || (official && windows(image.path()))
    }
}

impl<'a> Instruction<'a> {
    /// The shell code that it runs: its line in shell form, the body of a heredoc that is a script,
    /// the script after `sh -c` in exec form. Empty for PowerShell, cmd and the like.
    pub fn code(self) -> &'a [Code] {
        let cell = &self.dockerfile.facts().code[self.index];
        cell.get_or_init(|| code_of(self))
    }

    /// The shell code that it runs while an image is built: that of RUN, including RUN after
    /// `ONBUILD`.
    pub fn build_code(self) -> &'a [Code] {
        if self.is_run() { self.code() } else { &[] }
    }
}

/// The code of an instruction; see [`Instruction::code`].
fn code_of(instruction: Instruction<'_>) -> Vec<Code> {
    let Some(stage) = instruction.stage() else {
        return Vec::new();
    };
    let node = instruction.node();
    let node = node.trigger().unwrap_or(node);
    let Some(command) = node.command().filter(|_| node.kind != Kind::Shell) else {
        return Vec::new();
    };
    match &command.form {
        CommandForm::Exec(words) => vec![Code {
            commands: Commands::of_exec(words),
            kind: None,
            heredoc: false,
        }],
        CommandForm::Shell(text) => {
            let shell = stage.shell_at(instruction.index());
            let known = |name: &str| instruction.set_variable(name).and_then(Value::likely);
            shell_code(node, text, shell.kind, shell.start_options(), &known)
        }
    }
}

fn shell_code(
    node: &tree::Instruction,
    text: &Text,
    kind: ShellKind,
    options: ShellOptions,
    known: &dyn Fn(&str) -> Option<String>,
) -> Vec<Code> {
    let runs = node.kind == Kind::Run;
    if runs && is_only_heredoc(node, text) {
        // BuildKit v0.30, dockerfile2llb/convert.go, dispatchRun: a RUN that consists of a single
        // heredoc runs its body, with the program of its `#!` line if it has one.
        let heredoc = &node.heredocs[0];
        let (kind, options) = shebang(heredoc.body.as_str()).unwrap_or((kind, options));
        return parsed(&heredoc.body, kind, options, true, known).into_iter().collect();
    }
    let mut code: Vec<Code> = parsed(text, kind, options, false, known).into_iter().collect();
    if let Some(line) = code.first().filter(|_| runs && !node.heredocs.is_empty()) {
        let fed = fed_shells(line.script());
        // If a heredoc is anywhere but in a redirect, the two lists do not match.
        if fed.len() == node.heredocs.len() {
            let bodies = node.heredocs.iter().zip(fed).filter_map(|(h, kind)| Some((h, kind?)));
            let bodies = bodies.filter_map(|(h, (kind, options))| parsed(&h.body, kind, options, true, known));
            let bodies: Vec<Code> = bodies.collect();
            code.extend(bodies);
        }
    }
    code
}

/// For each heredoc of a line, the shell that reads its body as code: `bash -e <<EOF`.
fn fed_shells(script: &Script) -> Vec<Option<(ShellKind, ShellOptions)>> {
    let mut fed = Vec::new();
    for command in &script.commands {
        let heredocs = command
            .redirects
            .iter()
            .filter(|r| matches!(r.operator, "<<" | "<<-"))
            .count();
        let program = command
            .name
            .as_ref()
            .and_then(|n| n.value.as_deref())
            .map(ShellKind::of_program);
        let arguments = || command.arguments.iter().map(|a| &*a.text);
        let reads = arguments().all(|a| a.starts_with(['-', '+']) || a == "pipefail");
        let shell = program
            .filter(|_| reads)
            .map(|kind| (kind, ShellOptions::default().with(arguments())));
        fed.extend(std::iter::repeat_n(shell, heredocs));
    }
    fed
}

fn parsed(
    text: &Text,
    kind: ShellKind,
    options: ShellOptions,
    heredoc: bool,
    known: &dyn Fn(&str) -> Option<String>,
) -> Option<Code> {
    Some(Code {
        commands: Commands::of_shell_with(text, kind.dialect()?, options, known),
        kind: Some(kind),
        heredoc,
    })
}

/// Whether a RUN consists of one heredoc and nothing else.
fn is_only_heredoc(node: &tree::Instruction, text: &Text) -> bool {
    let [heredoc] = node.heredocs.as_slice() else {
        return false;
    };
    let line = text.full_span();
    let before = text.as_str().len() - text.as_str().trim_start().len();
    let after = text.as_str().trim_end().len();
    before < after && text.span(before..after) == heredoc.span && line.contains(heredoc.span)
}

/// Shell and options of a `#!` line; `/usr/bin/env` is seen through.
fn shebang(body: &str) -> Option<(ShellKind, ShellOptions)> {
    let line = body.lines().next()?.strip_prefix("#!")?;
    let mut words = line.split_whitespace();
    let mut program = words.next()?;
    if program.ends_with("/env") {
        program = words.find(|w| !w.starts_with('-') && !w.contains('='))?;
    }
    Some((ShellKind::of_program(program), ShellOptions::default().with(words)))
}
