//! `plimsoll init`: writes a configuration to begin with.

use std::path::Path;

use anyhow::{anyhow, bail};
use plimsoll_config::{NAMES, template};

use crate::outcome::Outcome;
use crate::{disk, terminal};

/// Writes `plimsoll.toml` into the current folder, unless there is a configuration.
pub(crate) fn run() -> anyhow::Result<Outcome> {
    if let Some(there) = NAMES.iter().find(|name| disk::exists(Path::new(name))) {
        bail!("{there} already exists");
    }
    disk::write(NAMES[0], &template()).map_err(|what| anyhow!("{}: {what}", NAMES[0]))?;
    terminal::complain(format_args!(
        "{}: written; every key in it is explained, and none is set yet",
        NAMES[0]
    ));
    Ok(Outcome::Clean)
}
