//! The words of a name: the parts between `_`, `-`, `.` and the humps of camel case.
//!
//! Names of variables, files, stages and services are always judged by whole words, so that
//! `MONKEY` contains no key and `latest` no test. What a word means is left to the caller.

/// Longer names are machine-made and mean nothing.
const LONGEST: usize = 256;

/// The words of `name` in lower case, in order. Digits stay with the letters before them.
pub(crate) fn words(name: &str) -> Vec<String> {
    let mut words = Vec::new();
    if name.len() > LONGEST {
        return words;
    }
    let bytes = name.as_bytes();
    let mut word = String::new();
    for (at, &byte) in bytes.iter().enumerate() {
        if !byte.is_ascii_alphanumeric() {
            push(&mut words, &mut word);
            continue;
        }
        if starts_hump(bytes, at) {
            push(&mut words, &mut word);
        }
        word.push(byte.to_ascii_lowercase() as char);
    }
    push(&mut words, &mut word);
    words
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

fn push(words: &mut Vec<String>, word: &mut String) {
    if !word.is_empty() {
        words.push(std::mem::take(word));
    }
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
    }
}
