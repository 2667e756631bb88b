//! What is pinned, what is left alone, and how that is told.

use super::super::Folder;
use super::pin;
use super::stub::{INDEX, SINGLE, Stub, digest, manifest};

#[test]
fn digests_are_written_behind_tags() {
    let stub = Stub::plain();
    let (host, digest) = (&stub.host, digest('a'));
    let dockerfile = |digest: &str| {
        format!(
            "# syntax={host}/front:1{digest}\r\nARG V=\"22\"\r\nFROM {host}/base:1{digest} AS build\r\n\
             COPY --from={host}/tool:2{digest} /a /b\r\nRUN --mount=type=bind,from={host}/tool:2{digest} true\r\n\
             FROM build"
        )
    };
    let compose = |digest: &str, latest: &str| {
        format!(
            "\u{feff}services:\n  a: # a comment\n    image: \"{host}/app:${{TAG:-3{digest}}}\"\n  b:\n    build:\n      context: .\n\
             \x20     additional_contexts: {{x: 'docker-image://{host}/base:1{digest}'}}\n  c:\n    image: {host}/app{latest}\n"
        )
    };
    let folder = Folder::new()
        .with("Dockerfile", dockerfile(""))
        .with("compose.yaml", compose("", ""));
    let run = pin(&folder, &["--check"]);
    assert_eq!((run.code, run.out.lines().count()), (Some(1), 7), "{run:?}");
    assert!(
        run.out
            .starts_with(&format!("Dockerfile:1:10: `{host}/front:1` has no digest\n")),
        "{run:?}"
    );
    assert!(stub.seen().is_empty(), "what is not pinned is known without asking");

    let run = pin(&folder, &["--diff"]);
    assert_eq!(run.code, Some(1), "{run:?}");
    assert!(
        run.out.contains(&format!("+FROM {host}/base:1@{digest} AS build")),
        "{run:?}"
    );
    assert_eq!(folder.read("Dockerfile"), dockerfile(""));

    let asked = stub.seen().len();
    let run = pin(&folder, &[]);
    assert_eq!((run.code, run.out.as_str()), (Some(0), ""), "{run:?}");
    assert!(run.err.contains("pinned 7 images in 2 files"), "{run:?}");
    let at = format!("@{digest}");
    assert_eq!(folder.read("Dockerfile"), dockerfile(&at));
    assert_eq!(folder.read("compose.yaml"), compose(&at, &format!(":latest{at}")));
    // Four images, of which two are named twice, and the newest of one.
    assert_eq!(stub.seen().len() - asked, 5, "{:?}", stub.seen());
    let accepts = stub.seen()[0].headers["accept"].clone();
    assert_eq!(accepts.split(", ").count(), 4, "{accepts}");

    let run = pin(&folder, &["--quiet"]);
    assert_eq!((run.code, run.err.as_str()), (Some(0), ""), "{run:?}");
    assert_eq!(pin(&folder, &["--check"]).code, Some(0));
    assert_eq!(pin(&folder, &["--diff", "--update"]).code, Some(0));
}

#[test]
fn moved_tags_are_updated_when_asked() {
    let stub = Stub::new(|request, _| match () {
        () if request.asks("old") => manifest(INDEX, &digest('a')),
        () if request.asks(&digest('c')) => manifest(INDEX, &digest('c')),
        () if request.asks("small") => manifest(SINGLE, &digest('b')),
        () => manifest(INDEX, &digest('b')),
    });
    let host = &stub.host;
    let (a, c) = (digest('a'), digest('c'));
    let text =
        format!("FROM {host}/old:1@{a}\nFROM {host}/new:1@{a}\nFROM {host}/small:1@{c}\nFROM {host}/untagged@{a}\n");
    let folder = Folder::new().with("Dockerfile", &text);
    assert_eq!(pin(&folder, &[]).code, Some(0));
    assert!(stub.seen().is_empty(), "what is pinned stays so");

    let run = pin(&folder, &["--check"]);
    assert_eq!(run.code, Some(1), "{run:?}");
    let moved = |line: u32, image: &str| {
        let new = digest('b');
        format!("Dockerfile:{line}:6: `{host}/{image}:1` has another digest now: {new}\n")
    };
    assert_eq!(run.out, moved(2, "new") + &moved(3, "small"));
    assert!(run.err.contains("small:1` is an image of one platform now"), "{run:?}");

    let run = pin(&folder, &["--update"]);
    assert_eq!(run.code, Some(0), "{run:?}");
    let b = digest('b');
    let new =
        format!("FROM {host}/old:1@{a}\nFROM {host}/new:1@{b}\nFROM {host}/small:1@{b}\nFROM {host}/untagged@{a}\n");
    assert_eq!(folder.read("Dockerfile"), new);
}

#[test]
fn comments_and_the_configuration_leave_images_out() {
    let stub = Stub::plain();
    let host = &stub.host;
    let image = |name: &str| format!("FROM {host}/{name}:1\n");
    let ignored = format!(
        "# plimsoll: ignore[image-digest-missing] it is ours\n{}",
        image("ignored")
    );
    let config = "exclude = [\"old/**\"]\n\n[[exceptions]]\nrule = \"image-digest-missing\"\nfiles = [\"made/**\"]\nreason = \"these are made here\"\n\n\
         [[overrides]]\nfiles = [\"off/**\"]\nignore = [\"image-digest-missing\"]\n\n\
         [[overrides]]\nfiles = [\"Dockerfile\"]\nextend-select = [\"instruction-casing\"]\n";
    let folder = Folder::new()
        .with("plimsoll.toml", config)
        .with(
            "Dockerfile",
            format!("{ignored}{}{}run true\n", image("taken"), "USER 1\n"),
        )
        .with("old/Dockerfile", image("excluded"))
        .with("made/Dockerfile", image("excepted"))
        .with("off/Dockerfile", image("off"))
        .with(
            "built/compose.yaml",
            format!("services:\n  a:\n    image: {host}/mine:1\n    build: .\n"),
        );
    let run = pin(&folder, &[]);
    assert_eq!(run.code, Some(0), "{run:?}");
    let asked: Vec<String> = stub.seen().into_iter().map(|request| request.line).collect();
    assert_eq!(asked, ["HEAD /v2/taken/manifests/1"], "{run:?}");
    assert!(
        folder.read("Dockerfile").ends_with("\nrun true\n"),
        "only digests are written"
    );
    assert_eq!(pin(&folder, &["--check", "old/Dockerfile", "--isolated"]).code, Some(1));
    assert_eq!(pin(&folder, &["--check", "off"]).code, Some(0));
}

#[test]
fn what_has_no_room_is_told() {
    let stub = Stub::plain();
    let host = &stub.host;
    let text = format!(
        "ARG V=3\nARG NAME\nFROM {host}/alpine:$V\nARG V\nRUN echo $V\nFROM {host}/$NAME\nFROM {host}/app:${{V}}-slim\n"
    );
    let folder = Folder::new().with("Dockerfile", &text);
    let run = pin(&folder, &[]);
    assert_eq!(run.code, Some(0), "{run:?}");
    for told in [
        "Dockerfile:3:6: left alone: the argument `V` is used for something else too",
        "Dockerfile:6:6: left alone: a variable in it has no value in this file",
        "Dockerfile:7:6: left alone: its name or tag is put together from variables, or stands in another file",
    ] {
        assert!(run.err.contains(told), "{run:?}");
    }
    assert_eq!(folder.read("Dockerfile"), text);
}

#[test]
fn a_value_from_elsewhere_is_left_alone() {
    let stub = Stub::plain();
    let host = &stub.host;
    let text = format!("services:\n  a:\n    image: {host}/app:${{TAG:-1}}\n");
    let folder = Folder::new().with("compose.yaml", &text).with(".env", "TAG=2\n");
    let run = pin(&folder, &[]);
    assert_eq!(run.code, Some(0), "{run:?}");
    assert!(run.err.contains("left alone"), "{run:?}");
    assert_eq!(folder.read("compose.yaml"), text);
}

#[test]
fn a_place_with_several_images_is_left_alone() {
    let stub = Stub::plain();
    let host = &stub.host;
    let text = "services:\n  x:\n    image: ${REGISTRY}/app:1\n";
    let project = "services:\n  a:\n    extends: {file: ../compose.yaml, service: x}\n";
    let folder = Folder::new()
        .with("compose.yaml", text)
        .with("one/compose.yaml", project)
        .with("one/.env", format!("REGISTRY={host}/one\n"))
        .with("two/compose.yaml", project)
        .with("two/.env", format!("REGISTRY={host}/two\n"));
    let run = pin(&folder, &[]);
    assert_eq!(run.code, Some(0), "{run:?}");
    assert!(
        run.err
            .contains("it depends on the files that are merged which image it is"),
        "{run:?}"
    );
    assert_eq!(folder.read("compose.yaml"), text);
}

#[test]
fn standard_input_goes_to_standard_output() {
    let stub = Stub::plain();
    let text = format!("FROM {}/app:1\n", stub.host);
    let folder = Folder::new();
    let run = folder.run_with(["pin", "-", "--stdin-filename", "Dockerfile"], text.as_bytes());
    assert_eq!(
        (run.code, run.out),
        (Some(0), text.replace(":1\n", &format!(":1@{}\n", digest('a')))),
        "{}",
        run.err
    );
}
