//! Pipes, links, permissions, and names that are not text.

use std::ffi::OsString;
use std::os::unix::ffi::OsStringExt;
use std::os::unix::fs::{PermissionsExt, symlink};

use super::*;

#[test]
fn a_pipe_is_refused_and_never_waited_for() {
    let folder = Folder::new().with("sub/Dockerfile", DOCKERFILE);
    let made = Command::new("mkfifo").arg(folder.0.join("Dockerfile")).status();
    if !made.is_ok_and(|status| status.success()) {
        eprintln!("skipped: no mkfifo");
        return;
    }
    let run = folder.run(check(&["Dockerfile", "sub"]));
    assert_eq!((run.code, run.paths()), (Some(2), vec!["sub/Dockerfile".to_owned()]));
    assert!(run.err.starts_with("plimsoll: Dockerfile: is a pipe"), "{}", run.err);
    assert_eq!(folder.run(check(&["."])).code, Some(0));
}

#[test]
fn no_permission_is_told() {
    let folder = Folder::new()
        .with("Dockerfile", DOCKERFILE)
        .with("b/Dockerfile", DOCKERFILE);
    let path = folder.0.join("Dockerfile");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o000)).expect("it is our file");
    if fs::read(&path).is_ok() {
        eprintln!("skipped: this user may read everything");
        return;
    }
    let run = folder.run(check(&["Dockerfile", "b"]));
    assert_eq!((run.code, run.paths()), (Some(2), vec!["b/Dockerfile".to_owned()]));
    assert_eq!(run.err, "plimsoll: Dockerfile: permission denied\n");
    assert_eq!(folder.run(check(&["."])).code, Some(0));
}

/// As a container gets a file from its host: it cannot be replaced by another one.
#[test]
fn a_file_that_is_mounted_by_itself_is_written_in_place() {
    let text = "FROM debian:12.7\nADD app /app\nUSER 1000\n";
    let folder = Folder::new().with("Dockerfile", "").with("host/Dockerfile", text);
    let inside = |script: &str| {
        let mut command = Command::new("unshare");
        command.args(["--user", "--map-root-user", "--mount", "sh", "-c", script, "sh"]);
        command
            .arg(env!("CARGO_BIN_EXE_plimsoll"))
            .current_dir(&folder.0)
            .output()
    };
    const MOUNT: &str = "mount --bind host/Dockerfile Dockerfile";
    if !inside(MOUNT).is_ok_and(|run| run.status.success()) {
        eprintln!("skipped: nothing can be mounted here");
        return;
    }
    let script =
        format!("{MOUNT} && ! mv host/Dockerfile Dockerfile 2>/dev/null && \"$1\" check --fix-only Dockerfile");
    let run = Run::new(inside(&script).expect("it ran before"));
    assert_eq!(run.code, Some(0), "{run:?}");
    assert_eq!(folder.read("host/Dockerfile"), text.replace("ADD", "COPY"));
    assert_eq!(folder.read("Dockerfile"), "", "what is under the mount stays");
}

#[test]
fn links_are_followed_when_named_only() {
    let folder = Folder::new().with("real/Dockerfile", DOCKERFILE);
    symlink("loop", folder.0.join("loop")).expect("links can be made");
    symlink("../real", folder.0.join("real/around")).expect("links can be made");
    symlink("real/Dockerfile", folder.0.join("Dockerfile")).expect("links can be made");
    assert_eq!(folder.run(check(&["."])).paths(), ["real/Dockerfile"]);
    let named = folder.run(check(&["Dockerfile", "real", "real/around"]));
    assert_eq!(named.paths(), ["Dockerfile"]);
    let looped = folder.run(check(&["loop"]));
    assert_eq!(looped.code, Some(2));
    assert!(
        looped.err.starts_with("plimsoll: loop: cannot be read: "),
        "{}",
        looped.err
    );
}

#[test]
fn links_that_lead_out_are_not_read() {
    let folder = Folder::new()
        .with("outside.env", "A=one-Secret7\nB two-Secret8\n")
        .with("shop/.git/HEAD", "")
        .with("shop/api/Dockerfile", DOCKERFILE);
    symlink("../outside.env", folder.0.join("shop/Dockerfile")).expect("links can be made");
    symlink("../..", folder.0.join("shop/api/up")).expect("links can be made");
    symlink("api", folder.0.join("shop/inside")).expect("links can be made");
    for path in ["shop/Dockerfile", "shop/api/up/outside.env", "shop/api/up"] {
        let run = folder.run(["check", path]);
        assert_eq!(run.code, Some(2), "{path}");
        let said = format!("plimsoll: {path}: is not read: a link on its path leads out of the repository\n");
        assert!(run.err.contains(&said), "{}", run.err);
        assert!(!run.out.contains("Secret"), "{}", run.out);
    }
    let inside = folder.run(check(&["shop/inside/Dockerfile"]));
    assert_eq!((inside.code, inside.paths().len()), (Some(0), 1));
    assert_eq!(folder.run(check(&["shop"])).code, Some(0));
}

#[test]
fn names_need_not_be_utf8() {
    let folder = Folder::new();
    let name = OsString::from_vec(b"caf\xe9.Dockerfile".to_vec());
    if fs::write(folder.0.join(&name), DOCKERFILE).is_err() {
        eprintln!("skipped: this disk takes UTF-8 names only");
        return;
    }
    assert_eq!(folder.run(check(&["."])).paths(), ["caf\u{fffd}.Dockerfile"]);
    let arguments = CHECK.iter().map(OsString::from).chain([name]);
    assert_eq!(folder.run(arguments).paths(), ["caf\u{fffd}.Dockerfile"]);
}

#[test]
fn control_characters_do_not_reach_the_terminal() {
    let folder = Folder::new();
    let run = folder.run(check(&["a\x1b[2Jb\nc"]));
    assert_eq!(run.err, "plimsoll: a?[2Jb c: no such file or folder\n");
}

#[test]
fn names_that_look_the_same_are_two_files() {
    let name = |last: u8| OsString::from_vec([b"caf".as_slice(), &[last], b"/Dockerfile"].concat());
    let folder = Folder::new().with(name(0xe8), DOCKERFILE).with(name(0xe9), FAULTY);
    let run = folder.run(check(&["--select=duplicate-stage-name"]));
    assert_eq!(run.paths(), ["caf\u{fffd}/Dockerfile", "caf\u{fffd}/Dockerfile"]);
    assert_eq!(
        rules_of(&run),
        [("duplicate-stage-name".to_owned(), "error".to_owned())]
    );
}

#[test]
fn a_reader_that_leaves_is_no_failure() {
    let folder = Folder::new().with("Dockerfile", DOCKERFILE);
    let mut child = Command::new(env!("CARGO_BIN_EXE_plimsoll"))
        .args(["completions", "zsh"])
        .current_dir(&folder.0)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program was built");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("the program ends");
    assert_eq!((output.status.code(), output.stderr.len()), (Some(0), 0));
}

#[test]
fn a_reader_that_leaves_early_does_not_change_the_verdict() {
    let folder = Folder::new().with("Dockerfile", FAULTY.repeat(500));
    let mut child = Command::new(env!("CARGO_BIN_EXE_plimsoll"))
        .args(faults(&["-q"]))
        .current_dir(&folder.0)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program was built");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("the program ends");
    assert_eq!((output.status.code(), output.stderr.len()), (Some(1), 0));
}
