//! What `plimsoll why` says of a place.

use super::*;

#[test]
fn a_place_is_explained() {
    let folder = Folder::new()
        .with(
            "compose.yaml",
            "services:\n  web:\n    build: .\n    # plimsoll: ignore[privileged-container] it drives the scanner\n    privileged: true\n  worker:\n    build: .\n",
        )
        .with("Dockerfile", "FROM node:22.11.0-slim\nCOPY . /app\nCMD [\"node\", \"/app\"]\n")
        .with("Dockerfile.dev", "FROM node\nCOPY . /app\nCMD [\"node\", \"/app\"]\n");
    let hidden = folder.run(["why", "compose.yaml:5"]).out;
    for part in [
        "compose.yaml is for production: nothing says otherwise\n",
        "\n5:17: error[privileged-container] ",
        "\n  level: error, the rule's own level\n",
        "\n  not reported: ignored at line 4\n",
        "\n  more: plimsoll explain privileged-container\n",
    ] {
        assert!(hidden.contains(part), "{part}\n{hidden}");
    }
    let development = folder.run(["why", "Dockerfile.dev:1:6"]).out;
    for part in [
        "Dockerfile.dev is for development: `dev` in the name\n",
        "info[unpinned-image-tag] ",
        "\n  level: info, because the file is for development; warning in production\n",
    ] {
        assert!(development.contains(part), "{part}\n{development}");
    }
    assert!(
        folder
            .run(["why", "Dockerfile:2"])
            .out
            .contains("\nthere are no findings at line 2\n")
    );
    assert!(folder.run(["why", "Dockerfile"]).out.contains("[service-runs-as-root]"));
}

#[test]
fn what_is_no_place_is_refused() {
    let folder = Folder::new().with("Dockerfile", "FROM scratch\n");
    for (place, complaint) in [
        ("missing:3", "there is no file missing; write a place as FILE:LINE"),
        ("Dockerfile:9", "Dockerfile has no line 9: it ends with line 1"),
    ] {
        let run = folder.run(["why", place]);
        assert_eq!(run.code, Some(2), "{run:?}");
        assert!(run.err.contains(complaint), "{run:?}");
    }
}

#[test]
fn other_places_and_the_ways_to_start_are_told() {
    let folder = Folder::new()
        .with("compose.yaml", "services:\n  db:\n    image: postgres:17.2\n")
        .with("compose.dev.yaml", "services:\n  db:\n    image: postgres:14.15\n");
    let why = folder.run(["why", "compose.dev.yaml:3"]).out;
    for part in [
        "info[environments-differ] `db` is `postgres:14.15` here",
        "\n  compose.yaml:3: production\n",
    ] {
        assert!(why.contains(part), "{part}\n{why}");
    }
}

#[test]
fn lines_of_a_file_without_findings_are_lines() {
    let text = "FROM gcr.io/distroless/static-debian12:nonroot\nCOPY app /app\nCMD [\"/app\"]\n";
    let folder = Folder::new().with("Dockerfile.dev", text);
    let why = |place: &str| folder.run(["why", place]);
    assert!(
        why("Dockerfile.dev:3").out.contains("no findings at line 3"),
        "{:?}",
        why("Dockerfile.dev:3")
    );
    assert!(
        why("Dockerfile.dev:5")
            .err
            .contains("has no line 5: it ends with line 3"),
        "{:?}",
        why("Dockerfile.dev:5")
    );
}

#[test]
fn a_script_is_told_with_what_runs_it() {
    let folder = Folder::new()
        .with("bin/start.sh", "#!/bin/sh\ncd /srv/$1\nexec \"$@\"\n")
        .with("bin/lonely.sh", "#!/bin/sh\ncd /srv/$1\n")
        .with(
            "Dockerfile",
            "FROM debian:12.7 AS base\nCOPY bin/ /bin/\nRUN /bin/start.sh a\nFROM base\nENTRYPOINT [\"/bin/start.sh\"]\n",
        )
        .with(
            "compose.yaml",
            "services:\n  job:\n    image: debian:12.7\n    volumes: ['./bin:/opt']\n    entrypoint: [/opt/start.sh]\n",
        )
        .with(".dockerignore", "[a\n");
    let why = folder.run(["why", "bin/start.sh"]);
    for part in [
        "bin/start.sh is for production, as what runs it:\n",
        "\n  Dockerfile:3: `RUN` in stage `base`\n",
        "\n  Dockerfile:5: `ENTRYPOINT` in stage 1\n",
        "\n  compose.yaml:5: service `job`\n",
        "[unchecked-directory-change] ",
    ] {
        assert!(why.out.contains(part), "{part}\n{why:?}");
    }
    assert!(why.err.is_empty(), "{why:?}");
    let quiet = folder.run(["why", "bin/start.sh:3"]).out;
    assert!(quiet.contains("there are no findings at line 3"), "{quiet}");
    // An ignore file has findings, but nothing runs it.
    let ignore_file = folder.run(["why", ".dockerignore:1"]).out;
    assert!(ignore_file.contains("[invalid-ignore-pattern]"), "{ignore_file}");
    let lonely = folder.run(["why", "bin/lonely.sh:2"]);
    assert!(lonely.err.contains("nor a script that one runs"), "{lonely:?}");
}
