//! Which files `plimsoll check` takes, and what it does with files that it cannot read.

use std::fs;

use super::*;

#[test]
fn walks_the_current_folder_by_default() {
    let folder = Folder::new()
        .with("Dockerfile", DOCKERFILE)
        .with("api/web.Dockerfile", DOCKERFILE)
        .with("api/Containerfile", DOCKERFILE)
        .with("compose.yaml", COMPOSE)
        .with("deploy/production.yml", COMPOSE)
        .with("deploy/queue-compose.yml", COMPOSE)
        .with("deploy/no-compose.yml", "jobs: {}\n")
        .with("deploy/ci.yml", "jobs:\n  services:\n    a: b\n")
        .with("Dockerfile.dockerignore", "x\n")
        .with("values.yml", COMPOSE)
        .with(".ci/Dockerfile", DOCKERFILE)
        .with(".git/Dockerfile", DOCKERFILE)
        .with(".venv/x/Dockerfile", DOCKERFILE)
        .with("vendor/github.com/x/y/Dockerfile", DOCKERFILE)
        .with("web/node_modules/x/compose.yaml", COMPOSE)
        .with("parser/testdata/broken/Dockerfile", "RUN\n")
        .with("parser/testfiles/broken/Dockerfile", "RUN\n")
        .with(".compose.yaml", COMPOSE)
        .with("parts/default.yml", COMPOSE)
        .with("parts/test.override.yml", COMPOSE)
        .with(".ignore", "left-out\n")
        .with("left-out/Dockerfile", DOCKERFILE);
    let run = folder.run(check(&[]));
    let expected = [
        (".ci/Dockerfile", "dockerfile"),
        ("Dockerfile", "dockerfile"),
        ("api/Containerfile", "dockerfile"),
        ("api/web.Dockerfile", "dockerfile"),
        ("compose.yaml", "compose"),
        ("deploy/production.yml", "compose"),
        ("deploy/queue-compose.yml", "compose"),
        ("parts/default.yml", "compose"),
        ("parts/test.override.yml", "compose"),
    ];
    assert_eq!(run.files(), expected.map(|(p, k)| (p.to_owned(), k.to_owned())));
    assert_eq!((run.code, run.err.as_str()), (Some(0), ""));
}

#[test]
fn files_that_compose_is_told_to_take_are_found_whatever_their_names() {
    let folder = Folder::new()
        .with(
            "shop/.env",
            "COMPOSE_FILE=a.yml:./parts/b.yml:../up.yml:../../out.yml\n",
        )
        .with("shop/a.yml", COMPOSE)
        .with("shop/c.yml", COMPOSE)
        .with("shop/parts/b.yml", COMPOSE)
        .with("up.yml", COMPOSE);
    assert_eq!(
        folder.run(check(&[])).paths(),
        ["shop/a.yml", "shop/parts/b.yml", "up.yml"]
    );
    assert_eq!(folder.run(check(&["shop"])).paths(), ["shop/a.yml", "shop/parts/b.yml"]);
}

#[test]
fn gitignore_holds_in_a_repository() {
    let folder = Folder::new()
        .with(".git/HEAD", "ref: refs/heads/main\n")
        .with(".gitignore", "node_modules/\n")
        .with("node_modules/x/Dockerfile", DOCKERFILE)
        .with("Dockerfile", DOCKERFILE);
    assert_eq!(folder.run(check(&[])).paths(), ["Dockerfile"]);
    let named = folder.run(check(&["node_modules/x/Dockerfile"]));
    assert_eq!(named.paths(), ["node_modules/x/Dockerfile"]);
}

#[test]
fn nothing_to_check_is_no_failure() {
    let run = Folder::new().run(["check"]);
    assert_eq!(run.code, Some(0));
    assert!(run.err.contains("no Dockerfiles and no Compose files"), "{}", run.err);
}

#[test]
fn named_files_are_always_taken() {
    let folder = Folder::new()
        .with("build.df", DOCKERFILE)
        .with("stack", COMPOSE)
        .with("values.yml", "a: b\n");
    let run = folder.run(check(&["build.df", "stack", "values.yml"]));
    let kinds: Vec<_> = run.files().into_iter().map(|f| f.1).collect();
    assert_eq!(kinds, ["dockerfile", "compose", "compose"]);
}

#[test]
fn a_file_named_twice_is_judged_once() {
    let folder = Folder::new().with("a/Dockerfile", DOCKERFILE);
    let run = folder.run(check(&[
        "a/Dockerfile",
        "./a//Dockerfile",
        "a",
        ".",
        "a/../a/Dockerfile",
    ]));
    assert_eq!(run.paths(), ["a/Dockerfile"]);
}

#[test]
fn what_cannot_be_read_does_not_hide_the_rest() {
    let folder = Folder::new().with("Dockerfile", DOCKERFILE);
    let run = folder.run(check(&["missing", "Dockerfile"]));
    assert_eq!(run.code, Some(2));
    assert_eq!(run.paths(), ["Dockerfile"]);
    assert_eq!(run.err, "plimsoll: missing: no such file or folder\n");
}

#[test]
fn a_folder_called_dockerfile_is_a_folder() {
    let folder = Folder::new().with("Dockerfile/Dockerfile", DOCKERFILE);
    for arguments in [check(&[]), check(&["Dockerfile"])] {
        let run = folder.run(arguments);
        assert_eq!(
            (run.code, run.paths()),
            (Some(0), vec!["Dockerfile/Dockerfile".to_owned()])
        );
    }
}

#[test]
fn names_that_look_like_options_stand_behind_two_dashes() {
    let folder = Folder::new()
        .with("--config=x/Dockerfile", DOCKERFILE)
        .with("-q", DOCKERFILE);
    let run = folder.run(check(&["--", "--config=x", "-q"]));
    assert_eq!(run.paths(), ["--config=x/Dockerfile", "-q"]);
    assert_eq!(folder.run(check(&["--config=x"])).code, Some(2));
    // Files found by walking need no content.
    assert_eq!(folder.run(check(&["."])).paths(), ["--config=x/Dockerfile"]);
}

#[test]
fn standard_input_is_judged_by_its_name_or_content() {
    let folder = Folder::new();
    let unnamed = folder.run_with(check(&["-"]), COMPOSE.as_bytes());
    assert_eq!(unnamed.files(), [("<stdin>".to_owned(), "compose".to_owned())]);
    let named = folder.run_with(check(&["--stdin-filename", "./api/Dockerfile.dev", "-", "-"]), b"");
    assert_eq!(
        named.files(),
        [("api/Dockerfile.dev".to_owned(), "dockerfile".to_owned())]
    );
    let empty = folder.run_with(check(&["-"]), b"");
    assert_eq!(empty.files(), [("<stdin>".to_owned(), "dockerfile".to_owned())]);
}

#[test]
fn standard_input_stands_for_the_file_of_its_name() {
    let folder = Folder::new()
        .with("compose.yaml", "services:\n  web:\n    build: api\n    user: \"0\"\n")
        .with("api/Dockerfile", DOCKERFILE);
    let arguments = check(&[
        ".",
        "-",
        "--stdin-filename",
        "./api/Dockerfile",
        "--select=duplicate-stage-name",
    ]);
    let run = folder.run_with(arguments, FAULTY.as_bytes());
    assert_eq!(run.paths(), ["api/Dockerfile", "compose.yaml"]);
    assert_eq!(
        rules_of(&run),
        [("duplicate-stage-name".to_owned(), "error".to_owned())]
    );
}

#[test]
fn an_environment_file_is_judged_as_one() {
    const TWICE: &str = "A=one-Secret7\nPORT=1\nA=other-Secret8\n";
    let folder = Folder::new()
        .with("prod.env", TWICE)
        .with(".env.production", TWICE)
        .with("settings", TWICE)
        .with(".envrc", TWICE)
        .with("Dockerfile", DOCKERFILE);
    for name in ["prod.env", ".env.production", "settings"] {
        for format in ["full", "concise", "json"] {
            let run = folder.run(["check", "--format", format, name]);
            assert_eq!(run.code, Some(1), "{}{}", run.out, run.err);
            assert!(run.out.contains("invalid-env-file-line"), "{}", run.out);
            assert!(!run.out.contains("Secret"), "{}", run.out);
        }
    }
    let run = folder.run_with(
        ["check", "--format=concise", "--stdin-filename=.env", "-"],
        TWICE.as_bytes(),
    );
    assert!(
        run.out.starts_with(".env:1:1: warning[invalid-env-file-line]"),
        "{}",
        run.out
    );
    let run = folder.run(check(&["prod.env", "Dockerfile"]));
    assert_eq!(run.paths(), ["Dockerfile", "prod.env"]);
}

#[test]
fn an_environment_file_is_judged_with_its_project() {
    let compose = "services:\n  web:\n    image: nginx:${TAG}\n    hostname: ${HOST}\n    user: ${OWNER}\n";
    let folder = Folder::new()
        .with("compose.yaml", compose)
        .with(".env", "TAG=1.27.2\nHOST=shop\nOWNER=7\nOLD=1\n");
    for paths in [&[".env"][..], &[".env", "compose.yaml"], &["compose.yaml", ".env"]] {
        let run = folder.run(["check", "--format=concise", "--show=info"].iter().chain(paths));
        let unused = run.out.lines().filter(|line| line.contains("unused-env-entry"));
        assert_eq!(unused.count(), 1, "{}", run.out);
    }
}

#[test]
fn findings_in_standard_input_have_its_name() {
    let arguments = faults(&["--format=concise", "-q", "--stdin-filename", "api/Dockerfile.dev", "-"]);
    let run = Folder::new().run_with(arguments, FAULTY.as_bytes());
    assert_eq!(run.code, Some(1));
    assert!(
        run.out.lines().all(|line| line.starts_with("api/Dockerfile.dev:")),
        "{run:?}"
    );
}

#[test]
fn a_file_too_large_is_refused() {
    let folder = Folder::new();
    let file = fs::File::create(folder.0.join("Dockerfile")).expect("files can be made");
    file.set_len((16 << 20) + 1).expect("files can be long");
    let run = folder.run(check(&["Dockerfile"]));
    assert_eq!(run.code, Some(2));
    assert_eq!(run.err, "plimsoll: Dockerfile: is larger than 16 MiB\n");
    // Nobody named it, so its absence fails nothing; it is still reported.
    let walked = folder.run(check(&["."]));
    assert_eq!(walked.code, Some(0));
    assert!(walked.err.contains("larger"), "{}", walked.err);
}

#[test]
fn files_of_others_get_one_sentence() {
    let png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0";
    let folder = Folder::new()
        .with("logo.png", png)
        .with("package.json", "{\n  \"name\": \"shop\",\n  \"version\": \"1\"\n}\n")
        .with("main.py", "import os\nprint(1)\n")
        .with(".envrc", "use nix\nexport API_TOKEN=Ab1-brown-Hull9\n");
    for (name, said) in [
        ("logo.png", "is not a text file"),
        (
            "package.json",
            "is JSON, but has no `services`, so it is not a Compose file",
        ),
        (
            "main.py",
            "has neither `FROM` nor `services`, so it is neither a Dockerfile nor a Compose file",
        ),
        (
            ".envrc",
            "is a script for direnv, not an environment file that Compose reads",
        ),
    ] {
        let run = folder.run(["check", "--format=concise", name]);
        let expected = (Some(2), String::new(), format!("plimsoll: {name}: {said}\n"));
        assert_eq!((run.code, run.out, run.err), expected);
    }
}

#[test]
fn what_is_no_text_is_one_finding() {
    let png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0";
    let folder = Folder::new().with("Dockerfile", png).with("compose.yaml", png);
    let run = folder.run(["check", "--format=concise", "--show=info"]);
    let expected = "Dockerfile:1:1: error[dockerfile-syntax-error] this is not a text file\n\
                    compose.yaml:1:1: error[compose-syntax-error] this is not a text file\n";
    assert_eq!(run.out, expected);
}

#[test]
fn a_compose_file_and_a_profile_have_to_be_ones() {
    let profiled = "services:\n  web:\n    image: nginx:1.27.2\n    profiles: [shop]\n";
    let folder = Folder::new()
        .with("Dockerfile", DOCKERFILE)
        .with("compose.yaml", profiled);
    for (arguments, said) in [
        (
            ["--compose-file", "Dockerfile"],
            "--compose-file: `Dockerfile` is not a Compose file",
        ),
        (["--profile", "nope"], "--profile: no service has the profile `nope`"),
    ] {
        let run = folder.run(["check"].iter().chain(&arguments));
        assert_eq!((run.code, run.out.as_str()), (Some(2), ""));
        assert_eq!(run.err, format!("plimsoll: {said}\n"));
    }
    assert_eq!(folder.run(check(&["--profile", "shop"])).code, Some(0));
}

#[test]
fn words_of_other_tools_are_answered() {
    let folder = Folder::new().with("Dockerfile", DOCKERFILE);
    for (arguments, said) in [
        (&["lint", "."][..], "files are checked with `plimsoll check`"),
        (&["fix", "."], "fixed with `plimsoll check --fix`"),
        (&["Dockerfile"], "to check a file or folder: plimsoll check Dockerfile"),
    ] {
        let run = folder.run(arguments);
        assert_eq!(run.code, Some(2));
        assert!(run.err.contains(said), "{}", run.err);
    }
}
