//! Neovim, if there is one: what a user does in it.

use std::path::PathBuf;
use std::process::Command;

use super::folder::Folder;

fn editors() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../editors")
}

/// Neovim 0.11 or newer: the one that `PLIMSOLL_NVIM` names, or that on `PATH`.
fn neovim() -> Option<PathBuf> {
    let named = std::env::var_os("PLIMSOLL_NVIM").map_or_else(|| PathBuf::from("nvim"), PathBuf::from);
    let version = Command::new(&named).arg("--version").output().ok()?;
    let version = String::from_utf8_lossy(&version.stdout).into_owned();
    let number = version
        .strip_prefix("NVIM v0.")?
        .split('.')
        .next()?
        .parse::<u32>()
        .ok()?;
    (number >= 11).then_some(named)
}

#[test]
fn neovim_finds_fixes_and_ignores() {
    let Some(neovim) = neovim() else {
        println!("skipped: no Neovim 0.11 on PATH, and none that PLIMSOLL_NVIM names");
        return;
    };
    let folder = Folder::new(&[]);
    let mut run = Command::new(neovim);
    run.args(["--headless", "-u", "NONE", "-l"])
        .arg(editors().join("nvim/test.lua"));
    run.arg(env!("CARGO_BIN_EXE_plimsoll")).arg(&folder.0);
    // Nothing of the user's.
    for variable in ["XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"] {
        run.env(variable, folder.0.join("home"));
    }
    let run = run.output().expect("it starts");
    let said = format!(
        "{}{}",
        String::from_utf8_lossy(&run.stdout),
        String::from_utf8_lossy(&run.stderr)
    );
    println!("{said}");
    assert!(run.status.success(), "{said}");
}
