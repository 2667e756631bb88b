//! `plimsoll pin` against registries of the tests' own.

mod files;
mod logins;
mod real;
mod registries;
mod stub;

use std::path::Path;
use std::process::Command;

use super::{Folder, Run};

/// What no output may hold.
const SECRETS: [&str; 4] = ["s3cret", "czNjcmV0", "t0ken", "bWU6czNjcmV0"];

/// Runs `plimsoll pin` in a folder, with the folder `home` in it as the home, and its `bin` before the
/// programs of the system.
fn pin(folder: &Folder, arguments: &[&str]) -> Run {
    let home = folder.0.join("home");
    let system = std::env::var_os("PATH").unwrap_or_default();
    let path = std::iter::once(home.join("bin")).chain(std::env::split_paths(&system));
    let run = Command::new(env!("CARGO_BIN_EXE_plimsoll"))
        .arg("pin")
        .args(arguments)
        .current_dir(&folder.0)
        .env("HOME", &home)
        .env("USERPROFILE", &home)
        .env(
            "PATH",
            std::env::join_paths(path).expect("the folders have plain names"),
        )
        .env_remove("DOCKER_CONFIG")
        .env_remove("SSL_CERT_FILE")
        // Whatever proxy there is, it does not lead to this machine.
        .env("HTTPS_PROXY", "http://127.0.0.1:9")
        .env("HTTP_PROXY", "http://127.0.0.1:9")
        .output();
    let run = Run::new(run.expect("the program was built"));
    for secret in SECRETS {
        assert!(!run.out.contains(secret) && !run.err.contains(secret), "{run:?}");
    }
    run
}

/// A program of the user.
#[cfg(unix)]
fn program(folder: &Folder, name: &str, script: &str) {
    use std::os::unix::fs::PermissionsExt;

    let path = folder.0.join("home/bin").join(name);
    std::fs::create_dir_all(path.parent().unwrap_or(Path::new("."))).expect("folders can be made");
    std::fs::write(&path, format!("#!/bin/sh\n{script}\n")).expect("files can be written");
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).expect("it is ours");
}
