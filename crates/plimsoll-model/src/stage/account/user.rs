//! Which account a container of a stage starts as.

use plimsoll_syntax::dockerfile::Kind;
use plimsoll_syntax::shell::{Dialect, ShellOptions};

use crate::base::path::file_name;
use crate::base::{Value, has_word};
use crate::command::{Commands, Invocation, Source, interpreter, is_shell};
use crate::dockerfile::CopySource;
use crate::view::{Dockerfile, Instruction, Stage};

/// Packages of mail servers and supervisors: each process that they start has an account of its own.
const WITH_ACCOUNTS: [&str; 7] = ["dovecot", "exim4", "postfix", "runit", "s6", "s6-overlay", "supervisor"];

/// The account a stage ends with.
#[derive(Clone)]
pub enum User<'a> {
    /// A USER in the chain sets it. The value is the user without its group.
    Set {
        instruction: Instruction<'a>,
        name: Value<String>,
    },
    /// No USER in the chain; the base image is known to run as root, or as another account, or is
    /// not known.
    Base(BaseUser),
}

/// What is known about the account that a base image starts as.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum BaseUser {
    Root,
    Unprivileged,
    Unknown,
}

impl<'a> Stage<'a> {
    /// The account that a container of this stage starts as.
    pub fn user(self) -> User<'a> {
        if let Some(instruction) = self.inherited(Kind::User).next() {
            let name = instruction.user_named();
            return User::Set { instruction, name };
        }
        User::Base(self.base_user())
    }

    /// Whether its start visibly switches to an account other than root: the command itself, its
    /// script as far as the Dockerfile or the build context contains it, or with a program that was
    /// installed for that.
    pub fn drops_privileges(self) -> bool {
        let start = self.start_command();
        let brings_changer = || start.entrypoint.is_some() && self.brings_account_changer();
        start.drops_privileges()
            || brings_changer()
            || self.start_script_drops_privileges()
            || self.start_scripts().iter().any(|script| script.file.drops_privileges())
    }

    /// Whether it starts a web server, or something else that keeps root for its main process only.
    pub fn starts_workers(self) -> bool {
        let mut code = self.start_command().code();
        code.any(|code| code.commands.start_workers())
            || self.start_scripts().iter().any(|script| script.file.starts_workers())
            || self.starts_unread_script() && self.installs_one_of(&WITH_ACCOUNTS)
    }

    /// Whether a script starts whose content is not known.
    fn starts_unread_script(self) -> bool {
        let mut invocations = self.start_command().invocations();
        self.start_scripts().is_empty() && invocations.any(|i| is_script(started_file(&i)))
    }

    fn installs_one_of(self, names: &[&str]) -> bool {
        let steps = self.ancestors().flat_map(Stage::runs).flat_map(|run| run.steps());
        let mut packages = steps
            .filter_map(|step| step.package_command())
            .flat_map(|command| command.packages);
        packages.any(|package| names.contains(&package.name))
    }

    /// Whether it starts a program that only root can run.
    pub fn starts_program_for_root(self) -> bool {
        let mut code = self.start_command().code();
        code.any(|code| code.commands.need_root()) || self.start_scripts().iter().any(|script| script.file.needs_root())
    }

    /// Whether the program that starts is a script in a heredoc which switches to another account.
    fn start_script_drops_privileges(self) -> bool {
        let invocations = self.start_command().invocations();
        let started: Vec<String> = invocations.map(|i| i.program().text.to_owned()).collect();
        let mut scripts = self
            .ancestors()
            .flat_map(Stage::placed)
            .filter(|placed| placed.kind == CopySource::Inline && started.iter().any(|program| program == placed.path));
        scripts.any(|placed| {
            let mut heredocs = placed.instruction.node().heredocs.iter();
            let body = heredocs.find(|heredoc| heredoc.span == placed.source.span);
            body.is_some_and(|heredoc| {
                let options = ShellOptions::default();
                Commands::of_shell_with(&heredoc.body, Dialect::Bash, options, &|_| None).drop_privileges()
            })
        })
    }

    /// Whether the image gets a program with which an entrypoint switches to another account, so
    /// that its script surely does.
    fn brings_account_changer(self) -> bool {
        // Reading all shell code of a file is much work, and most files name neither.
        let text = self.dockerfile().source().text();
        if !text.contains("gosu") && !text.contains("su-exec") {
            return false;
        }
        self.ancestors().flat_map(Stage::instructions).any(|instruction| {
            if let Some((sources, _)) = instruction.copied() {
                return sources.iter().any(|source| is_account_changer(source.as_written()));
            }
            let mut invocations = instruction
                .build_code()
                .iter()
                .flat_map(|code| code.commands.invocations());
            invocations.any(|i| i.arguments().iter().any(|argument| is_account_changer(argument.text)))
        })
    }

    /// An unprivileged account that the base image contains but does not start as.
    pub fn spare_account(self) -> Option<&'static str> {
        let image = self.root_image().likely()?;
        self.known_image(image)?.account(image.tag())
    }

    /// Another image with the same program that does not start as root.
    pub fn unprivileged_variant(self) -> Option<&'static str> {
        let image = self.root_image().likely()?;
        self.known_image(image)?.unprivileged_variant
    }

    /// The configuration with which the base image needs root, if the files bring one of their own: it
    /// probably needs root too, also in the unprivileged variant.
    pub fn replaced_root_config(self) -> Option<&'static str> {
        let image = self.root_image().likely()?;
        let config = self.known_image(image)?.root_config?;
        let mut placed = self.ancestors().flat_map(Stage::placed);
        placed.any(|placed| placed.path == config).then_some(config)
    }

    /// The folders that an account must own to run the program of the base image, unless the file
    /// already does something with them.
    pub fn folders_to_own(self) -> &'static [&'static str] {
        let known = self.root_image().likely();
        let known = known.and_then(|image| self.known_image(image));
        let folders = known.map_or(&[][..], |known| known.owned_folders);
        let source = self.dockerfile().source();
        let mut runs = self.ancestors().flat_map(Stage::runs);
        let is_done = runs.any(|run| {
            let text = source.slice(run.node().span);
            folders.iter().any(|folder| text.contains(folder))
        });
        if is_done { &[] } else { folders }
    }

    /// Whether the base image of the chain is known to start as root.
    pub fn base_is_root(self) -> bool {
        self.base_user() == BaseUser::Root
    }

    /// Whether nothing in it, or in what it is built on, makes a container start as another account.
    pub(crate) fn surely_starts_as_root(self) -> bool {
        if self.lineage().any(Stage::drops_privileges) {
            return false;
        }
        match self.lineage().find_map(|stage| stage.of_kind(Kind::User).next_back()) {
            Some(user) => user.user_named().likely().is_some_and(|name| is_root(&name)),
            None => self.lineage().last().is_some_and(Stage::base_is_root),
        }
    }

    fn base_user(self) -> BaseUser {
        if self.is_from_scratch() {
            return BaseUser::Root;
        }
        match self.root_image().likely() {
            Some(image) => match self
                .known_image(image)
                .and_then(|own| own.runs_unprivileged(image.tag()))
            {
                Some(true) => BaseUser::Unprivileged,
                Some(false) => BaseUser::Root,
                None => BaseUser::Unknown,
            },
            None => BaseUser::Unknown,
        }
    }
}

impl Instruction<'_> {
    /// The account that a USER names, without its group.
    pub(super) fn user_named(self) -> Value<String> {
        match self.node().words().first() {
            Some(word) => self.expand(word).map(without_group),
            None => Value::Unknown,
        }
    }

    /// The same, if it is certain.
    pub fn user_named_for_sure(self) -> Option<String> {
        self.user_named().known()
    }
}

impl Dockerfile<'_> {
    /// Whether its file or its folder is called a base: `Dockerfile.base`, `base-image/Dockerfile`.
    pub fn is_called_base(self) -> bool {
        let mut parts = self.source().path().rsplit(['/', '\\']).take(2);
        parts.any(|part| has_word(part, &["base"]))
    }
}

/// Whether an account is root: by name, or as number 0.
pub fn is_root(user: &str) -> bool {
    let user = user.trim();
    user.eq_ignore_ascii_case("root") || (!user.is_empty() && user.bytes().all(|b| b == b'0'))
}

/// The file that a command starts: that of a shell, or the program itself.
fn started_file<'a>(invocation: &Invocation<'a>) -> &'a str {
    match interpreter(invocation.argv()) {
        Some(shell) if is_shell(shell.name) => match shell.source {
            Source::File(at) => invocation.argv()[at].text,
            Source::Code(_) | Source::Input => invocation.program().text,
        },
        _ => invocation.program().text,
    }
}

/// Whether a path is that of a script by its name: `/start.sh`, `/usr/local/bin/docker-entrypoint`. Any other
/// may well be the one program that runs: `/usr/bin/java`.
fn is_script(path: &str) -> bool {
    let name = file_name(path);
    // Hands on what follows.
    let is_wrapper = name == "dumb-init";
    let starts = has_word(name, &["boot", "entrypoint", "init", "run", "start"]);
    path.contains('/') && (name.ends_with(".sh") || starts && !is_wrapper)
}

/// Whether a path, an address or a package is `gosu` or `su-exec`: `/usr/local/bin/gosu`,
/// `su-exec=0.2-r3`.
fn is_account_changer(word: &str) -> bool {
    let name = word.rsplit('/').next().unwrap_or_default();
    let program = name.split(['-', '=', '@', ':', '~']).next().unwrap_or_default();
    program == "gosu" || name.starts_with("su-exec")
}

fn without_group(user: String) -> String {
    match user.split_once(':') {
        Some((name, _)) => name.to_owned(),
        None => user,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stage::tests::last_stage;

    #[test]
    fn packages_tell_what_an_unread_script_starts() {
        for (text, expected) in [
            ("RUN apk add postfix\nENTRYPOINT [\"/usr/local/bin/start\"]", true),
            ("RUN apt-get install -y supervisor\nCMD /start.sh", true),
            ("RUN apt-get install -y supervisor\nCMD [\"node\", \"a.js\"]", false),
            ("RUN apk add curl\nENTRYPOINT [\"/usr/local/bin/start\"]", false),
            ("RUN apk add postfix", false),
            ("RUN apk add postfix\nCMD [\"/bin/bash\", \"/opt/run.sh\"]", true),
            ("RUN apk add runit\nCMD [\"/sbin/runit-init\"]", true),
            (
                "RUN apk add postfix\nCMD [\"/usr/bin/java\", \"-jar\", \"/app.jar\"]",
                false,
            ),
            (
                "RUN apk add postfix\nCMD [\"/usr/bin/python3\", \"/app/run.py\"]",
                false,
            ),
            ("RUN apk add postfix\nCMD [\"/app/server\"]", false),
            ("RUN apk add postfix\nCMD [\"/run/server\"]", false),
            (
                "RUN apk add postfix\nENTRYPOINT [\"/usr/bin/dumb-init\", \"--\"]\nCMD [\"/app/server\"]",
                false,
            ),
        ] {
            let starts = last_stage(&format!("FROM alpine\n{text}\n"), |stage| stage.starts_workers());
            assert_eq!(starts, expected, "{text}");
        }
    }

    #[test]
    fn programs_that_change_the_account_are_known() {
        for word in [
            "gosu",
            "/usr/local/bin/gosu",
            "su-exec=0.2-r3",
            "https://github.com/tianon/gosu/releases/download/1.17/gosu-amd64",
        ] {
            assert!(is_account_changer(word), "{word}");
        }
        for word in ["", "gosun", "/gosu/", "sudo", "su", "tianon/gosu-docs/readme"] {
            assert!(!is_account_changer(word), "{word}");
        }
    }
}
