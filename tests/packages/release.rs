//! A release fits together: what the workflow builds is what everybody looks for.

use std::fs;
use std::process::{Command, Output};

use super::wrappers::{is_there, write_program};
use super::{VERSION, read};
use crate::cli::Folder;
use crate::house::root;

/// The targets of the release workflow.
fn targets() -> Vec<String> {
    let workflow = read(&root().join(".github/workflows/release.yml"));
    let targets = workflow.split("- { target: ").skip(1);
    targets
        .filter_map(|rest| rest.split(',').next())
        .map(str::to_owned)
        .collect()
}

/// The archive of a target, as it is called in a release.
fn archive_of(target: &str) -> String {
    let suffix = if target.contains("windows") { "zip" } else { "tar.gz" };
    format!("plimsoll-{VERSION}-{target}.{suffix}")
}

#[test]
fn everybody_looks_for_what_is_built() {
    let targets = targets();
    assert_eq!(targets.len(), 5);
    let archives: Vec<String> = targets.iter().map(|target| archive_of(target)).collect();
    for path in [
        "packaging/homebrew/plimsoll.rb",
        "integrations/trunk/plugin.yaml",
        "crates/plimsoll/Cargo.toml",
    ] {
        let text = read(&root().join(path));
        let urls = text.split("/releases/download/v").skip(1);
        let mut looked_for = 0;
        for url in urls {
            let url = url
                .split('"')
                .next()
                .unwrap_or_default()
                .split('\n')
                .next()
                .unwrap_or_default();
            let (_, file) = url.split_once('/').expect("a release has files");
            let file = ["#{version}", "${version}", "{ version }"]
                .into_iter()
                .fold(file.to_owned(), |file, variable| file.replace(variable, VERSION));
            // What cargo-binstall fills in is one of those that have no entry of their own.
            let target = if file.ends_with("zip") {
                "x86_64-pc-windows-msvc"
            } else {
                "aarch64-apple-darwin"
            };
            let file = file.replace("{ target }", target);
            assert!(archives.contains(&file), "{path}: {file}");
            looked_for += 1;
        }
        assert!(looked_for > 2, "{path}");
    }
    let installer = read(&root().join("integrations/github-action/install.sh"));
    let script = read(&root().join("packaging/programs"));
    for target in &targets {
        assert!(installer.contains(&format!("target={target} ")), "{target}");
        assert!(script.contains(&format!("take {target} ")), "{target}");
    }
}

/// The archives, taken apart again for npm and the formula.
#[test]
fn an_archive_has_all_that_belongs_to_the_program() {
    if !is_there("bash") || !is_there("tar") {
        return;
    }
    let folder = Folder::new();
    let target = "x86_64-unknown-linux-musl";
    let program = folder.0.join("program");
    write_program(&program);
    let script = |name: &str, arguments: &[&str]| {
        let run = Command::new("bash")
            .arg(root().join("packaging").join(name))
            .args(arguments)
            .current_dir(&folder.0)
            .env("PLIMSOLL", &program)
            .output()
            .expect("bash runs");
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        assert!(run.status.success(), "{name}: {}", text(&run.stderr));
        text(&run.stdout)
    };
    let out = folder.0.join("dist");
    script("archive", &[VERSION, target, out.to_str().expect("UTF-8")]);
    let archive = out.join(archive_of(target));
    let listed = Command::new("tar").arg("tzf").arg(&archive).output().expect("tar runs");
    let listed = String::from_utf8(listed.stdout).expect("UTF-8");
    for file in [
        "plimsoll",
        "LICENSE-MIT",
        "LICENSE-APACHE",
        "man/plimsoll.1",
        "man/plimsoll-check.1",
        "completions/_plimsoll",
    ] {
        assert!(
            listed.contains(&format!("plimsoll-{VERSION}-{target}/{file}\n")),
            "{file}: {listed}"
        );
    }
    if cfg!(target_os = "linux") {
        script("programs", &["dist", "programs"]);
        assert!(folder.0.join("programs/linux-x64/plimsoll").exists());
    }
    let sums: String = targets()
        .iter()
        .map(|target| format!("{}  {}\n", "5e".repeat(32), archive_of(target)))
        .collect();
    fs::write(folder.0.join("SHA256SUMS"), sums).expect("it can be written");
    let formula = script("homebrew/fill", &[VERSION, "SHA256SUMS"]);
    assert_eq!(formula.matches(&"5e".repeat(32)).count(), 4);
    assert!(
        !formula.contains('@') || formula.matches('@').count() == formula.matches("@r").count(),
        "{formula}"
    );
}

/// Packs a program as the wheel of a target.
fn wheel(folder: &Folder, program: &str, target: &str) -> Output {
    let mut python = Command::new("python3");
    python
        .arg(root().join("packaging/wheel"))
        .args([program, target, "wheels"]);
    python.current_dir(&folder.0).output().expect("it starts")
}

#[test]
fn the_wheel_is_all_that_python_needs() {
    let folder = Folder::new().with("Dockerfile", "FROM node\nUSER node\n");
    write_program(&folder.0.join("program"));
    let has = Command::new("python3")
        .args(["-c", "import tomllib, ensurepip"])
        .output();
    if !has.is_ok_and(|run| run.status.success()) {
        println!("skipped: no Python 3.11 that makes environments");
        return;
    }
    // The program of a test runs on this machine alone, and needs its libraries.
    let refused = wheel(&folder, env!("CARGO_BIN_EXE_plimsoll"), "x86_64-unknown-linux-musl");
    assert!(
        String::from_utf8_lossy(&refused.stderr).contains("is not static"),
        "{refused:?}"
    );
    if !cfg!(all(target_os = "linux", target_arch = "x86_64")) {
        return;
    }
    let packed = wheel(&folder, "program", "x86_64-unknown-linux-gnu");
    let path = String::from_utf8(packed.stdout).expect("UTF-8");
    assert!(path.trim().ends_with("-py3-none-linux_x86_64.whl"), "{path}");
    let run = |program: &str, arguments: &[&str]| {
        let mut command = Command::new(program);
        let run = command.args(arguments).current_dir(&folder.0).env_clear().output();
        let run = run.expect("it starts");
        (run.status.code(), String::from_utf8_lossy(&run.stdout).into_owned())
    };
    let python3 = Command::new("python3")
        .args(["-c", "import sys; print(sys.executable)"])
        .output();
    let python3 = String::from_utf8(python3.expect("it starts").stdout).expect("UTF-8");
    assert_eq!(run(python3.trim(), &["-m", "venv", "fresh"]).0, Some(0));
    let inside = |name: &str| folder.0.join("fresh/bin").join(name).display().to_string();
    let install = [
        "install",
        "--quiet",
        "--no-index",
        "--disable-pip-version-check",
        path.trim(),
    ];
    let (code, said) = run(&inside("pip"), &install);
    assert_eq!(code, Some(0), "{said}");
    let check = ["check", "--fail-on", "warning", "--format", "concise", "Dockerfile"];
    let (code, direct) = run(&inside("plimsoll"), &check);
    assert!(code == Some(1) && direct.contains("unpinned-image-tag"), "{direct}");
    let module: Vec<&str> = ["-m", "plimsoll"].into_iter().chain(check).collect();
    assert_eq!(run(&inside("python"), &module), (code, direct));
}

#[test]
fn the_image_has_nothing_to_find() {
    let folder = Folder::new().with("Dockerfile", read(&root().join("packaging/docker/Dockerfile")));
    let run = folder.run(["check", "--fail-on", "info", "--show", "info", "Dockerfile"]);
    assert_eq!(run.code, Some(0), "{}", run.out);
}

#[test]
fn man_pages_are_written() {
    let folder = Folder::new();
    let run = folder.run(["man", "man1"]);
    assert_eq!(run.code, Some(0), "{run:?}");
    assert!(folder.read("man1/plimsoll-check.1").contains("fail\\-on"));
    let page = folder.0.join("man1/plimsoll-check.1");
    if is_there("man") {
        let run = Command::new("man")
            .args(["--warnings", "-E", "UTF-8", "-l"])
            .arg(page)
            .output();
        let said = String::from_utf8(run.expect("man runs").stderr).expect("UTF-8");
        assert_eq!(said, "");
    }
}
