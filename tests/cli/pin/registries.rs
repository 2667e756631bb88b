//! What registries answer, and what they must not get.

use std::net::TcpListener;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::super::Folder;
use super::pin;
use super::stub::{INDEX, Stub, digest, manifest, reply};

/// A Dockerfile with some images of a registry.
fn images(host: &str, names: &[&str]) -> Folder {
    let lines: Vec<String> = names.iter().map(|name| format!("FROM {host}/{name}:1\n")).collect();
    Folder::new().with("Dockerfile", lines.concat())
}

#[test]
fn one_that_fails_does_not_stop_the_others() {
    let stub = Stub::new(|request, _| match () {
        () if request.asks("gone") => reply("404 Not Found", "", ""),
        () if request.asks("closed") => reply("401 Unauthorized", "", ""),
        () if request.asks("denied") => reply("403 Forbidden", "", ""),
        () if request.asks("ill") => reply("500 Oh", "", ""),
        () if request.asks("page") => reply("200 OK", "Content-Type: text/html\r\n", "<html>"),
        () if request.asks("odd") => manifest(INDEX, "sha256:../../x"),
        () if request.asks("old") => reply("200 OK", "", "{\"fsLayers\": []}"),
        () if request.asks("noise") => b"\x00\xff\x16 hello\r\n\r\n".to_vec(),
        () if request.asks("mute") => Vec::new(),
        () => manifest(INDEX, &digest('a')),
    });
    let names = ["gone", "closed", "denied", "ill", "page", "odd", "old", "noise", "good"];
    let folder = images(&stub.host, &names);
    let run = pin(&folder, &[]);
    assert_eq!(run.code, Some(2), "{run:?}");
    assert!(run.err.contains("pinned 1 image in 1 file"), "{run:?}");
    assert!(folder.read("Dockerfile").contains(&format!("good:1@{}", digest('a'))));
    assert_eq!(folder.read("Dockerfile").matches('@').count(), 1);
    for (name, told) in [
        ("gone", "has no such image or tag"),
        ("closed", "wants a login: check the name, or run `docker login"),
        ("denied", "wants a login: check the name, or run `docker login"),
        ("ill", "does not answer like a registry: status 500"),
        ("page", "what it has is no manifest of an image"),
        ("odd", "its digest is none"),
        ("old", "in a format that Docker no longer pulls (schema 1)"),
        ("noise", "its answer is no HTTP"),
    ] {
        let line = run.err.lines().find(|line| line.contains(&format!("/{name}:1`")));
        assert!(line.is_some_and(|line| line.contains(told)), "{name}: {run:?}");
    }
    let mute = images(&stub.host, &["mute"]);
    let run = pin(&mute, &[]);
    assert!(run.code == Some(2) && run.err.contains("mute:1"), "{run:?}");
}

#[test]
fn nobody_there() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("there is a free port");
    let host = listener.local_addr().expect("it has an address").to_string();
    drop(listener);
    let folder = images(&host, &["a", "b"]);
    let before = folder.read("Dockerfile");
    let run = pin(&folder, &[]);
    assert_eq!(run.code, Some(2), "{run:?}");
    assert!(run.err.contains("cannot be reached"), "{run:?}");
    assert_eq!(
        run.err.matches("cannot be reached").count(),
        1,
        "it is said once: {run:?}"
    );
    assert_eq!(folder.read("Dockerfile"), before);
}

#[test]
fn without_a_digest_in_the_header_the_content_counts() {
    const BODY: &str = "{\"schemaVersion\":2,\"manifests\":[]}";
    let stub = Stub::new(|request, _| match () {
        () if request.asks("no-head") && request.asks("HEAD") => reply("405 Method Not Allowed", "", ""),
        () if request.asks("wrong") && request.asks("GET") => {
            reply("200 OK", &format!("Docker-Content-Digest: {}\r\n", digest('f')), BODY)
        }
        () if request.asks("long") && request.asks("GET") => {
            let long = "x".repeat(5 * 1024 * 1024);
            reply("200 OK", &format!("Content-Type: {INDEX}\r\n"), &long)
        }
        () if request.asks("HEAD") => reply("200 OK", "", ""),
        () => reply("200 OK", "", BODY),
    });
    let folder = images(&stub.host, &["plain", "no-head", "wrong", "long"]);
    let run = pin(&folder, &[]);
    assert_eq!(run.code, Some(2), "{run:?}");
    assert!(run.err.contains("its digest is not that of its answer"), "{run:?}");
    assert!(run.err.contains("its answer is too long"), "{run:?}");
    let text = folder.read("Dockerfile");
    let digest = text
        .split_once('@')
        .and_then(|(_, rest)| rest.get(..71))
        .expect("one is written");
    assert_eq!(text.matches(digest).count(), 2, "{text}");
    assert_eq!(
        digest,
        "sha256:bc5857ac9458293d5111ab85c952172cd7f56bceb4e3014ddc4cafac8927b313"
    );
}

#[test]
fn too_many_requests() {
    let count = AtomicUsize::new(0);
    let once = Stub::new(move |_, _| match count.fetch_add(1, Ordering::Relaxed) {
        0 => reply("429 Too Many Requests", "Retry-After: 1\r\n", ""),
        _ => manifest(INDEX, &digest('a')),
    });
    let folder = images(&once.host, &["app"]);
    let run = pin(&folder, &[]);
    assert_eq!((run.code, once.seen().len()), (Some(0), 2), "{run:?}");

    let always = Stub::new(|_, _| reply("429 Too Many Requests", "Retry-After: 0\r\n", ""));
    let folder = images(&always.host, &["app"]);
    let run = pin(&folder, &[]);
    assert_eq!((run.code, always.seen().len()), (Some(2), 2), "{run:?}");
    assert!(run.err.contains("had too many requests"), "{run:?}");

    let long = Stub::new(|_, _| reply("429 Too Many Requests", "Retry-After: 3600\r\n", ""));
    let run = pin(&images(&long.host, &["app"]), &[]);
    assert_eq!((run.code, long.seen().len()), (Some(2), 1), "{run:?}");
    assert!(run.err.contains("try again in 3600 seconds"), "{run:?}");
}

#[test]
fn redirects_are_followed_so_far() {
    let endless = Stub::new(|_, host| {
        reply(
            "307 Temporary Redirect",
            &format!("Location: http://{host}/v2/x\r\n"),
            "",
        )
    });
    let run = pin(&images(&endless.host, &["app"]), &[]);
    assert_eq!((run.code, endless.seen().len()), (Some(2), 4), "{run:?}");
    assert!(run.err.contains("sends on again and again"), "{run:?}");

    for to in [
        "http://example.com/",
        "ftp://127.0.0.1/",
        "http://me@127.0.0.1/",
        "",
        "\u{e9}",
    ] {
        let unsafe_ = Stub::new(move |_, _| reply("302 Found", &format!("Location: {to}\r\n"), ""));
        let run = pin(&images(&unsafe_.host, &["app"]), &[]);
        assert!(
            run.code == Some(2) && run.err.contains("a place that is not safe"),
            "{to}: {run:?}"
        );
    }
}

#[test]
fn other_hosts_do_not_learn_who_asks() {
    let other = Stub::plain();
    let to = other.host.clone();
    let stub = Stub::new(move |request, _| match request.authorization() {
        "" => reply("401 Unauthorized", "WWW-Authenticate: Basic realm=\"x\"\r\n", ""),
        _ if request.asks("near") => reply("302 Found", "Location: /v2/there\r\n", ""),
        _ if request.asks("there") => manifest(INDEX, &digest('b')),
        _ => reply("302 Found", &format!("Location: http://{to}/v2/elsewhere\r\n"), ""),
    });
    let config = format!("{{\"auths\": {{\"{}\": {{\"auth\": \"bWU6czNjcmV0\"}}}}}}", stub.host);
    let folder = images(&stub.host, &["app", "near"]).with("home/.docker/config.json", config);
    let run = pin(&folder, &[]);
    assert_eq!(run.code, Some(0), "{run:?}");
    assert_eq!(other.seen().len(), 1);
    assert_eq!(other.seen()[0].authorization(), "");
    let near: Vec<_> = stub
        .seen()
        .into_iter()
        .filter(|request| request.asks("there"))
        .collect();
    assert_eq!(near[0].authorization(), "Basic bWU6czNjcmV0");
}

#[test]
fn a_host_that_is_sent_on_to_asks_for_a_login_in_vain() {
    let curious = Stub::new(|request, host| {
        let challenge = match request.asks("bearer") {
            true => format!("Bearer realm=\"http://{host}/token\""),
            false => "Basic realm=\"x\"".to_owned(),
        };
        reply("401 Unauthorized", &format!("WWW-Authenticate: {challenge}\r\n"), "")
    });
    let to = curious.host.clone();
    let stub = Stub::new(move |request, _| {
        let place = request.line.rsplit_once(' ').map_or("/", |(_, place)| place);
        reply(
            "307 Temporary Redirect",
            &format!("Location: http://{to}{place}\r\n"),
            "",
        )
    });
    let config = format!("{{\"auths\": {{\"{}\": {{\"auth\": \"bWU6czNjcmV0\"}}}}}}", stub.host);
    let folder = images(&stub.host, &["basic", "bearer"]).with("home/.docker/config.json", config);
    let run = pin(&folder, &[]);
    assert_eq!((run.code, curious.seen().len()), (Some(2), 2), "{run:?}");
    assert!(curious.seen().iter().all(|request| request.authorization().is_empty()));
}
