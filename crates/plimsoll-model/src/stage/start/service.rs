//! Whether an image starts a program of its own.

use plimsoll_syntax::dockerfile::Kind;

use crate::base::words;
use crate::image::{Role, known_image};
use crate::view::{Stage, StartCommand};

/// Programs that only wait, possibly for input.
const WAITING: [&str; 21] = [
    "bash",
    "sh",
    "ash",
    "zsh",
    "fish",
    "pwsh",
    "pwsh-preview",
    "cat",
    "sleep",
    "tail",
    "true",
    "irb",
    "php",
    "python",
    "python3",
    "pypy3",
    "node",
    "julia",
    "jshell",
    "ghci",
    "iex",
];

/// Programs that do one thing for whoever starts them, and end.
const CLIENTS: [&str; 13] = [
    "ab",
    "ansible",
    "aws",
    "az",
    "chown",
    "cp",
    "curl",
    "gcloud",
    "kubectl",
    "rsync",
    "tar",
    "terraform",
    "wget",
];

/// Arguments with which a program only says what it is.
const HELP: [&str; 7] = ["--help", "-h", "help", "--version", "-version", "-V", "version"];

impl Stage<'_> {
    /// Whether its container does work of its own, and does not just open a shell, sleep, or wait for
    /// somebody to tell a tool what to do. None if the base image decides, and is not known.
    pub fn starts_service(self) -> Option<bool> {
        let start = self.start_command();
        if start.entrypoint.is_some() || start.cmd.is_some() {
            let is_tool = || self.is_installed_tool() || self.is_port_free() && self.is_called_tool();
            return Some(!waits(start) && !shows_help(start) && !is_tool());
        }
        let image = self.root_image().likely()?;
        match known_image(image.familiar_name(), image.tag())?.role {
            // Languages start their prompt, distributions a shell.
            Role::BaseOs | Role::Runtime => Some(false),
            _ => Some(true),
        }
    }

    /// Whether a label says that the image is a program for the command line: `Pulumi CLI container`, but not
    /// `agent with the Azure CLI`.
    fn is_called_tool(self) -> bool {
        let labels = self.inherited(Kind::Label).flat_map(|label| label.node().pairs());
        let mut texts = labels.filter_map(|pair| {
            let key = pair.key.literal()?.to_ascii_lowercase();
            let says_what = key.ends_with("description") || key.ends_with("title") || key.ends_with("summary");
            pair.value.as_ref().filter(|_| says_what)?.literal()
        });
        texts.any(|text| {
            let words = words(&text);
            let is_it = |at: &usize| words[*at] == "cli" || words[*at..].iter().take(2).eq(["command", "line"]);
            let before = (0..words.len()).find(is_it).map(|at| &words[..at]);
            before.is_some_and(|before| {
                !before
                    .iter()
                    .any(|word| matches!(word.as_str(), "and" | "for" | "with"))
            })
        })
    }

    /// Whether all that it starts is one program that is no server: a known one, or one without arguments,
    /// which whoever runs it adds, that comes from elsewhere: nothing is copied into the image.
    fn is_installed_tool(self) -> bool {
        let start = self.start_command();
        let Some(entrypoint) = start.entrypoint else {
            return false;
        };
        let mut invocations = entrypoint.code().iter().flat_map(|code| code.commands.invocations());
        let (Some(program), None) = (invocations.next(), invocations.next()) else {
            return false;
        };
        if CLIENTS.contains(&program.name) {
            return true;
        }
        let is_bare = start.cmd.is_none() && program.argv().len() == 1 && !program.argv()[0].text.contains(['/', '.']);
        let brings = |stage: Self| {
            let mut kinds = stage.instructions().map(|instruction| instruction.node().kind);
            kinds.any(|kind| matches!(kind, Kind::Add | Kind::Copy | Kind::Expose | Kind::Healthcheck))
        };
        is_bare && !self.ancestors().any(brings)
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
    // `docker-php-entrypoint php -a`
    let mut invocations = start
        .invocations()
        .filter(|invocation| start.cmd.is_none() || !hands_over(invocation.name))
        .peekable();
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
                .all(|a| matches!(a.text, "-a" | "-l" | "-i" | "-li" | "-il" | "--login"));
        is_idle && waits
    })
}

/// Whether an entrypoint prepares something and starts its arguments.
fn hands_over(program: &str) -> bool {
    matches!(program, "tini" | "dumb-init") || program.contains("entrypoint")
}

/// Whether it starts a program that only says what it is.
fn shows_help(start: StartCommand<'_>) -> bool {
    let last = start.invocations().last();
    last.is_some_and(|last| last.argv().last().is_some_and(|word| HELP.contains(&word.text)))
}

#[cfg(test)]
mod tests {
    use crate::view::testing::dockerfile;

    #[test]
    fn shells_prompts_and_tools_are_no_services() {
        for (text, expected) in [
            ("CMD [\"server\"]", true),
            ("ENTRYPOINT [\"/server\"]", true),
            ("COPY server /usr/bin/\nENTRYPOINT [\"server\"]", true),
            ("RUN apk add haproxy\nEXPOSE 80\nENTRYPOINT [\"haproxy\"]", true),
            ("ENTRYPOINT [\"docker-entrypoint.sh\"]\nCMD [\"postgres\"]", true),
            ("CMD [\"python\", \"app.py\"]", true),
            ("RUN apk add pandoc\nENTRYPOINT [\"pandoc\"]", false),
            ("ENTRYPOINT [\"curl\", \"-X\", \"PUT\"]", false),
            (
                "ENTRYPOINT [\"ab\", \"-n\", \"10\"]\nCMD [\"https://example.com/\"]",
                false,
            ),
            ("ENTRYPOINT [\"/lint\"]\nCMD [\"--help\"]", false),
            ("CMD [\"go\", \"version\"]", false),
            ("ENTRYPOINT [\"docker-php-entrypoint\"]\nCMD [\"php\", \"-a\"]", false),
            ("CMD [\"sleep\", \"infinity\"]", false),
            (
                "LABEL description=\"Pulumi CLI container for Go\"\nCMD [\"pulumi\"]",
                false,
            ),
            (
                "LABEL org.opencontainers.image.title='Beanstalk CLI'\nCMD [\"eb\"]",
                false,
            ),
            ("LABEL description=\"Agent with the Azure CLI\"\nCMD [\"agent\"]", true),
            ("LABEL description=\"Clients of a clinic\"\nCMD [\"agent\"]", true),
            ("LABEL description=\"A CLI\"\nEXPOSE 80\nCMD [\"agent\"]", true),
        ] {
            let starts = dockerfile(&format!("FROM alpine\n{text}\n"), |file| {
                file.stages().next().and_then(|stage| stage.starts_service())
            });
            assert_eq!(starts, Some(expected), "{text}");
        }
    }
}
