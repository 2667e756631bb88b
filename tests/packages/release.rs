//! A release fits together: what the workflow builds is what everybody looks for.

use std::fs;
use std::process::Command;

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
