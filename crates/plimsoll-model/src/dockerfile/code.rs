//! A piece of code of an instruction, and the kinds of shells that run it.

use plimsoll_syntax::shell::{Dialect, Script};

use crate::command::Commands;

/// A piece of code of an instruction.
#[derive(Debug)]
pub struct Code {
    pub commands: Commands,
    /// The shell that runs it; none for the exec form, which runs without a shell.
    pub kind: Option<ShellKind>,
    /// The body of a heredoc.
    pub heredoc: bool,
}

/// A shell program, by the language it understands.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum ShellKind {
    /// `sh`, whatever that is in the image.
    Sh,
    /// BusyBox's shell, by its own name.
    Ash,
    Dash,
    Bash,
    /// ksh, zsh and the like.
    OtherPosix,
    PowerShell,
    /// Windows' `cmd`.
    Cmd,
    /// Something that is not a shell we know: its code is not read.
    Foreign,
}

impl Code {
    /// The code itself, without the code inside its words.
    pub fn script(&self) -> &Script {
        self.commands.script()
    }

    /// The shell that runs one of its scripts: the one that the command around it names (`bash -c`),
    /// else that of the code itself.
    pub fn shell_of(&self, script_number: usize) -> Option<ShellKind> {
        // A holder is in a script with a lower index, so this ends.
        let holders = std::iter::successors(self.commands.holder(script_number), |holder| {
            self.commands.holder(holder.script)
        });
        let programs = holders.filter_map(|holder| self.commands.invocation(holder.script, holder.command));
        let mut kinds = programs.map(|invocation| ShellKind::of_program(invocation.name));
        kinds.find(|kind| *kind != ShellKind::Foreign).or(self.kind)
    }
}

impl ShellKind {
    /// The shell with a program's name or path.
    pub(crate) fn of_program(program: &str) -> Self {
        let name = program
            .rsplit(['/', '\\'])
            .next()
            .unwrap_or(program)
            .to_ascii_lowercase();
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

    /// The grammar of its code; none for code that is not read.
    pub fn dialect(self) -> Option<Dialect> {
        match self {
            Self::Sh | Self::Ash | Self::Dash => Some(Dialect::Posix),
            Self::Bash => Some(Dialect::Bash),
            Self::OtherPosix => Some(Dialect::Other),
            Self::PowerShell | Self::Cmd | Self::Foreign => None,
        }
    }
}
