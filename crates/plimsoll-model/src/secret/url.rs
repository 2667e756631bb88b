//! Passwords in addresses: `scheme://user:password@host`, and the settings that stand for one.
//!
//! Whether the place of the address may contain one is left to the rules.

use std::ops::Range;

use memchr::memchr;

use super::connection_string::connection_passwords;
use super::kind::ValueKind;
use crate::base::{Host, Url};

/// The password of an address in a text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct UrlPassword {
    /// The bytes of the password, without `:` and `@`.
    pub range: Range<usize>,
    /// The bytes of the whole address up to the host's `@`, from the scheme on; all settings of a connection.
    pub url: Range<usize>,
    /// The host has a domain, so it is neither a service of the project nor this machine.
    pub leaves_project: bool,
    /// The host is this machine.
    pub is_local: bool,
    /// What the password is; a reference without a default is [`ValueKind::Reference`].
    pub kind: ValueKind,
}

/// Every address in a text that has a password which is not empty, even one that is only a reference.
/// `kind_of` says what such a part of the text is, if the host leaves that open.
pub(crate) fn url_passwords_by(text: &str, kind_of: impl Fn(Range<usize>) -> ValueKind) -> Vec<UrlPassword> {
    // Most texts have no `@`, and are no settings.
    let has_account = memchr(b'@', text.as_bytes()).is_some();
    let urls = has_account.then(|| Url::find_all(text)).into_iter().flatten();
    let found = urls.filter_map(|url| {
        let range = url.password()?;
        let host = url.host();
        // `reverse:https://host:443@8443`: what looks like a password is a port.
        if host.is_some_and(|host| host.name().bytes().all(|byte| byte.is_ascii_digit())) {
            return None;
        }
        let kind = match host {
            Some(host) if host.is_sample() => ValueKind::Placeholder,
            Some(host) if host.is_local() && is_sample_account(url.user_name(), &text[range.clone()]) => {
                ValueKind::Placeholder
            }
            _ => kind_of(range.clone()),
        };
        Some(UrlPassword {
            url: url.start()..range.end + 1,
            leaves_project: host.is_some_and(|host| !host.is_private()),
            is_local: host.is_some_and(Host::is_local),
            range,
            kind,
        })
    });
    let found: Vec<UrlPassword> = found.collect();
    if !found.is_empty() {
        return found;
    }
    let connections = connection_passwords(text).into_iter().map(|connection| {
        let host = Host::of(connection.host);
        UrlPassword {
            url: 0..text.len(),
            leaves_project: host.is_some_and(|host| !host.is_private()),
            is_local: host.is_some_and(Host::is_local),
            kind: match host.is_some_and(Host::is_sample) {
                true => ValueKind::Placeholder,
                false => kind_of(connection.range.clone()),
            },
            range: connection.range,
        }
    });
    connections.collect()
}

/// Whether user and password only show where the real ones belong: `user:pass`.
fn is_sample_account(user: &str, password: &str) -> bool {
    let is = |text: &str, words: &[&str]| words.iter().any(|word| text.eq_ignore_ascii_case(word));
    is(user, &["user", "username"]) && is(password, &["pass", "passwd", "password", "pwd"])
}

#[cfg(test)]
mod tests {
    use super::super::url_passwords;
    use super::*;

    fn passwords(text: &str) -> Vec<(&str, ValueKind)> {
        url_passwords(text)
            .into_iter()
            .map(|found| (&text[found.range], found.kind))
            .collect()
    }

    #[test]
    fn finds_the_password() {
        let secret = ValueKind::Secret;
        assert_eq!(passwords("postgres://app:hunter2@db:5432/app"), [("hunter2", secret)]);
        assert_eq!(
            passwords("x=a+b://u:p@w@h y://${U}:lit@h"),
            [("p@w", secret), ("lit", secret)]
        );
        assert_eq!(passwords("${URL:-redis://:pw1@redis/0}"), [("pw1", secret)]);
        assert_eq!(
            passwords("postgres://${USER:?err}:hunter2@db/app"),
            [("hunter2", secret)]
        );
        assert_eq!(passwords("a://u:${PW:-dflt}@h/x"), [("${PW:-dflt}", secret)]);
    }

    #[test]
    fn references_and_samples_are_told_apart() {
        assert_eq!(passwords("a://u:${PW}@h"), [("${PW}", ValueKind::Reference)]);
        assert_eq!(passwords("a://u:$PW@h"), [("$PW", ValueKind::Reference)]);
        assert_eq!(passwords("a://u:${PW:?err}@h"), [("${PW:?err}", ValueKind::Reference)]);
        assert_eq!(
            passwords("a://user:pass@localhost/x"),
            [("pass", ValueKind::Placeholder)]
        );
        assert_eq!(passwords("a://user:pass@db/x"), [("pass", ValueKind::Secret)]);
        assert_eq!(passwords("a://$$U:$$PW@db/x"), [("$$PW", ValueKind::Reference)]);
        assert_eq!(
            passwords("http://u:abc@example.com/"),
            [("abc", ValueKind::Placeholder)]
        );
    }

    #[test]
    fn finds_none_where_there_is_none() {
        for text in [
            "postgres://db:5432/app",
            "postgres://app@db/app",
            "postgres://app:@db/app",
            "git@github.com:a/b.git",
            "http://localhost:8080/a:b@c",
            "://u:p@h",
            "https://abc@sentry.io/123",
            "reverse:https://host:443@8443",
            "http://[::1]:80/@",
        ] {
            assert!(passwords(text).is_empty(), "{text}");
        }
    }
}
