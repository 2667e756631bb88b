//! Files that usually contain credentials, by name.

use crate::base::words;

/// What the name of a file says.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SecretFile {
    /// Its purpose is to hold a secret: a private key, cloud credentials.
    Key,
    /// It contains settings, often with a secret among them: `.env`, `.npmrc`.
    Settings,
}

// `KEYS`, `SETTINGS`, `ENDINGS`, `HARMLESS` and `PATH_VARIABLES` of `data/secret_files.toml`, sorted.
include!(concat!(env!("OUT_DIR"), "/secret_files.rs"));

/// Whether a variable holds the path of a file with credentials.
pub fn names_secret_file(variable: &str) -> bool {
    PATH_VARIABLES.binary_search(&variable).is_ok()
}

/// Whether Symfony keeps a file of this name in the repository: secrets belong in `.env.local` and its like
/// there.
// Symfony's documentation, configuration, "Configuring Environment Variables in .env Files".
pub fn holds_defaults_of_symfony(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.starts_with(".env") && !name.ends_with(".local")
}

/// Whether the name of a file says that it contains credentials. Only the last part of the path and
/// its folder are looked at.
pub fn secret_file(path: &str) -> Option<SecretFile> {
    let path = path.trim_end_matches('/');
    let name = path.rsplit(['/', '\\']).next()?;
    // `ffdhe4096.pem` contains the parameters of RFC 7919.
    let is_word = |word: &String| HARMLESS.binary_search(&word.as_str()).is_ok() || word.starts_with("ffdhe");
    let is_harmless = || words(name).iter().any(is_word);
    if name.len() > 100 || name.contains(['$', '*', '?', '[']) || is_harmless() {
        return None;
    }
    let lower = name.to_ascii_lowercase();
    let is_in = |folder: &str| path.strip_suffix(name).is_some_and(|parent| parent.ends_with(folder));
    let is_cloud = (is_in(".aws/") && matches!(name, "credentials" | "config"))
        || (is_in(".docker/") && name == "config.json")
        || (is_in(".kube/") && name == "config");
    let is_folder = matches!(name, ".aws" | ".ssh" | ".gnupg" | ".kube");
    let has_ending = ENDINGS
        .iter()
        .any(|ending| lower.len() > ending.len() && lower.ends_with(ending));
    if KEYS.binary_search(&&*lower).is_ok() || is_cloud || is_folder || has_ending {
        return Some(SecretFile::Key);
    }
    let is_environment = lower == ".env" || lower.starts_with(".env.");
    (is_environment || SETTINGS.binary_search(&&*lower).is_ok()).then_some(SecretFile::Settings)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_tell() {
        for (path, expected) in [
            ("id_rsa", Some(SecretFile::Key)),
            ("keys/id_rsa.pub", None),
            ("server.key", Some(SecretFile::Key)),
            ("certs/tls.pem", Some(SecretFile::Key)),
            ("ca.pem", None),
            ("fullchain.pem", None),
            ("nodesource-repo.gpg.key", None),
            ("cacerts.jks", None),
            ("ffdhe4096.pem", None),
            (".env", Some(SecretFile::Settings)),
            ("app/.env.production", Some(SecretFile::Settings)),
            (".env.example", None),
            (".env.test", None),
            ("env", None),
            (".npmrc", Some(SecretFile::Settings)),
            (".aws/credentials", Some(SecretFile::Key)),
            ("credentials", None),
            ("*.pem", None),
            (".envrc", None),
            ("", None),
        ] {
            assert_eq!(secret_file(path), expected, "{path}");
        }
    }
}
