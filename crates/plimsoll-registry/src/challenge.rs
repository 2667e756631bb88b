//! What a registry asks for when it refuses a request: the header `WWW-Authenticate`.

/// How to ask again.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Challenge {
    /// With the name and the password of the user.
    Basic,
    /// With a token that another server gives.
    Bearer {
        realm: String,
        service: Option<String>,
        scope: Option<String>,
    },
}

impl Challenge {
    /// The challenge of some headers; a token is better than a password. None if none is understood.
    // RFC 9110, 11.6.1: a header may hold several, each a scheme and its parameters.
    pub(crate) fn of<'h>(headers: impl Iterator<Item = &'h str>) -> Option<Self> {
        let mut is_basic = false;
        for header in headers {
            for (scheme, parameters) in schemes(header) {
                let value = |name: &str| {
                    let found = parameters.iter().find(|(key, _)| key.eq_ignore_ascii_case(name));
                    found.map(|(_, value)| value.clone())
                };
                if scheme.eq_ignore_ascii_case("bearer")
                    && let Some(realm) = value("realm")
                {
                    let (service, scope) = (value("service"), value("scope"));
                    return Some(Self::Bearer { realm, service, scope });
                }
                is_basic |= scheme.eq_ignore_ascii_case("basic");
            }
        }
        is_basic.then_some(Self::Basic)
    }
}

type Scheme<'h> = (&'h str, Vec<(&'h str, String)>);

fn schemes(header: &str) -> Vec<Scheme<'_>> {
    let mut schemes: Vec<Scheme<'_>> = Vec::new();
    for piece in pieces(header) {
        // The first parameter of a scheme follows it after a space.
        let name_end = piece.find('=').unwrap_or(piece.len());
        let parameter = match piece[..name_end].trim_end().split_once(' ') {
            Some((scheme, _)) => {
                schemes.push((scheme, Vec::new()));
                piece[scheme.len()..].trim_start()
            }
            None if name_end == piece.len() => {
                schemes.push((piece, Vec::new()));
                continue;
            }
            None => piece,
        };
        if let (Some((key, value)), Some((_, parameters))) = (parameter.split_once('='), schemes.last_mut()) {
            parameters.push((key.trim(), unquoted(value.trim())));
        }
    }
    schemes
}

/// What stands between the commas that are in no quotes.
fn pieces(header: &str) -> impl Iterator<Item = &str> {
    let (mut is_quoted, mut is_escaped) = (false, false);
    let is_end = move |c: char| {
        let is_taken = std::mem::take(&mut is_escaped);
        match c {
            '\\' if is_quoted => is_escaped = !is_taken,
            '"' if !is_taken => is_quoted = !is_quoted,
            _ => {}
        }
        c == ',' && !is_quoted
    };
    header.split(is_end).map(str::trim).filter(|piece| !piece.is_empty())
}

fn unquoted(value: &str) -> String {
    let Some(inner) = value.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) else {
        return value.to_owned();
    };
    let mut text = String::new();
    let mut characters = inner.chars();
    while let Some(character) = characters.next() {
        match character {
            '\\' => text.extend(characters.next()),
            character => text.push(character),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn challenges_are_read() {
        let bearer = |realm: &str, service: Option<&str>, scope: Option<&str>| {
            Some(Challenge::Bearer {
                realm: realm.to_owned(),
                service: service.map(str::to_owned),
                scope: scope.map(str::to_owned),
            })
        };
        let (realm, scope) = ("https://auth.example.com/token", "repository:a/b:pull,push");
        for (header, challenge) in [
            (
                r#"Bearer realm="https://auth.example.com/token",service="example",scope="repository:a/b:pull,push""#,
                bearer(realm, Some("example"), Some(scope)),
            ),
            (
                r#"Basic realm="a \"b\", c", bearer Realm = "https://auth.example.com/token""#,
                bearer(realm, None, None),
            ),
            ("Bearer realm=https://auth.example.com/token", bearer(realm, None, None)),
            (r#"Basic realm="Registry Realm""#, Some(Challenge::Basic)),
            ("Basic", Some(Challenge::Basic)),
            ("Negotiate, Basic realm=x", Some(Challenge::Basic)),
            ("Bearer", None),
            (r#"Bearer service="no realm""#, None),
            ("", None),
            (r#"Bearer realm="unclosed"#, bearer("\"unclosed", None, None)),
            ("=,=\"", None),
        ] {
            assert_eq!(Challenge::of([header].into_iter()), challenge, "{header}");
        }
    }
}
