//! `plimsoll man`: writes the man pages, one for the program and one for each command.

use std::path::Path;

use anyhow::anyhow;
use clap::Command;
use clap_mangen::Man;

use crate::outcome::Outcome;
use crate::{disk, terminal};

/// Writes the pages of the program into a folder.
pub(crate) fn run(mut program: Command, folder: &Path) -> anyhow::Result<Outcome> {
    // Gives the commands their whole names, such as `plimsoll-policy-test`.
    program.build();
    let mut written = 0;
    let mut open = vec![&program];
    while let Some(command) = open.pop() {
        let subcommands = command.get_subcommands();
        open.extend(subcommands.filter(|one| !one.is_hide_set() && one.get_name() != "help"));
        let man = Man::new(command.clone());
        let mut page = Vec::new();
        man.render(&mut page)?;
        let path = folder.join(man.get_filename());
        disk::put(&path, &page).map_err(|what| anyhow!("{}: {what}", path.display()))?;
        written += 1;
    }
    terminal::complain(format_args!("{}: {written} pages written", folder.display()));
    Ok(Outcome::Clean)
}
