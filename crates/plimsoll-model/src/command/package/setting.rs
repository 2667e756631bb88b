//! Configuration of package managers: commands that write it, for the rest of the build.

use super::manager::Manager;
use crate::command::argument::Argument;

/// What configuration can replace in place of a flag.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Setting {
    /// Every question is answered with yes.
    Consent,
    /// Recommended packages are left out.
    NoRecommends,
}

impl Setting {
    /// The manager that a text, such as a line of a configuration file, configures in this way.
    pub(crate) fn in_text(self, text: &str) -> Option<Manager> {
        let lower = text.to_ascii_lowercase();
        let marks = match self {
            Self::Consent => [("assume-yes", Manager::AptGet), ("assumeyes", Manager::Dnf)].as_slice(),
            Self::NoRecommends => &[
                ("install-recommends", Manager::AptGet),
                ("install_weak_deps", Manager::Dnf),
                ("solver.onlyrequires", Manager::Zypper),
            ],
        };
        let found = marks.iter().find(|(mark, _)| lower.contains(mark));
        found.map(|(_, manager)| *manager)
    }

    /// The manager that a command configures in this way: `conda config --set always_yes yes`, `dnf
    /// config-manager --setopt=install_weak_deps=False`, or a file that is written with such a
    /// line.
    pub(crate) fn in_command(self, argv: &[Argument<'_>]) -> Option<Manager> {
        let program = argv.first()?.program();
        let holds = |text: &str| argv.iter().any(|argument| argument.text.contains(text));
        let writes = matches!(program, "echo" | "printf" | "sed" | "cat" | "tee" | "crudini");
        if writes || holds("config-manager") {
            return argv.iter().find_map(|argument| self.in_text(argument.text));
        }
        let is_conda = matches!(program, "conda" | "mamba" | "micromamba") && self == Self::Consent;
        (is_conda && holds("always_yes") && argv.iter().any(|a| a.text == "config")).then_some(Manager::Conda)
    }
}
