//! Who asks: nobody, the user with Docker's configuration, or with a helper.

use super::super::Folder;
use super::pin;
use super::stub::{INDEX, Request, Stub, digest, manifest, reply};

/// A registry that wants a token; its server for tokens gives one to those whom `lets` lets.
fn with_tokens(lets: impl Fn(&Request) -> bool + Send + Sync + 'static) -> Stub {
    Stub::new(move |request, host| {
        if request.asks("/token") {
            return match lets(request) {
                true => reply("200 OK", "", "{\"token\": \"t0ken\", \"expires_in\": 60}"),
                false => reply("401 Unauthorized", "", "{}"),
            };
        }
        let challenge = format!("Bearer realm=\"http://{host}/token\",service=\"the service\"");
        match request.authorization() {
            "Bearer t0ken" => manifest(INDEX, &digest('a')),
            _ => reply("401 Unauthorized", &format!("WWW-Authenticate: {challenge}\r\n"), ""),
        }
    })
}

fn folder(stub: &Stub) -> Folder {
    Folder::new().with("Dockerfile", format!("FROM {}/team/app:1\n", stub.host))
}

fn is_pinned(folder: &Folder) -> bool {
    folder.read("Dockerfile").contains(&digest('a'))
}

#[test]
fn tokens_for_nobody() {
    let stub = with_tokens(|request| request.authorization().is_empty());
    let folder = folder(&stub);
    let run = pin(&folder, &[]);
    assert!(run.code == Some(0) && is_pinned(&folder), "{run:?}");
    let lines: Vec<String> = stub.seen().into_iter().map(|request| request.line).collect();
    assert_eq!(
        lines,
        [
            "HEAD /v2/team/app/manifests/1",
            "GET /token?service=the%20service&scope=repository%3Ateam%2Fapp%3Apull",
            "HEAD /v2/team/app/manifests/1",
        ]
    );
}

#[test]
fn tokens_for_a_login() {
    let stub = with_tokens(|request| request.authorization() == "Basic bWU6czNjcmV0");
    let refused = pin(&folder(&stub), &[]);
    assert!(
        refused.code == Some(2) && refused.err.contains("docker login"),
        "{refused:?}"
    );

    let config = format!(
        "{{\"auths\": {{\"http://{}/v1/\": {{\"auth\": \"bWU6czNjcmV0\"}}}}}}",
        stub.host
    );
    let known = folder(&stub).with("home/.docker/config.json", config);
    let run = pin(&known, &[]);
    assert!(run.code == Some(0) && is_pinned(&known), "{run:?}");
    // The password went to the server for tokens alone.
    let to_registry = stub.seen().into_iter().filter(|request| request.asks("/v2/"));
    assert!(
        to_registry
            .into_iter()
            .all(|request| !request.authorization().starts_with("Basic"))
    );

    let wrong = format!("{{\"auths\": {{\"{}\": {{\"auth\": \"bWU6d3Jvbmc=\"}}}}}}", stub.host);
    let wrong = folder(&stub).with("home/.docker/config.json", wrong);
    let run = pin(&wrong, &[]);
    assert!(
        run.code == Some(2) && run.err.contains("does not let your login read it"),
        "{run:?}"
    );
}

#[test]
fn tokens_that_are_none() {
    for (status, body) in [
        ("200 OK", "{}"),
        ("200 OK", "nothing"),
        ("200 OK", "{\"token\": \"a\\r\\nb: c\"}"),
        ("500 Oh", ""),
        ("302 Found", ""),
    ] {
        let stub = Stub::new(move |request, host| match request.asks("/token") {
            true => reply(status, "", body),
            false => {
                let challenge = format!("WWW-Authenticate: Bearer realm=\"http://{host}/token\"\r\n");
                reply("401 Unauthorized", &challenge, "")
            }
        });
        let run = pin(&folder(&stub), &[]);
        assert!(
            run.code == Some(2) && run.err.contains("does not answer like a registry"),
            "{body}: {run:?}"
        );
    }
    for realm in [
        "http://example.com/token",
        "nowhere",
        "https://me:s3cret@127.0.0.1/",
        "",
    ] {
        let challenge = format!("WWW-Authenticate: Bearer realm=\"{realm}\"\r\n");
        let stub = Stub::new(move |_, _| reply("401 Unauthorized", &challenge, ""));
        let run = pin(&folder(&stub), &[]);
        assert!(
            run.code == Some(2) && run.err.contains("a place that is not safe"),
            "{realm}: {run:?}"
        );
    }
}

#[test]
fn an_odd_configuration_is_told() {
    let stub = Stub::plain();
    let folder = folder(&stub).with("home/.docker/config.json", "{\"auths\": s3cret");
    let run = pin(&folder, &[]);
    assert!(run.code == Some(0) && is_pinned(&folder), "{run:?}");
    assert!(run.err.contains("nobody is logged in"), "{run:?}");
}

#[cfg(unix)]
mod helpers {
    use super::*;
    use crate::cli::pin::program;

    /// A registry that wants a name and a password.
    fn with_password() -> Stub {
        Stub::new(|request, _| match request.authorization() {
            "Basic bWU6czNjcmV0" => manifest(INDEX, &digest('a')),
            _ => reply("401 Unauthorized", "WWW-Authenticate: Basic realm=\"r\"\r\n", ""),
        })
    }

    #[test]
    fn a_helper_knows_the_password() {
        let stub = with_password();
        let host = &stub.host;
        let config = format!("{{\"credHelpers\": {{\"{host}\": \"one\"}}, \"credsStore\": \"none\"}}");
        let folder = folder(&stub).with("home/.docker/config.json", config);
        let script = format!(
            "[ \"$1\" = get ] && [ \"$(cat)\" = {host} ] || exit 3\n\
             echo '{{\"ServerURL\": \"{host}\", \"Username\": \"me\", \"Secret\": \"s3cret\"}}'"
        );
        program(&folder, "docker-credential-one", &script);
        let run = pin(&folder, &[]);
        assert!(run.code == Some(0) && is_pinned(&folder), "{run:?}");
    }

    #[test]
    fn a_helper_knows_a_token() {
        let stub = with_tokens(|request| {
            request.asks("POST /token")
                && request.body.contains("grant_type=refresh_token")
                && request.body.ends_with("&refresh_token=s3cret%2B")
        });
        let folder = folder(&stub).with("home/.docker/config.json", "{\"credsStore\": \"all\"}");
        program(
            &folder,
            "docker-credential-all",
            "echo '{\"Username\": \"<token>\", \"Secret\": \"s3cret+\"}'",
        );
        let run = pin(&folder, &[]);
        assert!(run.code == Some(0) && is_pinned(&folder), "{run:?}");
    }

    #[test]
    fn helpers_that_do_not_help() {
        let stub = with_tokens(|request| request.authorization().is_empty());
        for (script, told) in [
            ("echo 'credentials not found in native keychain'; exit 1", ""),
            ("echo s3cret; exit 1", "`docker-credential-all` fails"),
            ("echo s3cret", "answers with something else than a login"),
        ] {
            let folder = folder(&stub).with("home/.docker/config.json", "{\"credsStore\": \"all\"}");
            program(&folder, "docker-credential-all", script);
            let run = pin(&folder, &[]);
            assert!(run.code == Some(0) && is_pinned(&folder), "{script}: {run:?}");
            assert!(run.err.contains(told), "{script}: {run:?}");
            assert_eq!(
                run.err.contains("without a login"),
                !told.is_empty(),
                "{script}: {run:?}"
            );
        }
        for (name, told) in [
            ("absent", "cannot be started"),
            ("../bin/x", "is odd"),
            ("X; touch y", "is odd"),
        ] {
            let config = format!("{{\"credsStore\": \"{name}\"}}");
            let folder = folder(&stub).with("home/.docker/config.json", config);
            let run = pin(&folder, &[]);
            assert!(run.code == Some(0) && run.err.contains(told), "{name}: {run:?}");
        }
    }
}
