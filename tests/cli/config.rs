//! The configuration file, and the baseline.

use super::*;

const ROOTS: &str = "FROM node:22.11.0-slim\nCOPY . /app\nCMD [\"node\", \"/app\"]\n";

/// The rules that are reported, each with its file and level.
fn found(folder: &Folder, arguments: &[&str]) -> Vec<String> {
    let found = folder.run(check(arguments)).findings().into_iter();
    found.map(|f| format!("{} {} {}", f.path, f.level, f.rule)).collect()
}

#[test]
fn the_nearest_configuration_holds() {
    let folder = Folder::new()
        .with(
            "plimsoll.toml",
            "select = [\"runs-as-root\"]\nrules.runs-as-root.level = \"error\"\n",
        )
        .with("a/Dockerfile", ROOTS)
        .with(
            "b/.plimsoll.toml",
            "ignore = [\"security\"]\nextend-select = [\"image-digest-missing\"]\n",
        )
        .with("b/Dockerfile", ROOTS)
        .with("b/c/Dockerfile", ROOTS);
    let all = found(&folder, &["."]);
    let of = |file: &str| all.iter().filter(|line| line.starts_with(&format!("{file} "))).count();
    assert!(all.contains(&"a/Dockerfile error runs-as-root".to_owned()), "{all:?}");
    assert_eq!(of("a/Dockerfile"), 1, "{all:?}");
    for file in ["b/Dockerfile", "b/c/Dockerfile"] {
        assert!(
            !all.iter()
                .any(|line| line.starts_with(file) && line.ends_with("runs-as-root")),
            "{all:?}"
        );
        assert!(all.contains(&format!("{file} info image-digest-missing")), "{all:?}");
    }
    // The command line holds over both.
    assert_eq!(found(&folder, &["--select=relative-workdir", "."]), [""; 0]);
    assert!(found(&folder, &["--isolated", "b"]).contains(&"b/Dockerfile warning runs-as-root".to_owned()));
    let named = found(&folder, &["--config=b/.plimsoll.toml", "a"]);
    assert!(
        named.contains(&"a/Dockerfile info image-digest-missing".to_owned()),
        "{named:?}"
    );
}

#[test]
fn files_build_on_each_other() {
    let folder = Folder::new()
        .with(
            "team.toml",
            "fail-on = \"error\"\n[rules.runs-as-root]\nlevel = \"error\"\n",
        )
        .with(
            "plimsoll.toml",
            "extends = [\"team.toml\"]\nignore = [\"image-digest-missing\"]\n",
        )
        .with("Dockerfile", ROOTS);
    let run = folder.run(["check", "--format=concise"]);
    assert!(run.out.contains("error[runs-as-root]"), "{run:?}");
    assert_eq!(run.code, Some(1));
    let cycle = Folder::new()
        .with("plimsoll.toml", "extends = [\"a.toml\", \"none.toml\"]\n")
        .with("a.toml", "extends = [\"plimsoll.toml\"]\n")
        .with("Dockerfile", ROOTS);
    let run = cycle.run(["check"]);
    assert_eq!((run.code, &*run.out), (Some(2), ""));
    assert!(
        run.err
            .contains("a.toml:1:12: the files extend each other: plimsoll.toml → a.toml → plimsoll.toml"),
        "{run:?}"
    );
    assert!(
        run.err.contains("plimsoll.toml:1:22: there is no file `none.toml`"),
        "{run:?}"
    );
}

#[test]
fn settings_hold_where_they_are_meant() {
    let folder = Folder::new()
        .with(
            "plimsoll.toml",
            "exclude = [\"old/**\"]\n[environments]\ndevelopment = [\"lab/**\"]\n\
             [[overrides]]\nfiles = [\"b/**\"]\nignore = [\"runs-as-root\"]\n\
             [[exceptions]]\nrule = \"runs-as-root\"\nfiles = [\"c/Dockerfile\"]\nreason = \"it starts as root for a while\"\nuntil = 2027-01-31\n",
        )
        .with("a/Dockerfile", ROOTS)
        .with("b/Dockerfile", ROOTS)
        .with("c/Dockerfile", ROOTS)
        .with("lab/Dockerfile", ROOTS)
        .with("old/Dockerfile", ROOTS);
    let all = found(&folder, &["--date=2026-11-30", "."]);
    let mut roots: Vec<&str> = all
        .iter()
        .map(String::as_str)
        .filter(|line| line.ends_with(" runs-as-root"))
        .collect();
    roots.sort_unstable();
    assert_eq!(
        roots,
        ["a/Dockerfile warning runs-as-root", "lab/Dockerfile info runs-as-root"]
    );
    assert!(!all.iter().any(|line| line.starts_with("old/")), "{all:?}");
    assert!(
        found(&folder, &["old/Dockerfile"])
            .iter()
            .any(|line| line.starts_with("old/"))
    );
    let late = found(&folder, &["--date=2027-02-01", "."]);
    assert!(
        late.contains(&"c/Dockerfile warning runs-as-root".to_owned()),
        "{late:?}"
    );
    let run = folder.run(["check", "--format=concise", "--date=2026-11-30"]);
    assert!(run.err.contains("; 1 accepted by exceptions"), "{run:?}");
}

#[test]
fn mistakes_stop_the_run_and_are_told_together() {
    let folder = Folder::new()
        .with(
            "plimsoll.toml",
            "selct = [\"all\"]\nignore = [\"runs-as-rot\"]\n[rules.untrusted-registry]\ntrusted-registry = [\"a\"]\n",
        )
        .with("Dockerfile", ROOTS);
    let run = folder.run(["check"]);
    assert_eq!((run.code, &*run.out), (Some(2), ""));
    for part in [
        "plimsoll.toml:1:1: there is no key `selct` here; did you mean `select`?",
        "plimsoll.toml:2:11: there is no rule or group `runs-as-rot`; did you mean `runs-as-root`?",
        "plimsoll.toml:4:1: ",
    ] {
        assert!(run.err.contains(part), "{part}\n{run:?}");
    }
}

#[test]
fn a_baseline_leaves_what_is_new() {
    let folder = Folder::new().with("Dockerfile", ROOTS).with("compose.yaml", COMPOSE);
    let write = folder.run(["baseline"]);
    assert_eq!(write.code, Some(0), "{write:?}");
    let text = folder.read("plimsoll-baseline.json");
    assert!(text.contains("\"rule\":"), "{text}");
    assert_eq!(folder.run(["baseline"]).code, Some(0));
    assert_eq!(
        folder.read("plimsoll-baseline.json"),
        text,
        "the same bytes on a second run"
    );
    let known = folder.run(["check", "--format=concise", "--show=info"]);
    assert_eq!((known.code, &*known.out), (Some(0), ""), "{known:?}");
    assert!(known.err.contains(" known from the baseline"), "{known:?}");
    assert!(
        !folder
            .run(["check", "--format=concise", "--no-baseline"])
            .out
            .is_empty()
    );
    // Lines move, and a fault comes.
    let moved = format!("{}\n{ROOTS}WORKDIR app\n", "# moved\n".repeat(50));
    let folder = folder.with("Dockerfile", moved);
    let new = found(&folder, &["."]);
    assert_eq!(new, ["Dockerfile warning relative-workdir"]);
    // A file that was renamed keeps its findings.
    folder.rename("Dockerfile", "Dockerfile.api");
    assert_eq!(found(&folder, &["."]), ["Dockerfile.api warning relative-workdir"]);
    // What is mended goes.
    let folder = folder.with("Dockerfile.api", "FROM scratch\nUSER 1000\n");
    let pruned = folder.run(["baseline", "--prune"]);
    assert!(pruned.err.contains(" fixed findings dropped"), "{pruned:?}");
    assert!(
        !folder
            .read("plimsoll-baseline.json")
            .contains("\"rule\":\"runs-as-root\"")
    );
}

#[test]
fn a_configuration_to_begin_with_is_written_once() {
    let folder = Folder::new().with("Dockerfile", ROOTS);
    let before = found(&folder, &["."]);
    assert_eq!(folder.run(["init"]).code, Some(0));
    assert!(folder.read("plimsoll.toml").contains("# fail-on = \"warning\""));
    assert_eq!(found(&folder, &["."]), before);
    let again = folder.run(["init"]);
    assert_eq!(again.code, Some(2));
    assert!(again.err.contains("plimsoll.toml already exists"), "{again:?}");
}

#[test]
fn a_configuration_above_the_current_folder_holds() {
    let folder = Folder::new()
        .with(".git/HEAD", "ref: refs/heads/main\n")
        .with(
            "plimsoll.toml",
            "fail-on = \"never\"\n[[overrides]]\nfiles = [\"api/Dockerfile\"]\nignore = [\"runs-as-root\"]\n",
        )
        .with("api/Dockerfile", ROOTS)
        .with("api/old/Dockerfile", ROOTS);
    let run = folder.run_in("api", ["check", "--format=concise"], b"");
    assert_eq!(run.code, Some(0), "{run:?}");
    assert!(!run.out.contains("\nDockerfile:1:1: warning[runs-as-root]"), "{run:?}");
    assert!(run.out.contains("old/Dockerfile:1:1: warning[runs-as-root]"), "{run:?}");
    let folder = folder.with("plimsoll.toml", "nope = 1\n");
    assert_eq!(folder.run_in("api", ["check"], b"").code, Some(2));
}

#[test]
fn every_file_has_its_own_threshold() {
    let folder = Folder::new()
        .with("Dockerfile", ROOTS)
        .with("lab/plimsoll.toml", "fail-on = \"never\"\n")
        .with("lab/Dockerfile", ROOTS);
    assert_eq!(folder.run(["check", "lab"]).code, Some(0));
    assert_eq!(folder.run(["check"]).code, Some(1));
    assert_eq!(folder.run(["check", "--fail-on=never"]).code, Some(0));
}

#[test]
fn a_configuration_that_cannot_be_read_stops_the_run() {
    let folder = Folder::new().with("Dockerfile", ROOTS).with("plimsoll.toml/file", "");
    let run = folder.run(["check"]);
    assert_eq!(run.code, Some(2), "{run:?}");
    let large = format!("ignore = [{}]\n", "\"runs-as-root\", ".repeat(100_000));
    let folder = Folder::new().with("Dockerfile", ROOTS).with("plimsoll.toml", large);
    let run = folder.run(["check"]);
    assert_eq!(run.code, Some(2), "{run:?}");
    assert!(run.err.contains("plimsoll.toml: the file cannot be read"), "{run:?}");
}

#[test]
fn a_baseline_keeps_what_was_not_looked_at() {
    let folder = Folder::new().with("a/Dockerfile", ROOTS).with("b/Dockerfile", ROOTS);
    assert_eq!(folder.run(["baseline"]).code, Some(0));
    let text = folder.read("plimsoll-baseline.json");
    for arguments in [&["baseline", "a"][..], &["baseline", "--prune", "a"]] {
        assert_eq!(folder.run(arguments).code, Some(0));
        assert_eq!(folder.read("plimsoll-baseline.json"), text, "{arguments:?}");
    }
    assert_eq!(folder.run(["baseline", "missing"]).code, Some(2));
    assert_eq!(folder.read("plimsoll-baseline.json"), text);
}

#[test]
fn the_end_of_an_exception_is_told() {
    let exception =
        "[[exceptions]]\nrule = \"runs-as-root\"\nreason = \"until the new base is there\"\nuntil = 2026-01-31\n";
    let folder = Folder::new().with("Dockerfile", ROOTS).with("plimsoll.toml", exception);
    let run = folder.run(["check", "--format=concise", "--date=2026-02-01"]);
    assert!(run.out.contains("warning[runs-as-root]"), "{run:?}");
    assert!(
        run.err.contains("plimsoll.toml:2:8: the exception ended on 2026-01-31"),
        "{run:?}"
    );
}
