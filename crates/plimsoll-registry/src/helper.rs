//! Programs that keep logins for Docker, `docker-credential-NAME`: the only ones that are started here.
//!
//! docker-credential-helpers v0.9, `client/client.go`: `get` reads the address of the registry and
//! writes an object.

use std::io::{Read, Write};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::login::Login;

/// A helper may ask a server, or its user.
const PATIENCE: Duration = Duration::from_secs(20);
const LONGEST_OUTPUT: u64 = 64 * 1024;
/// What helpers write if they know no login, and the user that stands for a token.
const UNKNOWN: &str = "credentials not found";
const TOKEN_USER: &str = "<token>";

/// The login that a helper has for a registry; none if it has none. An error says in words what is wrong,
/// and nothing of what the helper wrote.
pub(crate) fn ask(name: &str, registry: &str) -> Result<Option<Login>, String> {
    let is_name = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'-' | b'_');
    if name.is_empty() || !name.bytes().all(is_name) {
        return Err("the name of the credential helper is odd, so it is not started".to_owned());
    }
    let program = format!("docker-credential-{name}");
    let started = Command::new(&program)
        .arg("get")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn();
    let mut child = started.map_err(|error| format!("`{program}` cannot be started: {error}"))?;
    let output = output(&mut child, registry);
    let Some((output, is_success)) = output else {
        let _ = child.kill();
        let _ = child.wait();
        return Err(format!("`{program}` does not end in time"));
    };
    if !is_success {
        return match String::from_utf8_lossy(&output).contains(UNKNOWN) {
            true => Ok(None),
            false => Err(format!("`{program}` fails")),
        };
    }
    login(&output).ok_or_else(|| format!("`{program}` answers with something else than a login"))
}

/// What it writes, and whether it ends well; none if it does not end in time. What it started in turn may
/// keep the output open, which is then read no further.
fn output(child: &mut Child, registry: &str) -> Option<(Vec<u8>, bool)> {
    let end = Instant::now() + PATIENCE;
    if let Some(mut input) = child.stdin.take() {
        // A helper that does not read fails in its own words.
        let _ = input.write_all(registry.as_bytes());
    }
    let stdout = child.stdout.take()?;
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        let mut bytes = Vec::new();
        let _ = stdout.take(LONGEST_OUTPUT).read_to_end(&mut bytes);
        let _ = sender.send(bytes);
    });
    let bytes = receiver.recv_timeout(PATIENCE).ok()?;
    loop {
        match child.try_wait() {
            Ok(Some(status)) => return Some((bytes, status.success())),
            Ok(None) if Instant::now() < end => thread::sleep(Duration::from_millis(5)),
            _ => return None,
        }
    }
}

fn login(output: &[u8]) -> Option<Option<Login>> {
    let answer: Value = serde_json::from_slice(output).ok()?;
    let text = |name: &str| answer.get(name).and_then(Value::as_str);
    let (user, secret) = (text("Username").unwrap_or_default(), text("Secret")?);
    Some(match (user, secret) {
        (_, "") => None,
        (TOKEN_USER, token) => Some(Login::Identity(token.to_owned())),
        (user, password) => Some(Login::Password {
            user: user.to_owned(),
            password: password.to_owned(),
        }),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn odd_names_start_nothing() {
        for name in ["", "../x", "a b", "a/b", "a;b", "A", "."] {
            assert!(ask(name, "x").is_err_and(|why| why.contains("odd")), "{name}");
        }
        let missing = ask("is-not-there-at-all", "x");
        assert!(missing.is_err_and(|why| why.contains("cannot be started")));
    }

    #[test]
    fn answers_are_read() {
        let said = |text: &str| {
            login(text.as_bytes()).map(|login| {
                login.map(|login| match login {
                    Login::Password { user, password } => format!("{user}:{password}"),
                    Login::Identity(token) => token,
                })
            })
        };
        let answer =
            |user: &str, secret: &str| format!(r#"{{"ServerURL":"x","Username":"{user}","Secret":"{secret}"}}"#);
        assert_eq!(said(&answer("me", "pw")), Some(Some("me:pw".to_owned())));
        assert_eq!(said(&answer("<token>", "t")), Some(Some("t".to_owned())));
        assert_eq!(said(&answer("", "")), Some(None));
        assert_eq!(said("{}"), None);
        assert_eq!(said("hello"), None);
    }
}
