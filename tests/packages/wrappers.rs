//! What Python and npm start: both run the program, hand on its exit code, and say where it is not.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;

use super::files_below;
use crate::cli::Folder;
use crate::house::root;

/// Whether a program is there; otherwise says that the test is skipped.
#[expect(clippy::print_stdout, reason = "what is skipped is told")]
pub(super) fn is_there(program: &str) -> bool {
    let is_there = Command::new(program)
        .arg("--version")
        .output()
        .is_ok_and(|run| run.status.success());
    if !is_there {
        println!("skipped: no {program}");
    }
    is_there
}

/// A small file that runs the program: that of a test is too large to be packed again and again.
pub(super) fn write_program(path: &Path) {
    let script = format!("#!/bin/sh\nexec '{}' \"$@\"\n", env!("CARGO_BIN_EXE_plimsoll"));
    fs::write(path, script).expect("it can be written");
    fs::set_permissions(path, fs::Permissions::from_mode(0o755)).expect("it can be executed");
}

#[test]
fn python_runs_the_program_of_its_package() {
    if !is_there("python3") {
        return;
    }
    // As `pip install --target` lays it out.
    let folder = Folder::new().with("Dockerfile", "FROM node\n");
    fs::create_dir_all(folder.0.join("plimsoll")).expect("it can be made");
    for file in files_below("python/plimsoll") {
        if file.extension().is_some_and(|extension| extension == "py") {
            let name = file.file_name().expect("it has a name");
            fs::copy(&file, folder.0.join("plimsoll").join(name)).expect("it can be copied");
        }
    }
    let python = |arguments: &[&str]| {
        let run = Command::new("python3")
            .args(["-m", "plimsoll"])
            .args(arguments)
            .current_dir(&folder.0)
            .env("PYTHONDONTWRITEBYTECODE", "1")
            .output()
            .expect("python runs");
        (
            run.status.code(),
            String::from_utf8_lossy(&run.stdout).into_owned() + &String::from_utf8_lossy(&run.stderr),
        )
    };
    let (code, log) = python(&["--version"]);
    if code != Some(0) {
        assert!(
            log.contains("FileNotFoundError") && log.contains("plimsoll is in none of"),
            "{log}"
        );
    }
    fs::create_dir(folder.0.join("bin")).expect("it can be made");
    write_program(&folder.0.join("bin/plimsoll"));
    let (code, log) = python(&["check", "--format", "concise", "Dockerfile"]);
    assert_eq!(code, Some(1), "{log}");
    assert!(log.contains("unpinned-image-tag"), "{log}");
}

#[test]
fn npm_runs_the_program_of_its_platform() {
    if !is_there("node") {
        return;
    }
    let folder = Folder::new().with("Dockerfile", "FROM node\n");
    let modules = folder.0.join("node_modules");
    let node = |program: &str, arguments: &[&str]| {
        let run = Command::new("node")
            .arg(program)
            .args(arguments)
            .current_dir(&folder.0)
            .output()
            .expect("node runs");
        (
            run.status.code(),
            String::from_utf8_lossy(&run.stdout).into_owned() + &String::from_utf8_lossy(&run.stderr),
        )
    };
    let name = "const { platform, arch } = process; console.log(`${platform}-${arch}`)";
    let platform = Command::new("node").args(["-e", name]).output().expect("node runs");
    let platform = String::from_utf8(platform.stdout).expect("UTF-8");
    let platform = platform.trim();
    let programs = folder.0.join("programs").join(platform);
    fs::create_dir_all(&programs).expect("it can be made");
    write_program(&programs.join("plimsoll"));
    let pack = root().join("packaging/npm/pack.mjs");
    let (code, log) = node(pack.to_str().expect("UTF-8"), &["programs", "node_modules"]);
    assert_eq!(code, Some(0), "{log}");
    assert!(log.contains("win32-x64: left out"), "{log}");

    let start = "node_modules/plimsoll/bin/plimsoll.js";
    let (code, log) = node(start, &["--version"]);
    assert_eq!(code, Some(2), "{log}");
    assert!(log.contains("--omit=optional"), "{log}");
    // As npm would put it.
    fs::create_dir(modules.join("@plimsoll")).expect("it can be made");
    let cli = format!("cli-{platform}");
    fs::rename(modules.join(&cli), modules.join("@plimsoll").join(&cli)).expect("it can be moved");
    let (code, log) = node(start, &["check", "--format", "concise", "Dockerfile"]);
    assert_eq!(code, Some(1), "{log}");
    assert!(log.contains("unpinned-image-tag"), "{log}");
}
