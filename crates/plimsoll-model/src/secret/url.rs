//! Passwords in addresses: `scheme://user:password@host`.
//!
//! Whether the place where the address stands may hold one is left to the rules.

use std::ops::Range;

use super::value::{ValueKind, password_kind};

/// The password of an address within a text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct UrlPassword {
    /// The bytes of the password, without `:` and `@`.
    pub range: Range<usize>,
    /// The bytes of the whole address up to the host's `@`, from the scheme on.
    pub url: Range<usize>,
    /// The host has a domain, so it is no service of the project and not this machine.
    pub leaves_project: bool,
    /// What the password is; a reference without default is [`ValueKind::Reference`].
    pub kind: ValueKind,
}

/// `a://:b@`, the shortest address with a password.
const SHORTEST: usize = 7;

/// Every address in a text that has a password, also one that is only a reference. Empty passwords
/// are left out.
pub fn url_passwords(text: &str) -> Vec<UrlPassword> {
    let mut found = Vec::new();
    if text.len() < SHORTEST {
        return found;
    }
    let bytes = text.as_bytes();
    let mut from = 0;
    // A search for one byte costs nothing on the many texts that have no address.
    while let Some(offset) = text[from..].find(':') {
        let colon = from + offset;
        if !text[colon..].starts_with("://") {
            from = colon + 1;
            continue;
        }
        let start = colon + 3;
        let end = authority_end(bytes, start);
        // What was looked at once is not looked at again, so the search stays linear.
        from = end.max(start);
        let scheme = scheme_start(bytes, colon);
        if scheme == colon {
            continue;
        }
        let Some(password) = password_range(bytes, start, end) else {
            continue;
        };
        let url = scheme..password.end + 1;
        let kind = if is_sample_host(&text[password.end + 1..end]) {
            ValueKind::Placeholder
        } else {
            password_kind(&text[password.clone()])
        };
        found.push(UrlPassword {
            range: password,
            leaves_project: has_domain(&text[url.end..end]),
            url,
            kind,
        });
    }
    found
}

/// Whether a host is named with a domain that others can reach.
fn has_domain(host: &str) -> bool {
    let name = host.split(':').next().unwrap_or_default();
    let ends_local = [".local", ".localhost", ".internal", ".test", ".docker"]
        .iter()
        .any(|end| name.ends_with(end));
    let is_address = name.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    let is_own_network = is_address
        && ["127.", "10.", "192.168.", "172.", "0."]
            .iter()
            .any(|start| name.starts_with(start));
    name.contains('.') && !ends_local && !is_own_network && !name.contains('$')
}

/// Where the scheme before `://` begins; at the colon if there is none.
fn scheme_start(bytes: &[u8], colon: usize) -> usize {
    let floor = colon.saturating_sub(40);
    let mut start = colon;
    while start > floor {
        let byte = bytes[start - 1];
        if !byte.is_ascii_alphanumeric() && !b"+.-".contains(&byte) {
            break;
        }
        start -= 1;
    }
    // `${URL:-postgres://…}`: the sign of the default is not part of the scheme.
    while start < colon && !bytes[start].is_ascii_alphabetic() {
        start += 1;
    }
    start
}

/// Where the part before the path ends. Braces of references are passed over, for a default may
/// hold any character.
fn authority_end(bytes: &[u8], start: usize) -> usize {
    let mut depth = 0_usize;
    let mut at = start;
    while at < bytes.len() {
        let byte = bytes[at];
        if byte == b'$' && bytes.get(at + 1) == Some(&b'{') {
            depth += 1;
            at += 2;
            continue;
        }
        if depth > 0 && byte == b'}' {
            depth -= 1;
        } else if byte.is_ascii_whitespace() || (depth == 0 && b"/?#\"'`<>\\,;|(){}[]".contains(&byte)) {
            break;
        }
        at += 1;
    }
    at
}

/// The password between the first colon outside of references and the last `@`.
fn password_range(bytes: &[u8], start: usize, end: usize) -> Option<Range<usize>> {
    let mut depth = 0_usize;
    let mut colon = None;
    let mut sign = None;
    for (at, byte) in bytes.iter().enumerate().take(end).skip(start) {
        match byte {
            b'{' => depth += 1,
            b'}' => depth = depth.saturating_sub(1),
            b':' if depth == 0 && colon.is_none() => colon = Some(at),
            b'@' if depth == 0 => sign = Some(at),
            _ => {}
        }
    }
    let (colon, sign) = (colon?, sign?);
    (colon + 1 < sign).then_some(colon + 1..sign)
}

/// Hosts that documentation uses, so that the password is part of the sample.
fn is_sample_host(host: &str) -> bool {
    let host = host.split(':').next().unwrap_or(host);
    // RFC 2606: these names belong to nobody.
    let reserved = ["example.com", "example.org", "example.net"];
    host.ends_with(".example")
        || reserved.iter().any(|name| {
            host.strip_suffix(name)
                .is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
        })
        || matches!(host, "host" | "hostname" | "HOST" | "HOSTNAME")
}

#[cfg(test)]
mod tests {
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
            "http://[::1]:80/@",
        ] {
            assert!(passwords(text).is_empty(), "{text}");
        }
    }

    #[test]
    fn stays_linear_on_hostile_text() {
        for part in ["a://${", "a://u:p", "://", "é://u:ö@", "a://u:p@"] {
            url_passwords(&part.repeat(100_000));
        }
    }
}
