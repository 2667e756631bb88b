//! Whether an image shows that it keeps data: volumes, and folders with no other purpose.

use plimsoll_syntax::Span;
use plimsoll_syntax::dockerfile::Kind;

use crate::base::{path, words};
use crate::view::{Instruction, Stage};

/// A folder in which a program keeps its data.
#[derive(Clone, Debug)]
pub struct StateFolder {
    pub path: String,
    /// Where it is named.
    pub span: Span,
    /// It outlives the container: a VOLUME names it.
    pub is_volume: bool,
}

impl StateFolder {
    fn new(path: String, span: Span) -> Self {
        let is_volume = false;
        Self { path, span, is_volume }
    }
}

/// Folders below `/var/lib` that belong to the system.
const SYSTEM: [&str; 6] = ["apt", "dpkg", "pacman", "rpm", "dnf", "systemd"];

/// Folders of what belongs to a program, wherever it keeps its data.
const PARTS: [&str; 5] = ["bin", "extensions", "lib64", "modules", "plugins"];

impl Stage<'_> {
    /// The first folder in which the chain keeps data: one that VOLUME names, or one that WORKDIR,
    /// `mkdir` or a copy creates in `/data` or `/var/lib`. Folders in `/srv` usually hold what the image
    /// itself contains, those in `/var/log` what may be lost.
    pub fn state_folder(self) -> Option<StateFolder> {
        let mut instructions = self.ancestors().flat_map(Stage::instructions);
        let named = instructions.find_map(|instruction| instruction.state_folder());
        named
            .or_else(|| {
                // Several WORKDIR lines can form one path.
                let path = self.final_workdir().filter(|path| keeps_data(path))?;
                let word = self.inherited(Kind::Workdir).next()?.node().words().first()?;
                Some(StateFolder::new(path, word.span))
            })
            .or_else(|| {
                let mut copied = self.ancestors().flat_map(Stage::placed);
                let file = copied.find(|file| keeps_data(file.path))?;
                Some(StateFolder::new(file.path.to_owned(), file.source.span))
            })
    }
}

impl Instruction<'_> {
    fn state_folder(self) -> Option<StateFolder> {
        match self.node().kind {
            Kind::Volume => {
                let mut words = self.node().words().iter();
                words.find_map(|word| {
                    let path = self.expand(word).likely()?;
                    let is_state = path.starts_with('/')
                        && !crate::linux::is_temporary_folder(&path)
                        && !path.ends_with(".sock")
                        && !brings_scripts(&path);
                    is_state.then_some(StateFolder {
                        path,
                        span: word.span,
                        is_volume: true,
                    })
                })
            }
            Kind::Workdir => {
                let word = self.node().words().first()?;
                let path = self.expand(word).likely()?;
                keeps_data(&path).then_some(StateFolder::new(path, word.span))
            }
            Kind::Run => self.steps().filter(|i| i.name == "mkdir").find_map(|invocation| {
                let parted = invocation.parted();
                let made = parted
                    .operands
                    .iter()
                    .find(|path| path.is_literal && keeps_data(path.text))?;
                Some(StateFolder::new(made.text.to_owned(), made.span))
            }),
            _ => None,
        }
    }
}

/// Whether a volume brings scripts to the program, which only reads them: `/common_scripts`.
pub(crate) fn brings_scripts(path: &str) -> bool {
    words(path::file_name(path)).iter().any(|word| word == "scripts")
}

/// Whether what is in a folder for data outlives the image: neither logs nor parts of the program.
fn keeps_data(path: &str) -> bool {
    let is_part = |name| PARTS.contains(&name);
    is_data_folder(path) && !path::is_below(path, "/var/log") && !path.split('/').any(is_part)
}

/// Whether a path is, or is in, a folder whose purpose is to keep data: `/data`, folders of
/// `/var/lib` and `/var/log`.
pub fn is_data_folder(path: &str) -> bool {
    if path::is_below(path, "/data") {
        return true;
    }
    let folders = ["/var/lib/", "/var/log/"];
    let below = folders
        .iter()
        .find_map(|folder| path.strip_prefix(folder))
        .and_then(|rest| rest.split('/').next());
    below.is_some_and(|name| !name.is_empty() && !SYSTEM.contains(&name))
}

#[cfg(test)]
mod tests {
    use crate::stage::tests::last_stage;

    #[test]
    fn folders_that_keep_data() {
        for (text, expected) in [
            ("VOLUME /x /y", Some("/x")),
            ("VOLUME /tmp", None),
            ("VOLUME /common_scripts", None),
            ("VOLUME /transcripts", Some("/transcripts")),
            ("VOLUME $X", None),
            ("VOLUME [\"/x\"]", Some("/x")),
            ("WORKDIR /data", Some("/data")),
            ("WORKDIR /database", None),
            ("WORKDIR /var\nWORKDIR lib/shop", Some("/var/lib/shop")),
            ("RUN mkdir -m 755 -p /var/lib/shop/files", Some("/var/lib/shop/files")),
            ("RUN mkdir /var/lib/apt/lists", None),
            ("RUN mkdir /var/log/shop", None),
            ("RUN mkdir -p /var/log/shop /var/lib/shop", Some("/var/lib/shop")),
            ("RUN mkdir -p /var/lib/shop/plugins", None),
            ("VOLUME /var/log/shop", Some("/var/log/shop")),
            ("COPY x /data/x", Some("/data/x")),
            ("COPY x /srv/x", None),
            ("WORKDIR /srv", None),
        ] {
            let found = last_stage(&format!("FROM debian:12.7\n{text}\n"), |stage| stage.state_folder());
            assert_eq!(found.map(|folder| folder.path).as_deref(), expected, "{text}");
        }
    }
}
