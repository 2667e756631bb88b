//! The words of a name: the parts between `_`, `-`, `.` and the humps of camel case.
//!
//! Names of variables, files, stages and services are always judged by whole words, so that
//! `MONKEY` contains no key and `latest` no test. What a word means is left to the caller.

/// Longer names are machine-made and mean nothing.
const LONGEST: usize = 256;

/// The words of `name` in lower case, in order. Digits stay with the letters before them.
pub(crate) fn words(name: &str) -> Vec<String> {
    as_written(name).map(str::to_ascii_lowercase).collect()
}

/// A value without the quotes around it; a quote on one side only belongs to the value.
pub(crate) fn unquoted(value: &str) -> &str {
    for quote in ['"', '\''] {
        let inner = value.strip_prefix(quote).and_then(|rest| rest.strip_suffix(quote));
        if let Some(inner) = inner {
            return inner;
        }
    }
    value
}

/// Whether one of the words of `name` is one of `wanted`, which are in lower case.
pub(crate) fn has_word(name: &str, wanted: &[&str]) -> bool {
    as_written(name).any(|word| wanted.iter().any(|wanted| word.eq_ignore_ascii_case(wanted)))
}

fn as_written(name: &str) -> impl Iterator<Item = &str> {
    let name = if name.len() > LONGEST { "" } else { name };
    let bytes = name.as_bytes();
    let mut at = 0;
    std::iter::from_fn(move || {
        at += bytes[at..].iter().position(u8::is_ascii_alphanumeric)?;
        let start = at;
        at += 1;
        while at < bytes.len() && bytes[at].is_ascii_alphanumeric() && !starts_hump(bytes, at) {
            at += 1;
        }
        Some(&name[start..at])
    })
}

/// `dbPassword` has a hump at the `P`, `JWTSecret` at the `S`; `PASSWORD` has none.
fn starts_hump(bytes: &[u8], at: usize) -> bool {
    if at == 0 || !bytes[at].is_ascii_uppercase() {
        return false;
    }
    let before = bytes[at - 1];
    let after = bytes.get(at + 1).copied().unwrap_or(b' ');
    before.is_ascii_lowercase() || (before.is_ascii_alphanumeric() && after.is_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn splits_at_separators_and_humps() {
        assert_eq!(words("DB_PASSWORD"), ["db", "password"]);
        assert_eq!(words("AppSettings__JWTSecret"), ["app", "settings", "jwt", "secret"]);
        assert_eq!(words("docker-compose.dev2"), ["docker", "compose", "dev2"]);
        assert_eq!(words("sonar.jdbc.password"), ["sonar", "jdbc", "password"]);
        assert_eq!(words("é_ö"), Vec::<String>::new());
        assert!(words(&"a_".repeat(1000)).is_empty());
        assert!(has_word("AppSettings__JWTSecret", &["key", "secret"]));
        assert!(!has_word("latest", &["test"]));
    }
}
