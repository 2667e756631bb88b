//! Which passwords of a service need no guessing: well-known ones, and those that repeat the user
//! name.

use std::cell::LazyCell;
use std::collections::HashMap;

use super::field::KeyValue;
use crate::secret::known_password;

/// Why a password protects nothing.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Guess {
    /// It is well known, or the image documents it.
    Known,
    /// It is the user's name.
    SameAsUser,
}

/// The variables of a service whose value anyone would try, by index in the list, in order.
pub fn guessable(environment: &[KeyValue]) -> Vec<(usize, Guess)> {
    // Few services have a password to compare.
    let values: LazyCell<HashMap<&str, &str>, _> = LazyCell::new(|| {
        let pairs = environment.iter();
        let known = pairs.filter_map(|pair| Some((pair.name()?, pair.value.as_ref()?.likely()?)));
        known.collect()
    });
    let guess = |pair: &KeyValue| {
        let text = pair.value.as_ref().filter(|_| pair.is_secret())?.likely()?;
        if known_password(text) {
            return Some(Guess::Known);
        }
        let mut users = user_names(pair.name()?).into_iter();
        let is_user = users.any(|user| values.get(user.as_str()) == Some(&text));
        is_user.then_some(Guess::SameAsUser)
    };
    let pairs = environment.iter().enumerate();
    pairs.filter_map(|(index, pair)| Some((index, guess(pair)?))).collect()
}

/// The name of the variable with the user, next to one with the password.
fn user_names(name: &str) -> Vec<String> {
    let words = ["PASSWORD", "PASSWD", "PASS", "PWD", "password"];
    let Some(word) = words.into_iter().find(|word| name.contains(word)) else {
        return Vec::new();
    };
    let users: &[&str] = if word == "password" {
        &["user", "username"]
    } else {
        &["USER", "USERNAME", "USER_NAME", "LOGIN"]
    };
    users.iter().map(|user| name.replace(word, user)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compose::Compose;
    use plimsoll_syntax::{FileId, SourceFile, yaml};

    #[test]
    fn passwords_that_anybody_would_try() {
        let text = "services:\n  a:\n    environment:\n      - DB_USER=shop\n      - DB_PASSWORD=shop\n      - \
                    POSTGRES_PASSWORD=postgres\n      - API_PASSWORD=q8Zt3LmXv0\n      - ROOT_PASSWORD=${R:-changeme}\n      \
                    - OTHER_PASSWORD=${O}\n";
        let source = SourceFile::new(FileId(0), "compose.yaml", text.into());
        let compose = Compose::read(yaml::parse(source.into()));
        let found = guessable(compose.services[0].environment());
        assert_eq!(found, [(1, Guess::SameAsUser), (2, Guess::Known), (4, Guess::Known)]);
    }
}
