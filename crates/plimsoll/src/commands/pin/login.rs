//! What the user's environment says about registries: Docker's logins, and whom to trust.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use anyhow::anyhow;
use plimsoll_registry::{Certificates, Client, DockerConfig};

use crate::{disk, terminal};

/// A client with the user's logins. Those in a file that cannot be read are left out, which is told.
pub(super) fn client() -> anyhow::Result<Client> {
    let docker = config_file().filter(|path| disk::exists(path)).and_then(|path| {
        let told = |what: String| terminal::complain(format_args!("{}: {what}; nobody is logged in", path.display()));
        let bytes = disk::read(&path).map_err(told).ok()?;
        DockerConfig::read(&bytes).map_err(|error| told(error.to_string())).ok()
    });
    Ok(Client::new(docker.unwrap_or_default(), certificates()?))
}

/// Docker's configuration file.
fn config_file() -> Option<PathBuf> {
    let folder = variable("DOCKER_CONFIG").map(PathBuf::from);
    let folder = folder.or_else(|| Some(std::env::home_dir()?.join(".docker")));
    Some(folder?.join("config.json"))
}

/// Those of the file that the user names, as for other programs, or those that browsers trust.
fn certificates() -> anyhow::Result<Certificates> {
    let Some(path) = variable("SSL_CERT_FILE") else {
        return Ok(Certificates::default());
    };
    let fault = |what: &str| anyhow!("SSL_CERT_FILE: {}: {what}", path.display());
    let bytes = disk::read(Path::new(&path)).map_err(|what| fault(&what))?;
    Certificates::read(&bytes).map_err(fault)
}

/// A variable that says something.
#[expect(clippy::disallowed_methods, reason = "logins are those of who runs the command")]
fn variable(name: &str) -> Option<OsString> {
    std::env::var_os(name).filter(|value| !value.is_empty())
}
