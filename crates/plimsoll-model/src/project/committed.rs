//! The files that projects name as secrets and that version control holds.

use std::collections::HashMap;

use plimsoll_syntax::Span;

use super::env_name::says_template;
use super::parsed::Parsed;
use super::variant::Projects;
use crate::base::path::{file_name, join};
use crate::base::words;
use crate::compose::{Compose, MountKind, Scalar};
use crate::files::Files;
use crate::secret::{SecretFile, is_kept_elsewhere, secret_file};
use crate::sources::Reader;

/// A file that is meant to be a secret, and that everybody gets who gets the repository.
#[derive(Clone, Debug)]
pub struct CommittedSecret {
    /// Its path in the Compose file.
    pub span: Span,
    pub path: Box<str>,
}

/// Words of a path that say that the secret opens nothing.
const HARMLESS: [&str; 19] = [
    "ci",
    "demo",
    "demos",
    "dev",
    "development",
    "dummy",
    "example",
    "examples",
    "fake",
    "local",
    "mock",
    "sample",
    "samples",
    "sandbox",
    "snakeoil",
    "test",
    "testing",
    "tests",
    "tutorial",
];

/// Endings of encrypted files.
const ENCRYPTED: [&str; 5] = ["age", "enc", "encrypted", "gpg", "sops"];
/// Endings of certificates, requests for them, and public keys.
const CERTIFICATES: [&str; 4] = ["cer", "crt", "csr", "pub"];
/// Words of a file that holds certificates or a public key.
const PUBLIC: [&str; 8] = [
    "bundle",
    "ca",
    "cacert",
    "cert",
    "certificate",
    "chain",
    "fullchain",
    "public",
];
/// What encrypted files begin with: those of age, git-crypt and OpenSSL.
const ENCRYPTED_MAGIC: [&[u8]; 3] = [b"age-encryption.org/", b"\0GITCRYPT\0", b"Salted__"];

/// The secrets of all projects that version control holds, by the Compose file that is judged.
pub(crate) fn committed_secrets(
    parsed: &Parsed,
    projects: &Projects,
    files: &Reader<'_>,
) -> HashMap<usize, Vec<CommittedSecret>> {
    let mut committed = HashMap::new();
    for index in projects.judged() {
        let found = committed_in(projects.compose(parsed, index), files);
        if !found.is_empty() {
            committed.insert(index, found);
        }
    }
    committed
}

fn committed_in(compose: &Compose, files: &dyn Files) -> Vec<CommittedSecret> {
    let mut found: Vec<CommittedSecret> = Vec::new();
    for scalar in named_secrets(compose) {
        let Some(path) = scalar.known().filter(|path| is_relative(path)) else {
            continue;
        };
        if found.iter().any(|known| *known.path == *path) || says_harmless(path) || says_closed(path) {
            continue;
        }
        let Some(directory) = compose.directory_of(scalar.span) else {
            continue;
        };
        let place = join(directory, path);
        if says_harmless(file_name(directory)) {
            continue;
        }
        let is_kept = files.has(&place) && files.is_ignored_either_way(&place) == Some(false);
        if !place.is_empty() && is_kept && !is_empty_or_encrypted(&place, files) {
            found.push(CommittedSecret {
                span: scalar.span,
                path: path.into(),
            });
        }
    }
    found
}

/// The files of `secrets`, and the mounts of files whose names say that they are private keys.
fn named_secrets(compose: &Compose) -> impl Iterator<Item = &Scalar> {
    let secrets = compose.secrets.iter().filter_map(|secret| secret.file.as_deref());
    let mounts = compose.services.iter().flat_map(|service| service.mounts());
    let sources = mounts
        .filter(|mount| mount.kind.is_known(&MountKind::Bind))
        .filter_map(|mount| mount.source.as_ref());
    let keys = sources.filter(|source| secret_file(source.as_str()) == Some(SecretFile::Key));
    secrets.map(|field| &field.value).chain(keys)
}

fn is_relative(path: &str) -> bool {
    !path.is_empty() && !path.starts_with(['/', '~', '$']) && !path.contains([':', '\\'])
}

fn says_harmless(path: &str) -> bool {
    let is_word = |word: &String| HARMLESS.contains(&word.as_str());
    let name = file_name(path);
    let stem = name.split_once('.').map_or(name, |(stem, _)| stem);
    // The name of an account is kept with its password.
    let names_account = words(stem)
        .last()
        .is_some_and(|word| matches!(word.as_str(), "user" | "username"));
    says_template(name) || names_account || words(path).iter().any(is_word)
}

/// Whether the name of a file says that it is encrypted, that everybody may have it, or that it only keeps
/// a folder.
fn says_closed(path: &str) -> bool {
    let name = file_name(path).to_ascii_lowercase();
    let (stem, ending) = name.rsplit_once('.').unwrap_or((&name, ""));
    let words = words(stem);
    let says = |all: &[&str]| words.iter().any(|word| all.contains(&word.as_str()));
    let is_encrypted = ENCRYPTED.contains(&ending) || says(&["encrypted", "sops"]);
    // A file of this ending holds either.
    let is_certificate = ending == "pem" && says(&PUBLIC) && !says(&["key", "privkey", "private"]);
    is_encrypted || CERTIFICATES.contains(&ending) || is_certificate || matches!(&*name, ".gitkeep" | ".keep")
}

/// Whether nothing is in a file, or nothing that can be read without a key.
fn is_empty_or_encrypted(place: &str, files: &dyn Files) -> bool {
    files.read(place).is_some_and(|bytes| {
        let text = bytes.trim_ascii();
        let is_binary = ENCRYPTED_MAGIC.iter().any(|magic| bytes.starts_with(magic));
        text.is_empty() || is_binary || std::str::from_utf8(text).is_ok_and(is_kept_elsewhere)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_say_that_a_secret_opens_nothing() {
        for path in [
            "./secrets/db_password.example",
            "test/id_rsa",
            "dev-certs/site.key",
            "db_user.txt",
        ] {
            assert!(says_harmless(path), "{path}");
        }
        for path in ["./secrets/db_password.txt", "certs/site.key", "device/key.pem"] {
            assert!(!says_harmless(path), "{path}");
        }
    }

    #[test]
    fn names_say_that_nobody_can_read_it() {
        for path in [
            "s.enc",
            "s.sops.yaml",
            "s.age",
            "s.gpg",
            "ca.crt",
            "tls/ca-cert.pem",
            ".gitkeep",
        ] {
            assert!(says_closed(path), "{path}");
        }
        for path in ["ca.key", "ca-key.pem", "cert_password.txt", "site.pem", "token"] {
            assert!(!says_closed(path), "{path}");
        }
    }
}
