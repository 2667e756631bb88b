//! Whether an account exists at an instruction: accounts that the base image is known to list, and
//! accounts that earlier steps may add.

use plimsoll_syntax::dockerfile::{Kind, Word};

use crate::command::account::account_change;
use crate::command::package::{Action, package_command};
use crate::command::{Invocation, is_shell};
use crate::dockerfile::CopySource;
use crate::image::{Family, known_image};
use crate::view::{Instruction, Stage};

// `DEBIAN` and `ALPINE`, sorted: the accounts that images of these have.
include!(concat!(env!("OUT_DIR"), "/accounts.rs"));

impl Stage<'_> {
    /// Whether an account of a name exists before an instruction of the file; none if that is not
    /// known, because of the base image or because an earlier step may have created it.
    pub fn has_account_at(self, index: usize, name: &str) -> Option<bool> {
        let image = self.root_image().known()?;
        let known = known_image(image.familiar_name(), image.tag())?;
        let own = known.accounts?;
        let system: &[&str] = match known.family(image.tag())? {
            Family::Debian | Family::Ubuntu => &DEBIAN,
            Family::Alpine => &ALPINE,
            _ => return None,
        };
        if own.contains(&name) || system.binary_search(&name).is_ok() {
            return Some(true);
        }
        let before = self
            .ancestors()
            .flat_map(Stage::instructions)
            .filter(|i| i.index() < index);
        let mut answer = Some(false);
        for instruction in before {
            match instruction.adds_account(name) {
                Some(true) => return Some(true),
                Some(false) => {}
                None => answer = None,
            }
        }
        answer
    }
}

impl Instruction<'_> {
    /// Whether it adds an account of a name; none if it may.
    fn adds_account(self, name: &str) -> Option<bool> {
        match self.node().kind {
            Kind::Run => self.run_adds_account(name),
            Kind::Add | Kind::Copy => {
                let (sources, destination) = self.copied()?;
                let unpacks = self.node().kind == Kind::Add && self.copy_sources().contains(&CopySource::Archive);
                let may_hold = |word: &Word| {
                    let path = self.expand(word).likely();
                    path.is_none_or(|path| path.contains("passwd") || matches!(path.trim_end_matches('/'), "" | "/etc"))
                };
                let brings = unpacks
                    || destination.is_none_or(may_hold)
                    || sources.iter().any(|s| s.as_written().contains("passwd"));
                (!brings).then_some(false)
            }
            _ => Some(false),
        }
    }

    fn run_adds_account(self, name: &str) -> Option<bool> {
        let node = self.node();
        let is_unread = self.code().is_empty() || self.code().iter().any(|code| code.runs_scripts());
        let mut texts = node.heredocs.iter().map(|heredoc| heredoc.body.as_str());
        let names_list = texts.any(|text| text.contains("passwd")) || node.text.as_str().contains("passwd");
        let mut answer = match is_unread || names_list {
            true => None,
            false => Some(false),
        };
        for invocation in self.steps() {
            match adds(&invocation, name) {
                Some(true) => return Some(true),
                Some(false) => {}
                None => answer = None,
            }
        }
        answer
    }
}

fn adds(invocation: &Invocation<'_>, name: &str) -> Option<bool> {
    if let Some(change) = account_change(invocation) {
        let own = change.name?;
        // `usermod -l` changes a name.
        let renames = invocation.arguments().iter().any(|argument| argument.text == name);
        return match own.is_literal && !own.text.contains('$') {
            true => Some(own.text == name || renames),
            false => None,
        };
    }
    if let Some(command) = package_command(invocation.argv()) {
        let installs = matches!(command.action, Action::Install | Action::Upgrade);
        let mut packages = command.packages.iter();
        let may = command.manager.is_system() && packages.any(|p| !p.argument.is_literal || may_create(p.name, name));
        return (!installs || !may).then_some(false);
    }
    // A shell without code reads its input, or a script.
    let unread = matches!(
        invocation.name,
        "." | "source" | "eval" | "make" | "chroot" | "dpkg" | "rpm" | "gdebi"
    ) || invocation.name.starts_with("ansible")
        || is_shell(invocation.name)
            && !invocation
                .arguments()
                .iter()
                .any(|argument| argument.text.starts_with("-c"))
        || matches!(invocation.name, "newusers" | "vipw" | "useradd.sh" | "install_packages");
    (!unread).then_some(false)
}

/// Whether a package of a name may well create an account of another: their names begin alike, as
/// with `redis-server` and `redis`. Even without that, a package that is given as a file or an
/// address may.
fn may_create(package: &str, account: &str) -> bool {
    let account = account
        .trim_start_matches("debian-")
        .trim_start_matches('_')
        .to_ascii_lowercase();
    let start = account.get(..account.len().min(4)).unwrap_or(&account);
    package.contains('/') || package.ends_with(".deb") || package.to_ascii_lowercase().contains(start)
}

#[cfg(test)]
mod tests {
    use crate::stage::tests::last_stage;

    #[test]
    fn accounts_come_from_the_base_and_from_steps() {
        for (text, expected) in [
            ("FROM debian:12.7", Some(false)),
            ("FROM example/base:1", None),
            ("FROM $BASE", None),
            ("FROM node:22-alpine", Some(false)),
            ("FROM debian:12.7\nRUN useradd app", Some(true)),
            ("FROM debian:12.7\nRUN useradd \"$NAME\"", None),
            ("FROM debian:12.7\nRUN groupadd app && useradd -g app app", Some(true)),
            ("FROM debian:12.7\nRUN useradd web", Some(false)),
            ("FROM debian:12.7\nRUN ./setup.sh", None),
            (
                "FROM debian:12.7\nRUN curl -fsSL https://example.com/install | sh",
                None,
            ),
            ("FROM debian:12.7\nRUN echo 'app:x:1:1::/:' >> /etc/passwd", None),
            ("FROM debian:12.7\nRUN apt-get install -y curl", Some(false)),
            ("FROM debian:12.7\nRUN apt-get install -y app-server", None),
            ("FROM debian:12.7\nCOPY etc /etc/", None),
            ("FROM debian:12.7\nCOPY app /srv/", Some(false)),
            ("FROM debian:12.7 AS base\nRUN useradd app\nFROM base", Some(true)),
        ] {
            let found = last_stage(&format!("{text}\n"), |stage| stage.has_account_at(usize::MAX, "app"));
            assert_eq!(found, expected, "{text}");
        }
        let known = |image: &str, name: &str| {
            last_stage(&format!("FROM {image}\n"), |stage| {
                stage.has_account_at(usize::MAX, name)
            })
        };
        assert_eq!(known("node:22", "node"), Some(true));
        assert_eq!(known("alpine:3.20", "www-data"), Some(false));
        assert_eq!(known("alpine:3.20", "nobody"), Some(true));
    }
}
