//! Whether an image starts a program of its own.

use crate::image::{Role, known_image};
use plimsoll_syntax::dockerfile::Kind;

use crate::view::{Stage, StartCommand};

/// Programs that only wait, possibly for input.
const WAITING: [&str; 19] = [
    "bash", "sh", "ash", "zsh", "fish", "pwsh", "cat", "sleep", "tail", "true", "irb", "python", "python3", "pypy3",
    "node", "julia", "jshell", "ghci", "iex",
];

impl Stage<'_> {
    /// Whether its container does work of its own, and does not just open a shell or sleep. None if
    /// the base image decides, and is not known.
    pub fn starts_service(self) -> Option<bool> {
        let start = self.start_command();
        if start.entrypoint.is_some() || start.cmd.is_some() {
            return Some(!waits(start));
        }
        let image = self.root_image().likely()?;
        match known_image(image.familiar_name(), image.tag())?.role {
            // Languages start their prompt, distributions a shell.
            Role::BaseOs | Role::Runtime => Some(false),
            _ => Some(true),
        }
    }
}

impl Stage<'_> {
    /// Whether neither it nor a stage that it is built on exposes a port.
    pub fn is_port_free(self) -> bool {
        self.ancestors()
            .all(|stage| stage.of_kind(Kind::Expose).next().is_none())
    }
}

/// Whether it starts only a shell without a script, or a program that does nothing.
fn waits(start: StartCommand<'_>) -> bool {
    let code = start.instructions().flat_map(|instruction| instruction.code());
    let mut invocations = code.flat_map(|code| code.commands.invocations()).peekable();
    if invocations.peek().is_none() {
        return false;
    }
    invocations.all(|invocation| {
        let is_idle = WAITING.contains(&invocation.name);
        // `tail -f /dev/null`, `sleep infinity`; but `python app.py` and `sh -c …` do something.
        let waits = matches!(invocation.name, "sleep" | "true" | "cat")
            || invocation.arguments().iter().any(|a| a.text == "/dev/null")
            || invocation.argv()[1..]
                .iter()
                .all(|a| matches!(a.text, "-l" | "-i" | "-li" | "-il" | "--login"));
        is_idle && waits
    })
}
