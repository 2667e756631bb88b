//! `plimsoll check --fix` and `--diff`: what is written, what is not, and the exit codes.

use std::fs;
use std::process::Command;

use super::{Folder, Run};

const FIXABLE: &str = "FROM debian:12.7\nADD app /app\nUSER 1000\nCMD [\"/app\"]\n";
const FIXED: &str = "FROM debian:12.7\nCOPY app /app\nUSER 1000\nCMD [\"/app\"]\n";
/// Its quotes are part of the value, which is surely not meant, but who knows.
const UNSAFE: &str = "services:\n  web:\n    image: nginx:1.27.2\n    environment:\n      - PREFIX=\"a\"\n";

fn git_apply(folder: &Folder, diff: &[u8], arguments: &[&str]) -> bool {
    fs::write(folder.0.join("x.diff"), diff).expect("it can be written");
    let mut git = Command::new("git");
    git.arg("apply").args(arguments).arg("x.diff").current_dir(&folder.0);
    git.status().is_ok_and(|status| status.success())
}

fn check(folder: &Folder, arguments: &[&str]) -> Run {
    let fixed = ["check", "--isolated", "--format", "concise", "--env", "production"];
    folder.run(fixed.iter().chain(arguments))
}

#[test]
fn safe_fixes_are_written() {
    let folder = Folder::new().with("Dockerfile", FIXABLE).with("compose.yaml", UNSAFE);
    let run = check(
        &folder,
        &["--fix", "--select", "add-local-file,invalid-environment-entry", "."],
    );
    assert_eq!(folder.read("Dockerfile"), FIXED);
    assert_eq!(folder.read("compose.yaml"), UNSAFE);
    assert!(run.out.contains("invalid-environment-entry") && !run.out.contains("add-local-file"));
    assert!(run.err.contains("fixed 1 finding in 1 file"), "{}", run.err);
    assert!(
        run.err.contains("1 can be fixed with `--fix --unsafe-fixes`"),
        "{}",
        run.err
    );
    assert_eq!(run.code, Some(1));
    let again = check(&folder, &["--fix", "--select", "add-local-file", "."]);
    assert_eq!((again.code, again.err.contains("fixed")), (Some(0), false));
}

#[test]
fn unsafe_fixes_have_to_be_asked_for() {
    let folder = Folder::new().with("compose.yaml", UNSAFE);
    let run = check(
        &folder,
        &[
            "--fix",
            "--unsafe-fixes",
            "--show-fixes",
            "--select",
            "invalid-environment-entry",
            ".",
        ],
    );
    assert!(!folder.read("compose.yaml").contains('"'));
    assert!(
        run.err.contains("compose.yaml: invalid-environment-entry: "),
        "{}",
        run.err
    );
    assert_eq!(run.code, Some(0));
}

#[test]
fn a_configuration_decides_about_fixes() {
    let run = |configuration: &str| {
        let folder = Folder::new()
            .with("Dockerfile", FIXABLE)
            .with("compose.yaml", UNSAFE)
            .with("plimsoll.toml", configuration);
        let select = [
            "check",
            "--fix",
            "-q",
            "--select",
            "add-local-file,invalid-environment-entry",
            ".",
        ];
        folder.run(select);
        (
            folder.read("Dockerfile") == FIXED,
            folder.read("compose.yaml") != UNSAFE,
        )
    };
    assert_eq!(run(""), (true, false));
    assert_eq!(run("[fix]\nunsafe = true\n"), (true, true));
    assert_eq!(run("[rules.add-local-file]\nfix = \"never\"\n"), (false, false));
    assert_eq!(run("[rules.add-local-file]\nfix = \"ask\"\n"), (false, false));
    assert_eq!(run("[rules.invalid-environment-entry]\nfix = \"safe\"\n"), (true, true));
    let folder = Folder::new()
        .with("Dockerfile", FIXABLE)
        .with("plimsoll.toml", "[rules.add-local-file]\nfix = \"often\"\n");
    let run = folder.run(["check", "--fix", "."]);
    assert!(
        run.err.contains("plimsoll.toml:2:7: `often` says nothing about fixes"),
        "{}",
        run.err
    );
    assert_eq!((run.code, folder.read("Dockerfile") == FIXABLE), (Some(2), true));
}

#[test]
fn a_diff_writes_nothing_and_can_be_applied() {
    let folder = Folder::new()
        .with("a b/Dockerfile", FIXABLE)
        .with("c/Dockerfile", FIXABLE.trim_end());
    let run = check(&folder, &["--diff", "--select", "add-local-file", "."]);
    assert_eq!(folder.read("a b/Dockerfile"), FIXABLE);
    assert!(run.out.contains("\n-ADD app /app\n+COPY app /app\n"), "{}", run.out);
    assert_eq!(run.code, Some(1));
    assert!(git_apply(&folder, run.out.as_bytes(), &[]), "{}", run.out);
    assert_eq!(folder.read("a b/Dockerfile"), FIXED);
    assert_eq!(folder.read("c/Dockerfile"), FIXED.trim_end());
    let none = check(&folder, &["--diff", "."]);
    assert_eq!((none.code, &*none.out), (Some(0), ""));
}

#[test]
fn a_diff_says_what_unsafe_fixes_may_change_and_hides_secrets() {
    let text = UNSAFE.replace(
        "image: nginx:1.27.2",
        "image: nginx:1.27.2\n    labels:\n      token: ghp_0123456789abcdefghijABCDEFGHIJ012345",
    );
    let folder = Folder::new().with("compose.yaml", text);
    let run = check(
        &folder,
        &["--diff", "--unsafe-fixes", "--select", "invalid-environment-entry", "."],
    );
    assert!(
        run.out.starts_with("# invalid-environment-entry (unsafe): "),
        "{}",
        run.out
    );
    assert!(!run.out.contains("ghp_0123"), "{}", run.out);
    assert_eq!(run.code, Some(1));
}

#[test]
fn line_ends_and_marks_stay() {
    for text in [
        FIXABLE.replace('\n', "\r\n"),
        format!("\u{feff}{FIXABLE}"),
        FIXABLE.trim_end().to_owned(),
    ] {
        let folder = Folder::new().with("Dockerfile", &text);
        check(&folder, &["--fix", "-q", "--select", "add-local-file", "."]);
        assert_eq!(folder.read("Dockerfile"), text.replace("ADD", "COPY"));
    }
    let folder = Folder::new().with("Dockerfile", b"FROM a\nADD \xff /app\n");
    check(&folder, &["--fix", "-q", "--select", "add-local-file", "."]);
    let bytes = fs::read(folder.0.join("Dockerfile")).expect("it is there");
    assert_eq!(bytes, b"FROM a\nCOPY \xff /app\n");
}

#[test]
fn standard_input_goes_to_standard_output() {
    let folder = Folder::new().with("Dockerfile", FIXABLE);
    let select = [
        "check",
        "--fix",
        "--select",
        "add-local-file",
        "--stdin-filename",
        "Dockerfile",
        "-",
    ];
    let run = folder.run_with(select, FIXABLE.as_bytes());
    assert_eq!((&*run.out, run.code), (FIXED, Some(0)));
    assert_eq!(folder.read("Dockerfile"), FIXABLE);
    let run = folder.run_with(["check", "--fix", "--select", "add-local-file", "-"], FIXED.as_bytes());
    assert_eq!((&*run.out, run.code), (FIXED, Some(0)));
}

#[test]
fn the_exit_code_says_what_is_left() {
    let run = |arguments: &[&str]| {
        let folder = Folder::new().with("Dockerfile", FIXABLE);
        let select = ["--select", "add-local-file", "--fail-on", "info", "."];
        check(&folder, &[arguments, &select[..]].concat()).code
    };
    assert_eq!(run(&[]), Some(1));
    assert_eq!(run(&["--fix"]), Some(0));
    assert_eq!(run(&["--fix-only"]), Some(0));
    assert_eq!(run(&["--fix", "--exit-non-zero-on-fix"]), Some(1));
    assert_eq!(run(&["--diff"]), Some(1));
}

#[cfg(unix)]
mod unix {
    use std::os::unix::fs::{PermissionsExt, symlink};

    use super::*;

    #[test]
    fn mode_and_links_stay() {
        let folder = Folder::new().with("real/Dockerfile.x", FIXABLE).with(".git/HEAD", "");
        let file = folder.0.join("real/Dockerfile.x");
        fs::set_permissions(&file, fs::Permissions::from_mode(0o755)).expect("it is ours");
        symlink("real/Dockerfile.x", folder.0.join("Dockerfile")).expect("links can be made");
        let run = check(&folder, &["--fix", "--select", "add-local-file", "Dockerfile"]);
        assert_eq!(run.code, Some(0), "{}", run.err);
        assert!(folder.0.join("Dockerfile").is_symlink());
        assert_eq!(folder.read("real/Dockerfile.x"), FIXED);
        let mode = fs::metadata(&file).expect("it is there").permissions().mode();
        assert_eq!(mode & 0o777, 0o755);
    }

    /// Python's standard library has a terminal.
    #[test]
    fn each_fix_is_asked_about() {
        let script = "import os, pty, sys\npid, fd = pty.fork()\nif pid == 0: os.execv(sys.argv[1], sys.argv[1:])\n\
                      text, keys = b'', list('yq')\nwhile True:\n    try: more = os.read(fd, 4096)\n    \
                      except OSError: break\n    if not more: break\n    text += more\n    \
                      if keys and text.endswith(b'[q]uit: '): os.write(fd, keys.pop(0).encode())\n\
                      code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])\nsys.stdout.buffer.write(text)\nsys.exit(code)\n";
        let two = FIXABLE.replace("ADD app /app", "ADD app /app\nADD b /b");
        let folder = Folder::new().with("Dockerfile", &two);
        let mut python = Command::new("python3");
        python.args(["-c", script, env!("CARGO_BIN_EXE_plimsoll")]);
        python.args([
            "check",
            "--fix=ask",
            "-q",
            "--isolated",
            "--select",
            "add-local-file",
            ".",
        ]);
        let Ok(output) = python.current_dir(&folder.0).output() else {
            println!("skipped: no python3");
            return;
        };
        let shown = String::from_utf8_lossy(&output.stdout);
        assert_eq!(folder.read("Dockerfile"), two.replacen("ADD", "COPY", 1), "{shown}");
        assert!(shown.contains("-ADD app /app"), "{shown}");
        let asked = folder.run(["check", "--fix=ask", "."]);
        assert_eq!(asked.code, Some(2));
        assert!(asked.err.contains("needs a terminal"), "{}", asked.err);
    }

    #[test]
    fn hard_links_stay_one_file() {
        let folder = Folder::new().with("Dockerfile", FIXABLE);
        fs::hard_link(folder.0.join("Dockerfile"), folder.0.join("other")).expect("links can be made");
        check(&folder, &["--fix", "--select", "add-local-file", "Dockerfile"]);
        assert_eq!(folder.read("other"), FIXED);
    }

    #[test]
    fn what_cannot_be_written_is_told() {
        let folder = Folder::new()
            .with("a/Dockerfile", FIXABLE)
            .with("b/Dockerfile", FIXABLE);
        let file = folder.0.join("a/Dockerfile");
        fs::set_permissions(&file, fs::Permissions::from_mode(0o444)).expect("it is ours");
        let run = check(&folder, &["--fix", "--select", "add-local-file", "."]);
        assert_eq!(run.code, Some(2));
        assert!(
            run.err.contains("a/Dockerfile: cannot be written: permission denied"),
            "{}",
            run.err
        );
        assert_eq!(
            (folder.read("a/Dockerfile"), folder.read("b/Dockerfile")),
            (FIXABLE.into(), FIXED.into())
        );
    }
}
