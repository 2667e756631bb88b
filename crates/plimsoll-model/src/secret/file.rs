//! Files that usually hold credentials, by their names.

use crate::base::words;

/// What the name of a file says.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SecretFile {
    /// It is made to hold a secret: a private key, the credentials of a cloud.
    Key,
    /// It holds settings, and often a secret among them: `.env`, `.npmrc`.
    Settings,
}

/// Names that hold nothing but credentials.
const KEYS: [&str; 18] = [
    "id_rsa",
    "id_dsa",
    "id_ecdsa",
    "id_ed25519",
    ".netrc",
    "_netrc",
    ".pgpass",
    ".git-credentials",
    ".dockercfg",
    "credentials.json",
    "service-account.json",
    "service_account.json",
    "serviceaccount.json",
    "kubeconfig",
    ".kubeconfig",
    "secring.gpg",
    ".vault-token",
    "key.json",
];

/// Names of settings with a place for a token or a password.
const SETTINGS: [&str; 4] = [".npmrc", ".pypirc", ".s3cfg", ".my.cnf"];

/// Endings of files that hold a private key.
const ENDINGS: [&str; 8] = [".key", ".pem", ".p12", ".pfx", ".jks", ".keystore", ".ppk", ".kdbx"];

/// Words of a name that say that the file is no secret, or none that matters.
const HARMLESS: [&str; 44] = [
    "pub",
    "public",
    "pubkey",
    "cert",
    "certs",
    "certificate",
    "certificates",
    "crt",
    "ca",
    "cacert",
    "cacerts",
    "chain",
    "fullchain",
    "bundle",
    "root",
    "trust",
    "truststore",
    "trusted",
    "dhparam",
    "dh",
    "dhparams",
    "gpg",
    "apt",
    "repo",
    "repository",
    "release",
    "archive",
    "signing",
    "keyring",
    "example",
    "examples",
    "sample",
    "template",
    "tpl",
    "tmpl",
    "dist",
    "test",
    "tests",
    "dummy",
    "snakeoil",
    "fake",
    "default",
    "defaults",
    "mock",
];

/// Variables in which programs look for the path of a file with credentials.
const PATH_VARIABLES: [&str; 6] = [
    "AWS_CONFIG_FILE",
    "AWS_SHARED_CREDENTIALS_FILE",
    "BOTO_CONFIG",
    "CLOUDSDK_AUTH_CREDENTIAL_FILE_OVERRIDE",
    "GOOGLE_APPLICATION_CREDENTIALS",
    "KUBECONFIG",
];

/// Whether a variable holds the path of a file with credentials.
pub fn names_secret_file(variable: &str) -> bool {
    PATH_VARIABLES.contains(&variable)
}

/// Whether the name of a file says that it holds credentials. Only the last part of the path and the
/// folder around it are looked at.
pub fn secret_file(path: &str) -> Option<SecretFile> {
    let path = path.trim_end_matches('/');
    let name = path.rsplit(['/', '\\']).next()?;
    // `ffdhe4096.pem` holds the parameters of RFC 7919.
    let is_word = |word: &String| HARMLESS.contains(&word.as_str()) || word.starts_with("ffdhe");
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
    if KEYS.contains(&&*lower) || is_cloud || is_folder || has_ending {
        return Some(SecretFile::Key);
    }
    let is_environment = lower == ".env" || lower.starts_with(".env.");
    (is_environment || SETTINGS.contains(&&*lower)).then_some(SecretFile::Settings)
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
