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
fn a_baseline_knows_what_a_check_with_the_same_arguments_finds() {
    let docker = "FROM registry.example.com/app:1.2\nWORKDIR app\nUSER 1000\nCMD [\"a\"]\n";
    let folder = Folder::new().with("Dockerfile", docker);
    let arguments = [
        "--env=production",
        "--date=2026-11-30",
        "--select=untrusted-registry,relative-workdir",
        "--set=untrusted-registry.trusted-registries=docker.io",
    ];
    let with = |first: &'static str| [&[first], &arguments[..]].concat();
    assert_eq!(folder.run(with("baseline")).code, Some(0));
    let text = folder.read("plimsoll-baseline.json");
    assert_eq!(text.matches("\"rule\":").count(), 2, "{text}");
    assert_eq!(folder.run(with("check")).code, Some(0));
    // What was left out of a later one stays.
    let later = folder.run(["baseline", "--ignore=untrusted-registry"]);
    assert_eq!(later.code, Some(0), "{later:?}");
    assert!(folder.read("plimsoll-baseline.json").contains("untrusted-registry"));
    assert_eq!(folder.run(["baseline", "--set=nothing"]).code, Some(2));
    assert_eq!(folder.run(["baseline", "--date=soon"]).code, Some(2));
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

/// A Dockerfile that runs as root, and a configuration.
fn with_config(text: &str) -> Folder {
    Folder::new().with("plimsoll.toml", text).with("Dockerfile", ROOTS)
}

#[test]
fn exceptions_and_overrides_that_do_nothing_are_told() {
    let exception = "[[exceptions]]\nrule = \"runs-as-root\"\nreason = \"waits for OPS-12\"\n";
    let unused = "[[exceptions]]\nrule = \"privileged-container\"\nreason = \"waits for OPS-12\"\n\
                  [[overrides]]\nfiles = [\"legacy/**\"]\nignore = [\"runs-as-root\"]\n\
                  [[overrides]]\nfiles = [\"Dockerfile\"]\nignore = [\"relative-workdir\"]\n";
    let folder = with_config(&format!("{exception}{unused}"));
    let told = |found: &[String]| -> Vec<String> {
        found
            .iter()
            .filter(|line| line.starts_with("plimsoll.toml"))
            .cloned()
            .collect()
    };
    let all = found(&folder, &["."]);
    assert_eq!(
        told(&all),
        [
            "plimsoll.toml info unused-exception",
            "plimsoll.toml info unused-override"
        ]
    );
    // Whoever looks at a part cannot tell.
    let folder = folder.with("a/Dockerfile", ROOTS);
    assert_eq!(told(&found(&folder, &["a"])), [""; 0]);
    assert_eq!(told(&found(&folder, &["--select=secrets", "."])), [""; 0]);

    let ended = "[[exceptions]]\nrule = \"runs-as-root\"\nreason = \"waits for OPS-12\"\nuntil = 2026-01-31\n";
    let folder = with_config(ended);
    let all = found(&folder, &["--date=2026-02-01", "."]);
    assert_eq!(told(&all), ["plimsoll.toml warning exception-expired"]);
    assert!(all.contains(&"Dockerfile warning runs-as-root".to_owned()), "{all:?}");
    assert_eq!(told(&found(&folder, &["--date=2026-01-31", "."])), [""; 0]);
    let run = folder.run(["check", "--date=2026-02-01", "--ignore=security"]);
    assert_eq!(run.code, Some(1), "its owner chose the day: {run:?}");
    let run = with_config(&format!("date = 2026-02-01\nignore = [\"exception-expired\"]\n{ended}")).run(check(&["."]));
    assert!(!run.out.contains("exception-expired"), "{run:?}");
}

#[test]
fn hidden_findings_are_counted_apart_and_shown() {
    let text = "[[exceptions]]\nrule = \"runs-as-root\"\nreason = \"waits for OPS-12\"\nuntil = 2099-12-31\n";
    let folder = with_config(text).with(
        "a/Dockerfile",
        "# plimsoll: ignore-file[unpinned-image-tag] mirrored\nFROM node\nUSER 1000\nCMD [\"a\"]\nADD a.txt /a\n",
    );
    assert_eq!(folder.run(["baseline"]).code, Some(0));
    let run = folder.run(["check", "--format=concise", "--show-hidden", "--show=info"]);
    for part in [
        "Dockerfile:1:1: warning[runs-as-root]",
        "(accepted until 2099-12-31: waits for OPS-12)",
        "(ignored at line 1)",
        "(known from the baseline)",
    ] {
        assert!(run.out.contains(part), "{part}\n{run:?}");
    }
    for part in [
        "1 ignored in the files",
        "1 accepted by exceptions",
        "known from the baseline",
    ] {
        assert!(run.err.contains(part), "{part}\n{run:?}");
    }
    let json = folder.run(check(&["."])).json();
    assert_eq!(
        (&json["summary"]["ignored"], &json["summary"]["excepted"]),
        (&1.into(), &1.into())
    );
    assert!(json["summary"]["known"].as_u64().is_some_and(|known| known > 0));
    let until = json["suppressed"].as_array().expect("a list").iter();
    assert!(
        until
            .map(|hidden| &hidden["suppression"]["until"])
            .any(|until| until == "2099-12-31")
    );
}

#[test]
fn comments_can_be_forbidden_to_hide() {
    let text =
        "# plimsoll: ignore-file[runs-as-root, image-digest-missing] it is late\nFROM node:22.11.0-slim\nCMD [\"a\"]\n";
    for (forbids, is_back) in [
        ("true", true),
        ("[\"security\"]", true),
        ("[\"secrets\"]", false),
        ("false", false),
    ] {
        let folder = Folder::new()
            .with("plimsoll.toml", format!("forbid-ignores = {forbids}\n"))
            .with("Dockerfile", text);
        let run = folder.run(check(&["."]));
        assert_eq!(
            run.findings().iter().any(|f| f.rule == "runs-as-root"),
            is_back,
            "{forbids}"
        );
        assert_eq!(run.out.contains("does not hold"), is_back, "{run:?}");
    }
}

#[test]
fn what_an_organisation_enforces_cannot_be_weakened() {
    let org = "[rules.runs-as-root]\nlevel = \"error\"\n[[policy]]\nid = \"acme-user\"\nmessage = \"no account\"\n\
               match = { stages = \"*\" }\nrequire = { path = \"user\", matches = \"^[1-9]\" }\n";
    let weak = "ignore = [\"runs-as-root\", \"acme-user\"]\n[[overrides]]\nfiles = [\"Dockerfile\"]\nignore = [\"security\"]\n\
                [[exceptions]]\nrule = \"runs-as-root\"\nreason = \"SEC-1 moves soon\"\nuntil = 2026-12-31\n";
    let docker = "# plimsoll: ignore-file[runs-as-root] until=2026-12-31 SEC-1 soon\nFROM scratch\nCMD [\"a\"]\n";
    let folder = Folder::new()
        .with("plimsoll.toml", weak)
        .with("org.toml", org)
        .with("Dockerfile", docker);
    let kept = |folder: &Folder| -> Vec<String> {
        let all = found(
            folder,
            &[
                "--enforce=org.toml",
                "--date=2026-11-30",
                "--ignore=acme-user",
                "Dockerfile",
            ],
        );
        all.into_iter()
            .filter(|line| line.contains("root") || line.contains("acme"))
            .collect()
    };
    let both = ["Dockerfile error runs-as-root", "Dockerfile warning acme-user"];
    let mut found_both = kept(&folder);
    found_both.sort();
    assert_eq!(found_both, both);
    assert_eq!(
        folder
            .run(["baseline", "--config=org.toml", "--output=b.json", "Dockerfile"])
            .code,
        Some(0)
    );
    let run = folder.run([
        "check",
        "--enforce=org.toml",
        "--baseline=b.json",
        "--format=concise",
        "Dockerfile",
    ]);
    assert!(run.out.contains("runs-as-root"), "{run:?}");
    // Unless the organisation lets them.
    for (policy, is_kept) in [
        ("reason = [\"*SEC-*\"]\nlongest = 90\n", false),
        ("reason = [\"*SEC-*\"]\nlongest = 10\n", true),
        ("reason = [\"*OPS-*\"]\n", true),
    ] {
        let folder = Folder::new()
            .with("plimsoll.toml", weak)
            .with("org.toml", format!("[exceptions-policy]\n{policy}{org}"))
            .with("Dockerfile", docker);
        let is_there = kept(&folder).iter().any(|line| line.contains("runs-as-root"));
        assert_eq!(is_there, is_kept, "{policy}");
    }
}

#[test]
fn settings_that_cannot_be_meant_are_mistakes() {
    let text = "edition = \"2999.1\"\nselect = []\n[[exceptions]]\nrule = \"all\"\nreason = \"we are busy\"\n";
    let run = with_config(text).run(["check"]);
    assert_eq!((run.code, run.out.as_str()), (Some(2), ""), "{run:?}");
    for part in [
        "plimsoll.toml:1:11: this plimsoll has no edition `2999.1` yet",
        "plimsoll.toml:2:10: nothing is selected",
        "plimsoll.toml:4:8: an exception for `all` needs a place",
    ] {
        assert!(run.err.contains(part), "{part}\n{}", run.err);
    }
    let lines: Vec<&str> = run.err.lines().collect();
    let mut sorted = lines.clone();
    sorted.sort_unstable();
    assert_eq!(lines, sorted, "in the order of the file");
}

#[test]
fn what_fits_nothing_is_a_mistake_at_its_place() {
    let text = "extends = [\"team.toml\"]\nbaseline = \"known.json\"\npolicy-files = [\"policy/*.toml\"]\n\
                exclude = [\"a?\", \"ok/**\", \"!b\"]\n[environments]\nproduction = [\"*.{yml,yaml}\"]\n\
                [[overrides]]\nfiles = [\"\"]\nservices = \"db[12]\"\nignore = [\"DL3008\"]\n\
                [[policy]]\nid = \"p\"\nmessage = \"m\"\nmatch = { images = 'a\\b' }\nforbid = {}\n";
    let folder = with_config(text);
    let run = folder.run(["check"]);
    assert_eq!((run.code, run.out.as_str()), (Some(2), ""), "{run:?}");
    for part in [
        "plimsoll.toml:1:12: there is no file `team.toml`",
        "plimsoll.toml:3:17: no file in the project is called `policy/*.toml`",
        "plimsoll.toml:4:12: patterns know only `*` and `**`",
        "plimsoll.toml:4:27: a pattern with `!` takes nothing back here",
        "plimsoll.toml:6:15: patterns know only",
        "plimsoll.toml:8:10: the pattern is empty",
        "plimsoll.toml:9:12: patterns know only",
        "plimsoll.toml:14:20: patterns have `/` between folders",
    ] {
        assert!(run.err.contains(part), "{part}\n{}", run.err);
    }
    assert_eq!(run.err.lines().count(), 8, "{}", run.err);
    // The baseline is written by a command, which works without one.
    let folder = with_config("baseline = \"known.json\"\n");
    let run = folder.run(["check"]);
    assert_eq!((run.code, run.out.as_str()), (Some(2), ""), "{run:?}");
    assert!(
        run.err
            .contains("plimsoll.toml:1:12: there is no file `known.json`; `plimsoll baseline` writes it"),
        "{run:?}"
    );
    assert_eq!(folder.run(["baseline"]).code, Some(0));
    assert_eq!(folder.run(["check"]).code, Some(0));
}

#[test]
fn only_what_is_new_since_a_revision_is_shown() {
    let git = |folder: &Folder, arguments: &[&str]| {
        let run = Command::new("git")
            .args([
                "-c",
                "user.name=a",
                "-c",
                "user.email=a@example.com",
                "-c",
                "commit.gpgsign=false",
            ])
            .args(arguments)
            .current_dir(&folder.0)
            .output();
        run.is_ok_and(|run| run.status.success())
    };
    let folder = Folder::new()
        .with("Dockerfile", ROOTS)
        .with("a/Dockerfile", "FROM debian:12.8\nADD app.toml /etc/\nCMD [\"a\"]\n")
        .with("compose.yaml", "services:\n  web:\n    build: a\n    restart: always\n");
    if !git(&folder, &["init", "-q"]) {
        println!("skipped: there is no git");
        return;
    }
    assert!(git(&folder, &["add", "."]) && git(&folder, &["commit", "-qm", "a"]));
    assert_eq!(found(&folder, &["--since=HEAD", "."]), [""; 0]);
    assert_eq!(folder.run(["check", "--since=HEAD"]).code, Some(0));
    assert_eq!(
        found(&folder, &["--since=HEAD", "a/Dockerfile"]),
        [""; 0],
        "the Compose file above is asked both times"
    );
    // Lines that move are no news; a fault that another file brings into an untouched one is.
    let folder = folder.with("Dockerfile", format!("# Moved.\n\n{ROOTS}")).with(
        "compose.yaml",
        "services:\n  web:\n    build: a\n    user: root\n    restart: always\n",
    );
    let new = found(&folder, &["--since=HEAD", "."]);
    assert_eq!(new.len(), 1, "{new:?}");
    assert!(new[0].starts_with("compose.yaml"), "{new:?}");
    assert!(git(&folder, &["commit", "-qam", "b"]));
    assert_eq!(found(&folder, &["--since=HEAD", "."]), [""; 0]);
    // Nor is what goes away.
    let whole = folder.read("Dockerfile");
    let folder = folder.with("Dockerfile", whole.replace("COPY . /app\n", ""));
    assert_eq!(found(&folder, &["--since=HEAD", "Dockerfile"]), [""; 0]);
    let folder = folder.with("Dockerfile", whole);
    assert_eq!(found(&folder, &["--since=HEAD~1", "--since-exact", "."]).len(), 1);
    let below = folder.run_in("a", ["check", "--since=HEAD", "--format=json"], b"");
    assert_eq!(below.findings().len(), 0, "{below:?}");
    let run = folder.run(["check", "--since=nope"]);
    assert_eq!((run.code, run.out.as_str()), (Some(2), ""), "{run:?}");
    assert!(run.err.contains("there is no commit `nope` here"), "{run:?}");
    assert!(git(
        &folder,
        &[
            "clone",
            "-q",
            "--depth=1",
            &format!("file://{}", folder.0.display()),
            "shallow"
        ]
    ));
    let run = folder.run_in("shallow", ["check", "--since=HEAD~1"], b"");
    assert!(run.err.contains("fetch-depth: 0"), "{run:?}");
    // Both sides have their names from where one stands.
    let db = |version: &str| format!("services:\n  db:\n    image: postgres:{version}\n");
    let folder = folder.with("b/compose.yaml", db("17.2"));
    assert!(git(&folder, &["add", "."]) && git(&folder, &["commit", "-qm", "c"]));
    let folder = folder.with("b/compose.yaml", db("17.3"));
    let changed = folder.run_in("b", ["diff", "--since=HEAD"], b"");
    assert!(changed.out.contains("17.3"), "{changed:?}");
}

#[test]
fn what_holds_and_what_hides_is_listed() {
    let folder = Folder::new()
        .with("team.toml", "fail-on = \"error\"\n[rules.runs-as-root]\nlevel = \"error\"\n")
        .with(
            "plimsoll.toml",
            "extends = [\"team.toml\"]\nexclude = [\"old/**\"]\n[[exceptions]]\nrule = \"runs-as-root\"\nfiles = [\"a/**\"]\n\
             reason = \"waits for OPS-12\"\nuntil = 2099-12-31\n",
        )
        .with("a/Dockerfile", ROOTS)
        .with("old/Dockerfile", ROOTS)
        .with("b/Dockerfile", "# plimsoll: ignore-file[unpinned-image-tag] mirrored\nFROM node\nUSER 1000\nCMD [\"a\"]\n");
    let run = folder.run(["config", "a/Dockerfile"]);
    for part in [
        "fail-on = \"error\" # team.toml:1",
        "rules.runs-as-root.level = \"error\" # team.toml:3",
        "show = \"warning\" # default",
        "[[exceptions]] # plimsoll.toml:3",
    ] {
        assert!(run.out.contains(part), "{part}\n{run:?}");
    }
    assert!(!folder.run(["config", "b/Dockerfile"]).out.contains("[[exceptions]]"));
    let json = folder.run(["config", "--format=json", "a"]).json();
    let level = json
        .as_array()
        .expect("a list")
        .iter()
        .find(|setting| setting["key"] == "fail-on");
    assert_eq!(level.expect("it is there")["source"]["path"], "team.toml");
    let files = folder.run(["config", "--show-files", "."]);
    assert!(
        files.out.contains("left out by `exclude`\n  old/Dockerfile"),
        "{files:?}"
    );
    assert_eq!(folder.run(["config", "missing"]).code, Some(2));

    let listed = folder.run(["exceptions", "--format=json"]).json();
    let entries: Vec<(&str, &str, u64)> = listed
        .as_array()
        .expect("a list")
        .iter()
        .map(|entry| {
            (
                entry["kind"].as_str().unwrap_or(""),
                entry["path"].as_str().unwrap_or(""),
                entry["hides"].as_u64().unwrap_or(0),
            )
        })
        .collect();
    assert_eq!(
        entries,
        [("ignore", "b/Dockerfile", 1), ("exception", "plimsoll.toml", 1)]
    );
    let text = folder.run(["exceptions"]).out;
    assert!(
        text.contains("plimsoll.toml:4: exception until 2099-12-31, hides 1 (runs-as-root): waits for OPS-12"),
        "{text}"
    );
}

#[test]
fn patterns_are_relative_to_the_file_that_they_are_in() {
    let folder = Folder::new()
        .with(
            "team.toml",
            "exclude = [\"sub/gen/**\"]\n[[overrides]]\nfiles = [\"sub/old/**\"]\nignore = [\"runs-as-root\"]\n",
        )
        .with(
            "sub/plimsoll.toml",
            "extends = [\"../team.toml\"]\n[[overrides]]\nfiles = [\"new/**\"]\nignore = [\"runs-as-root\"]\n",
        )
        .with("sub/gen/Dockerfile", ROOTS)
        .with("sub/old/Dockerfile", ROOTS)
        .with("sub/new/Dockerfile", ROOTS)
        .with("sub/sub/old/Dockerfile", ROOTS);
    let all = found(&folder, &["."]);
    let as_root: Vec<&String> = all.iter().filter(|line| line.ends_with("runs-as-root")).collect();
    assert_eq!(as_root, ["sub/sub/old/Dockerfile warning runs-as-root"]);
    assert!(!all.iter().any(|line| line.starts_with("sub/gen")), "{all:?}");
}

#[test]
fn packs_are_built_in() {
    let packs = fs::read_dir(crate::house::root().join("crates/plimsoll-check/packs")).expect("the folder is there");
    let names = packs.map(|pack| pack.expect("it can be listed").path());
    let names: Vec<String> = names
        .map(|path| path.file_stem().expect("a name").to_string_lossy().into_owned())
        .collect();
    assert!(names.len() >= 6, "{names:?}");
    for name in names {
        let folder = with_config(&format!("extends = [\"pack:{name}\"]\n"));
        let run = folder.run(check(&["."]));
        assert_ne!(run.code, Some(2), "{name}: {run:?}");
        let is_root = run.findings().iter().any(|finding| finding.rule == "runs-as-root");
        assert_eq!(is_root, !matches!(&*name, "buildkit" | "homelab"), "{name}");
    }
    let levels = with_config("extends = [\"pack:hadolint\"]\n")
        .with("Dockerfile", "FROM debian\nWORKDIR app\nRUN pip install a\n");
    let all = found(&levels, &["."]);
    for line in [
        "error relative-workdir",
        "warning library-version-missing",
        "warning library-cache-kept",
    ] {
        assert!(all.contains(&format!("Dockerfile {line}")), "{line}: {all:?}");
    }
    let run = with_config("extends = [\"pack:hadolnt\", \"pack:x\"]\n").run(["check"]);
    assert!(
        run.err
            .contains("plimsoll.toml:1:12: there is no pack `hadolnt`; did you mean `hadolint`?"),
        "{run:?}"
    );
    assert!(
        run.err.contains("there is no pack `x`; there are `buildkit`"),
        "{run:?}"
    );
}

#[test]
fn settings_of_the_command_line_hold_over_files() {
    let folder = with_config("rules.runs-as-root.level = \"info\"\nfail-on = \"never\"\n");
    let level = |arguments: &[&str]| -> Vec<String> {
        let all = found(&folder, arguments).into_iter();
        all.filter(|line| line.ends_with("runs-as-root")).collect()
    };
    assert_eq!(
        level(&["--config=rules.runs-as-root.level=\"error\"", "."]),
        ["Dockerfile error runs-as-root"]
    );
    assert_eq!(level(&["--config", "ignore = [\"runs-as-root\"]", "."]), [""; 0]);
    assert_eq!(
        level(&[
            "--config=plimsoll.toml",
            "--config=rules.runs-as-root.level='warning'",
            "."
        ])
        .len(),
        1
    );
    // Also where several configurations hold.
    let folder = folder
        .with("sub/plimsoll.toml", "rules.runs-as-root.level = \"error\"\n")
        .with("sub/Dockerfile", ROOTS);
    assert_eq!(
        found(&folder, &["--config=rules.image-digest-missing.level='info'", "."])
            .into_iter()
            .filter(|line| line.ends_with("runs-as-root"))
            .collect::<Vec<_>>(),
        ["Dockerfile info runs-as-root", "sub/Dockerfile error runs-as-root"]
    );
    let run = folder.run(["check", "--config=fail-on=\"info\""]);
    assert_eq!(run.code, Some(1), "{run:?}");
    let run = folder.run(["check", "--config=rules.runs-as-root.level=\"eror\""]);
    assert_eq!(run.code, Some(2), "{run:?}");
    assert!(run.err.contains("`eror` is not a level"), "{run:?}");
}

#[test]
fn the_settings_of_other_tools_are_taken_over() {
    let folder = Folder::new()
        .with(
            ".hadolint.yaml",
            "ignored: [DL3002, DL9999]\nfailure-threshold: error\noverride:\n  error: [DL3007]\n  style: [DL3059]\n\
             trustedRegistries: [docker.io]\nlabel-schema: {team: text, x: odd}\nformat: tty\n",
        )
        .with(
            ".trivyignore",
            "# no shell inside anyway\nAVD-DS-0026 exp:2099-01-31\nDS-0001\n",
        )
        .with(".checkov.yaml", "skip-check: [CKV_DOCKER_2]\nskip-path: [old]\n")
        .with(
            ".compose-lint.yml",
            "rules:\n  CL-0001:\n    exclude_services:\n      dind: needs it to build images\n",
        )
        .with(
            ".dclintrc.yaml",
            "rules:\n  no-version-field: 0\n  services-alphabetical-order: 2\n",
        )
        .with(
            ".tally.toml",
            "[rules]\nexclude = [\"hadolint/DL3008\"]\n[rules.hadolint.DL3020]\nseverity = \"warning\"\n",
        )
        .with("Dockerfile", ROOTS);
    let run = folder.run(["migrate"]);
    assert_eq!(run.code, Some(0), "{run:?}");
    for part in [
        ".hadolint.yaml: the rule `DL9999` has no counterpart",
        ".hadolint.yaml: the form of the label `x` has no counterpart",
        ".hadolint.yaml: `format` has no counterpart",
    ] {
        assert!(run.err.contains(part), "{part}\n{}", run.err);
    }
    let text = folder.read("plimsoll.toml");
    for part in [
        "fail-on = \"error\"",
        "\"DL3002\"",
        "\"CKV_DOCKER_2\"",
        "\"hadolint/DL3008\"",
        "exclude = [\"old\"]",
        "[rules.DL3007]\nlevel = \"error\"",
        "until = 2099-01-31",
        "reason = \"no shell inside anyway\"",
        "services = [\"dind\"]",
        "trusted-registries = [\"docker.io\"]",
    ] {
        assert!(text.contains(part), "{part}\n{text}");
    }
    let run = folder.run(check(&["."]));
    assert_ne!(run.code, Some(2), "what is written is right: {run:?}\n{text}");
    assert!(!run.findings().iter().any(|finding| finding.rule == "runs-as-root"));
    assert_eq!(folder.run(["migrate"]).code, Some(2), "nothing is overwritten");
    assert_eq!(Folder::new().run(["migrate"]).code, Some(2));
}
