//! Compares plimsoll with the real Docker, where there is one: on PATH, or in the folder that `PLIMSOLL_ORACLE` names.
//! `tests/docker/compare.py` does the work, and by hand a longer one.

use std::process::Command;

use crate::house::root;

/// What the script ends with if there is no Docker.
const SKIPPED: i32 = 77;

#[test]
fn the_real_docker_agrees() {
    let run = Command::new("python3")
        .arg(root().join("tests/docker/compare.py"))
        .args(["--sample", "--plimsoll", env!("CARGO_BIN_EXE_plimsoll")])
        .output();
    let Ok(output) = run else {
        println!("skipped: no python3");
        return;
    };
    let said = String::from_utf8_lossy(&output.stdout);
    println!("{said}");
    let code = output.status.code();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(matches!(code, Some(0 | SKIPPED)), "{said}\n{errors}");
}
