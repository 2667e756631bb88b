//! Which files are checked: lists of them, and the parts of a run that machines share.

use std::collections::BTreeSet;

use super::Folder;

fn monorepo() -> Folder {
    let mut folder = Folder::new();
    for index in 0..12 {
        folder = folder
            .with(format!("{index}/api/Dockerfile"), "FROM node\nADD a /b\n")
            .with(
                format!("{index}/compose.yaml"),
                "services:\n  api:\n    build: api\n    privileged: true\n",
            );
    }
    folder
}

/// The findings and files of a report as lines.
fn lines(folder: &Folder, more: &[&str]) -> BTreeSet<String> {
    let run = folder.run([&["check", "--format=jsonl", "--select=all"], more].concat());
    let lines = run.out.lines().filter(|line| !line.contains("\"kind\":\"summary\""));
    lines.map(str::to_owned).collect()
}

#[test]
fn the_shards_are_the_whole_and_split_no_project() {
    let folder = monorepo();
    let whole = lines(&folder, &[]);
    let mut union = BTreeSet::new();
    let mut busy = 0;
    for number in 1..=3 {
        let shard = lines(&folder, &[&format!("--shard={number}/3")]);
        busy += usize::from(!shard.is_empty());
        let files = folder
            .run(["check", "--format=json", &format!("--shard={number}/3")])
            .paths();
        for path in &files {
            let project = path.split('/').next().unwrap_or_default();
            assert!(files.contains(&format!("{project}/compose.yaml")), "{files:?}");
            assert!(files.contains(&format!("{project}/api/Dockerfile")), "{files:?}");
        }
        assert!(shard.is_disjoint(&union));
        union.extend(shard);
    }
    assert_eq!(union, whole);
    assert!(busy > 1, "one machine does all the work");
    for wrong in ["0/2", "3/2", "1", "x/y", "1/0"] {
        let run = folder.run(["check", &format!("--shard={wrong}")]);
        assert!(run.code == Some(2) && run.err.contains("2/4"), "{run:?}");
    }
}

#[test]
fn files_can_come_from_a_list() {
    let folder = monorepo()
        .with("list", "1/api/Dockerfile\r\n\n2\n")
        .with("list0", "1/api/Dockerfile\x002\0")
        .with("none", "");
    let of = |arguments: &[&str], stdin: &[u8]| {
        let usual = ["check", "--format=json", "--fail-on=never"];
        folder.run_with([&usual, arguments].concat(), stdin)
    };
    let named = of(&["1/api/Dockerfile", "2"], b"");
    for (arguments, stdin) in [
        (&["--files-from=list"][..], &b""[..]),
        (&["--files-from=list0", "-0"], b""),
        (&["--files-from=list0", "--null"], b""),
        (&["--files-from=-"], b"1/api/Dockerfile\n2"),
        (&["1/api/Dockerfile", "--files-from=-"], b"2\n"),
    ] {
        assert_eq!(of(arguments, stdin).out, named.out, "{arguments:?}");
    }
    // A list of nothing is not the whole folder.
    let nothing = of(&["--files-from=none"], b"");
    assert_eq!((nothing.code, nothing.paths().len()), (Some(0), 0), "{nothing:?}");
    for wrong in [&["--files-from=missing"][..], &["--files-from=-", "-"], &["-0"]] {
        assert_eq!(of(wrong, b"-\n").code, Some(2), "{wrong:?}");
    }
}

#[test]
fn what_a_part_does_not_use_is_not_unused() {
    let configuration =
        "[[exceptions]]\nrule = \"add-local-file\"\npaths = [\"9/**\"]\nreason = \"accepted for a test\"\n";
    let folder = monorepo().with("plimsoll.toml", configuration).with("list", "1\n");
    let unused = |more: &[&str]| {
        let run = folder.run([&["check", "--format=json", "--fail-on=never"], more].concat());
        run.out.contains("unused-exception")
    };
    assert!(!unused(&[]), "it is used");
    assert!(!unused(&["--files-from=list"]));
    assert!((1..=3).all(|number| !unused(&[&format!("--shard={number}/3")])));
}
