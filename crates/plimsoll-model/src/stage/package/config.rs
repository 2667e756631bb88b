//! Where in a stage the package managers are configured, so that their commands need no flags.

use plimsoll_syntax::dockerfile::Kind;

use crate::command::package::{Manager, Setting};
use crate::view::{Dockerfile, Instruction};

/// Configuration files and folders, and the managers that read them.
static FILES: &[(&str, Manager)] = &[
    ("/etc/apt/apt.conf", Manager::AptGet),
    ("/etc/dnf", Manager::Dnf),
    ("/etc/yum.conf", Manager::Dnf),
    ("/etc/zypp", Manager::Zypper),
    ("condarc", Manager::Conda),
    ("mambarc", Manager::Conda),
];

/// The point from which a manager is configured.
#[derive(Clone, Copy, Debug)]
pub struct Configured {
    manager: Manager,
    /// The place in the file.
    from: u32,
}

impl Configured {
    /// Whether it applies to a manager's command at a place in the file.
    pub fn covers(&self, manager: Manager, at: u32) -> bool {
        self.manager.shares_settings_with(manager) && self.from < at
    }
}

impl Dockerfile<'_> {
    /// For each stage, the managers that it, or a stage it is built from, configures; each once,
    /// with the first place. A file that is copied to the place of the configuration counts,
    /// whatever it contains.
    pub fn configured(self, setting: Setting) -> Vec<Vec<Configured>> {
        let mut stages: Vec<Vec<Configured>> = Vec::new();
        for stage in self.stages() {
            // A stage can only be built from an earlier one.
            let parent = stage.parent().and_then(|parent| stages.get(parent.index()));
            let mut found = parent.cloned().unwrap_or_default();
            for (manager, from) in stage.instructions().flat_map(|i| settings(i, setting)) {
                if !found.iter().any(|known| known.manager == manager) {
                    found.push(Configured { manager, from });
                }
            }
            stages.push(found);
        }
        stages
    }
}

fn settings(instruction: Instruction<'_>, setting: Setting) -> Vec<(Manager, u32)> {
    let start = instruction.keyword().start;
    match instruction.node().kind {
        Kind::Run => {
            let invocations = instruction.code().iter().flat_map(|code| code.commands.invocations());
            let commands = invocations.filter(|i| !i.only_prints());
            let commands = commands.filter_map(|i| Some((setting.in_command(i.argv())?, i.span.start)));
            let heredocs = instruction.node().heredocs.iter();
            let heredocs = heredocs.filter_map(|heredoc| Some((setting.in_text(heredoc.body.as_str())?, start)));
            // A heredoc that is the script itself is judged command by command.
            let is_script = instruction.code().iter().any(|code| code.heredoc);
            commands.chain(heredocs.filter(|_| !is_script)).collect()
        }
        Kind::Copy | Kind::Add => {
            let destination = instruction.copied().and_then(|(_, destination)| destination);
            let path = destination.and_then(|word| instruction.expand(word).likely());
            let path = path.unwrap_or_default();
            let named = FILES.iter().filter(|(file, _)| path.contains(file));
            named.map(|(_, manager)| (*manager, start)).collect()
        }
        Kind::Env if setting == Setting::Consent => {
            let names = ["CONDA_ALWAYS_YES", "MAMBA_ALWAYS_YES"];
            let pairs = instruction.node().pairs().iter();
            let mut keys = pairs.map(|pair| pair.key.as_written());
            let is_set = keys.any(|key| names.contains(&key));
            is_set.then_some((Manager::Conda, start)).into_iter().collect()
        }
        _ => Vec::new(),
    }
}
