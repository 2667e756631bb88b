//! What a stage surely lacks: a shell, a list of accounts, package lists.

use plimsoll_syntax::dockerfile::{Kind, Word};

use crate::command::package::Action;
use crate::command::{Commands, Invocation, is_shell};
use crate::dockerfile::Code;
use crate::dockerfile::CopySource;
use crate::image::{Family, known_image};
use crate::view::{Instruction, Stage};

/// Whether the lists that Debian's package managers install from are missing.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Lists {
    Missing,
    Unknown,
}

impl<'a> Stage<'a> {
    /// Whether there is a shell before an instruction of the file; none if something may have
    /// brought one.
    pub fn has_shell_at(self, index: usize) -> Option<bool> {
        let of_base = match self.is_from_scratch() {
            true => Some(false),
            false => {
                let image = self.root_image().likely()?;
                self.known_image(image)?.has_shell(image.tag())
            }
        };
        if of_base != Some(false) {
            return of_base;
        }
        // Only what a shell could come with: whole systems, program folders, the shell itself.
        let brings = |path: &str| {
            let path = path.trim_end_matches(['/', '*']);
            let name = path.rsplit('/').next().unwrap_or_default();
            is_shell(name)
                || name == "busybox"
                || matches!(
                    path,
                    "" | "." | "/bin" | "/usr" | "/usr/bin" | "/usr/local" | "/usr/local/bin" | "/busybox"
                )
                || path.contains("rootfs")
        };
        match self.may_bring(index, brings) {
            true => None,
            false => Some(false),
        }
    }

    /// Whether account names may be known before an instruction of the file. Only a stage on
    /// `scratch` surely lists none.
    pub fn may_list_accounts_at(self, index: usize) -> bool {
        if !self.is_from_scratch() {
            return true;
        }
        let brings = |path: &str| {
            let path = path.trim_end_matches(['/', '*']);
            matches!(path, "" | "." | "/etc")
                || path.contains("passwd")
                || path.contains("/group")
                || path.contains("rootfs")
        };
        self.may_bring(index, brings)
    }

    /// Whether a step before an instruction may put something there. A RUN can do anything; ADD and
    /// COPY can if a source or the destination is such a path, or is not known.
    fn may_bring(self, index: usize, brings: impl Fn(&str) -> bool) -> bool {
        let instructions = self
            .ancestors()
            .flat_map(Stage::instructions)
            .filter(|i| i.index() < index);
        let mut steps = instructions.filter(|i| matches!(i.node().kind, Kind::Run | Kind::Copy | Kind::Add));
        steps.any(|step| {
            let Some((sources, destination)) = step.copied() else {
                // A shell form cannot run without the shell in question.
                return step.code().iter().any(|code| code.kind.is_none());
            };
            let unpacks = step.node().kind == Kind::Add && step.copy_sources().contains(&CopySource::Archive);
            // The destination counts if it is named in full; `/` and `/etc/` contain what the
            // sources are, and what lies in them if they are folders.
            let is_filled = |word: &Word| sources.iter().any(|source| self.may_fill(step, source, word));
            let named = destination.filter(|word| !word.as_written().ends_with('/') || is_filled(word));
            unpacks
                || sources
                    .iter()
                    .chain(named)
                    .any(|word| match step.expand(word).likely() {
                        Some(path) => brings(&path),
                        None => true,
                    })
        })
    }

    /// Whether a source may be a folder whose contents come to lie directly in the destination. A
    /// name without an ending may be one, unless the image starts a program of that name.
    fn may_fill(self, step: Instruction<'_>, source: &Word, destination: &Word) -> bool {
        let Some(path) = step.expand(source).likely() else {
            return true;
        };
        if path.ends_with(['/', '*', '.']) {
            return true;
        }
        let name = path.rsplit('/').next().unwrap_or_default();
        let mut started = self.start_command().invocations();
        destination.as_written() == "/" && !name.contains('.') && started.all(|program| program.name != name)
    }

    /// Whether the base image surely lacks the lists: Docker's official ones remove them.
    pub fn lists_of_base(self) -> Lists {
        let Some(image) = self.root_image().likely() else {
            return Lists::Unknown;
        };
        // The large variants of the runtimes contain many packages, which need no lists.
        let name = image.familiar_name();
        let is_small = matches!(name, "debian" | "ubuntu") || image.tag().is_some_and(|tag| tag.contains("slim"));
        let is_known = known_image(name, image.tag()).is_some();
        let is_debian = matches!(self.family(), Some(Family::Debian | Family::Ubuntu));
        match image.is_official() && is_known && is_debian && is_small {
            true => Lists::Missing,
            false => Lists::Unknown,
        }
    }
}

impl Instruction<'_> {
    /// Whether the lists may come from elsewhere: a mount, a copied folder, code that is not read.
    pub fn may_bring_lists(self) -> bool {
        let node = self.node();
        match node.kind {
            Kind::Run => {
                let is_unread = self.code().is_empty() || !self.node().heredocs.is_empty();
                is_unread || node.flags_named("mount").next().is_some()
            }
            Kind::Copy | Kind::Add => self.destination().is_some_and(|(_, path)| {
                let path = path.likely();
                path.is_none_or(|path| path == "/" || path.starts_with("/var"))
            }),
            Kind::Onbuild => true,
            _ => false,
        }
    }
}

impl Invocation<'_> {
    /// The effect of a command on the lists. After the first one that installs, nothing is certain
    /// any more: installed packages can be named again.
    pub fn lists_after(&self, before: Lists) -> Lists {
        if let Some(command) = self.package_command().filter(|c| c.manager.is_debian()) {
            return match command.action {
                Action::Update | Action::Install => Lists::Unknown,
                _ => before,
            };
        }
        let program = self.program().text;
        match self.name {
            // Scripts, and tools that call the package manager themselves.
            "add-apt-repository" | "apt-add-repository" | "install_packages" | "make" | "eatmydata" => Lists::Unknown,
            name if is_shell(name) || program.contains(['$', '/']) || name.ends_with(".sh") => Lists::Unknown,
            _ => before,
        }
    }
}

impl Code {
    /// Whether the code refers to its arguments: `$@`, `$*`, `$0`, `$1`.
    pub fn takes_arguments(&self) -> bool {
        takes_arguments(&self.commands)
    }
}

fn takes_arguments(commands: &Commands) -> bool {
    let words = commands.script().commands.iter().flat_map(|command| command.words());
    let mut variables = words.flat_map(|word| &word.variables);
    variables.any(|variable| matches!(&*variable.name, "@" | "*") || variable.name.bytes().all(|b| b.is_ascii_digit()))
}
