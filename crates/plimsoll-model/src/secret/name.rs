//! Does the name of a variable say that its value is secret?
//!
//! Names are read as whole words. A word such as `password` or `token` says secret, unless the
//! words after it say that the value is only about one (`PASSWORD_FILE`, `TOKEN_TTL`), or the words
//! before it say that it is public or a switch (`PUBLIC_KEY`, `ALLOW_EMPTY_PASSWORD`).

use super::kind::SecretKind;
use crate::base::words;

/// A name that says secret.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct SecretName {
    pub kind: SecretKind,
}

// The lists of `data/secret_names.toml`, each sorted.
include!(concat!(env!("OUT_DIR"), "/secret_names.rs"));

/// Whether the name of a variable says that its value is secret.
pub fn secret_name(name: &str) -> Option<SecretName> {
    part_of_secret(name, 0)?;
    if HARMLESS.iter().any(|known| known.eq_ignore_ascii_case(name)) {
        return None;
    }
    let known = WELL_KNOWN.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
    if let Some((_, kind)) = known {
        return Some(SecretName { kind: *kind });
    }
    // Confluent's images look for a file of that name in /etc/kafka/secrets.
    if name.starts_with("KAFKA_SSL_") && name.ends_with("_CREDENTIALS") {
        return None;
    }
    if is_bundler_host(name) {
        return Some(SecretName {
            kind: SecretKind::Credential,
        });
    }
    let words = words(name);
    // The last word that could say secret decides: `PASSWORD_ENCODER_SECRET` is a secret,
    // `SECRET_PASSWORD_POLICY` is not.
    let (at, kind) = (0..words.len()).rev().find_map(|at| Some((at, kind_at(&words, at)?)))?;
    if words[at + 1..]
        .iter()
        .any(|word| AFTER.binary_search(&word.as_str()).is_ok())
    {
        return None;
    }
    if words[..at]
        .iter()
        .any(|word| BEFORE.binary_search(&word.as_str()).is_ok())
    {
        return None;
    }
    let is_switch = |word: &String| SWITCHES.binary_search(&word.as_str()).is_ok();
    if at > 0 && (is_switch(&words[0]) || is_switch(&words[at - 1])) {
        return None;
    }
    Some(SecretName { kind })
}

/// Whether a name is that of an AWS key ID: `AWS_ACCESS_KEY_ID`, `VITE_AWS_ACCESS_KEY_ID`. The ID
/// is half of a credential; alone it opens nothing, but it tells whose the other half is.
pub fn is_access_key_id(name: &str) -> bool {
    let words = words(name);
    words.ends_with(&["aws", "access", "key", "id"].map(str::to_owned))
}

/// Whether a text has the form of an AWS key ID.
// IAM API reference (2010-05-08), AccessKey: `AccessKeyId` has 16 to 128 characters of `[\w]`.
pub fn is_shaped_like_access_key_id(text: &str) -> bool {
    let is_word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    (16..=128).contains(&text.len()) && text.bytes().all(is_word)
}

/// Whether a name at least hints at a secret, so that a random string beside it is one: every name
/// that [`secret_name`] knows, and vaguer ones such as `STRIPE_KEY` or `SESSION_SEED`.
pub(crate) fn secret_like_name(name: &str) -> bool {
    if secret_name(name).is_some() {
        return true;
    }
    if HARMLESS.iter().any(|known| known.eq_ignore_ascii_case(name)) {
        return false;
    }
    let words = words(name);
    let Some(last) = words.last() else {
        return false;
    };
    // Fingerprints and checksums are as random as secrets, but meant to be read.
    let tells = [
        "gpg",
        "pgp",
        "public",
        "pub",
        "publishable",
        "anon",
        "site",
        "host",
        "cache",
    ];
    if words.iter().any(|word| tells.contains(&word.as_str())) {
        return false;
    }
    let vague = [
        "key", "keys", "tokens", "secrets", "seed", "auth", "jwt", "bearer", "nonce",
    ];
    vague.contains(&last.as_str())
}

/// Parts of which every name that says secret contains at least one.
const PARTS: [&[u8]; 11] = [
    b"pass", b"psw", b"pw", b"secret", b"token", b"key", b"cred", b"auth", b"salt", b"pepper", b"bundle_",
];

/// How the parts begin: for each two letters, a bit for each third one, all without their case.
static BEGINNINGS: [u32; 1 << 10] = beginnings();

const fn beginnings() -> [u32; 1 << 10] {
    let mut beginnings = [0; 1 << 10];
    let mut at = 0;
    while at < PARTS.len() {
        let part = PARTS[at];
        let first_two = (part[0] as usize & 31) << 5 | (part[1] as usize & 31);
        beginnings[first_two] |= if part.len() > 2 { 1 << (part[2] & 31) } else { u32::MAX };
        at += 1;
    }
    beginnings
}

/// Where in a text, from a place on, a name may stand that says secret: the first of the [`PARTS`]. Most
/// names have none and need not be split into words, nor most lines into names.
pub(super) fn part_of_secret(text: &str, from: usize) -> Option<usize> {
    let bytes = &text.as_bytes()[from..];
    let is_part = |at: usize| {
        let here = |part: &&[u8]| {
            bytes[at..]
                .get(..part.len())
                .is_some_and(|found| found.eq_ignore_ascii_case(part))
        };
        PARTS.iter().any(here)
    };
    // Of the last letters the five bits that are the same in both cases, two letters together.
    let mut before = 0;
    for (at, letter) in bytes.iter().enumerate() {
        let letter = letter & 31;
        if BEGINNINGS[before] >> letter & 1 == 1 && at >= 2 && is_part(at - 2) {
            return Some(from + at - 2);
        }
        before = (before << 5 | usize::from(letter)) & (BEGINNINGS.len() - 1);
    }
    // The shortest part has two letters, and may be the end.
    let end = bytes.len().checked_sub(2)?;
    is_part(end).then_some(from + end)
}

/// What the word at `at` says, by itself and with the one before it.
fn kind_at(words: &[String], at: usize) -> Option<SecretKind> {
    let word = words[at].as_str();
    let is_last = words[at + 1..].iter().all(|word| is_neutral(word));
    let before = at.checked_sub(1).map(|at| words[at].as_str());
    match word {
        "password" | "passwords" | "passwd" | "passphrase" | "passcode" | "pword" => {
            return Some(SecretKind::Password);
        }
        "pass" | "psw" => {
            // nginx's `uwsgi_pass` and the like name a server to pass a request on to.
            let is_server = matches!(before, Some("fastcgi" | "fcgi" | "grpc" | "proxy" | "scgi" | "uwsgi"));
            return (is_last && !is_server).then_some(SecretKind::Password);
        }
        "pwd" | "pw" => {
            let is_folder = matches!(before, None | Some("old" | "work" | "working" | "current"));
            return (is_last && !is_folder).then_some(SecretKind::Password);
        }
        "secret" => return Some(SecretKind::Secret),
        "token" => return Some(SecretKind::Token),
        // Tokens that are counted are those of a language model.
        "tokens" => {
            let issued = matches!(before, Some("access" | "api" | "auth" | "bearer" | "refresh"));
            return issued.then_some(SecretKind::Token);
        }
        "key" | "keys" => return key_kind(words, at),
        "credential" | "credentials" | "creds" | "auth" => {
            return is_last.then_some(SecretKind::Credential);
        }
        "salt" | "salts" | "pepper" => return is_last.then_some(SecretKind::Salt),
        _ => {}
    }
    glued_kind(word)
}

/// Words after the secret one that do not change its meaning.
fn is_neutral(word: &str) -> bool {
    let rest = word.strip_prefix('v').unwrap_or(word);
    rest.bytes().all(|byte| byte.is_ascii_digit())
        || matches!(
            word,
            "base" | "default" | "dev" | "new" | "old" | "prod" | "test" | "value"
        )
}

/// `key` alone says nothing; the word before it decides.
fn key_kind(words: &[String], at: usize) -> Option<SecretKind> {
    let before = words[at.checked_sub(1)?].as_str();
    let further = at.checked_sub(2).map(|at| words[at].as_str());
    match (further, before) {
        // Rails derives its secrets from such a base, whatever they are for.
        _ if words.get(at + 1).is_some_and(|word| word == "base") => return Some(SecretKind::Key),
        // Supabase: this one passes every check of the database.
        (Some("service"), "role") => return Some(SecretKind::ApiKey),
        (Some("secret"), "access") => return Some(SecretKind::Key),
        // Pusher and the like send an application's key to every browser.
        (_, "app")
            if words
                .iter()
                .any(|w| matches!(w.as_str(), "pusher" | "soketi" | "reverb")) =>
        {
            return None;
        }
        // `SSH_HOST_KEY` is a key, `ANSIBLE_HOST_KEY_CHECKING` and `CACHE_HOST_KEY` are not.
        (further, "host") if further != Some("ssh") => return None,
        _ => {}
    }
    KEYS.binary_search_by_key(&before, |(word, _)| word)
        .ok()
        .map(|at| KEYS[at].1)
}

/// Words written as one: `PGPASSWORD`, `JWTSECRET`, `MYAPIKEY`, `DBPASS`.
fn glued_kind(word: &str) -> Option<SecretKind> {
    for end in ["password", "passwd", "passphrase"] {
        if let Some(start) = word.strip_suffix(end) {
            let is_other = matches!(start, "ht" | "no" | "reset" | "forgot" | "change");
            return (!is_other).then_some(SecretKind::Password);
        }
    }
    for end in ["pass", "pwd"] {
        if let Some(start) = word.strip_suffix(end) {
            return GLUED.binary_search(&start).is_ok().then_some(SecretKind::Password);
        }
    }
    if word.ends_with("secret") {
        return Some(SecretKind::Secret);
    }
    if word.ends_with("token") {
        return Some(SecretKind::Token);
    }
    if word.ends_with("apikey") || word.ends_with("apikeys") {
        return Some(SecretKind::ApiKey);
    }
    let start = word.strip_suffix("key")?;
    KEYS.binary_search_by_key(&start, |(word, _)| word)
        .ok()
        .map(|at| KEYS[at].1)
}

/// Bundler reads the credentials of a gem server from `BUNDLE_` and its host name, with `__` for
/// every dot (`BUNDLE_GEMS__EXAMPLE__COM`). Its own settings with a dot look alike.
fn is_bundler_host(name: &str) -> bool {
    let Some(host) = name.strip_prefix("BUNDLE_") else {
        return false;
    };
    let (Some((first, _)), Some((_, last))) = (host.split_once("__"), host.rsplit_once("__")) else {
        return false;
    };
    let settings = ["BUILD", "CACHE", "DISABLE", "GEM", "LOCAL", "MIRROR", "PLUGINS"];
    !settings.contains(&first) && (2..=10).contains(&last.len()) && last.bytes().all(|byte| byte.is_ascii_alphabetic())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(name: &str) -> Option<SecretKind> {
        secret_name(name).map(|name| name.kind)
    }

    #[test]
    fn names_that_say_secret() {
        for (name, expected) in [
            ("POSTGRES_PASSWORD", SecretKind::Password),
            ("password", SecretKind::Password),
            ("PGPASSWORD", SecretKind::Password),
            ("DB_PASS", SecretKind::Password),
            ("_APP_DB_PASS", SecretKind::Password),
            ("MASTERPASS", SecretKind::Password),
            ("ORACLE_PWD", SecretKind::Password),
            ("DFLY_requirepass", SecretKind::Password),
            ("GITEA__database__PASSWD", SecretKind::Password),
            ("SECRET_PASSPHRASE", SecretKind::Password),
            ("JWT_SECRET", SecretKind::Secret),
            ("AppSettings__JwtSecret", SecretKind::Secret),
            ("VIKUNJA_SERVICE_JWTSECRET", SecretKind::Secret),
            ("GITHUB_TOKEN", SecretKind::Token),
            ("AUTH_TOKENS", SecretKind::Token),
            ("VAULT_DEV_ROOT_TOKEN_ID", SecretKind::Token),
            ("openai_api_key", SecretKind::ApiKey),
            ("MYAPIKEY", SecretKind::ApiKey),
            ("SUPABASE_SERVICE_ROLE_KEY", SecretKind::ApiKey),
            ("AWS_SECRET_ACCESS_KEY", SecretKind::Key),
            ("AWS_ACCESS_KEY", SecretKind::AccessKey),
            ("SECRET_KEY_BASE", SecretKind::Key),
            ("GITLAB_SECRETS_DB_KEY_BASE", SecretKind::Key),
            ("RAILS_MASTER_KEY", SecretKind::Key),
            ("TS_AUTHKEY", SecretKind::Key),
            ("_APP_OPENSSL_KEY_V1", SecretKind::Key),
            ("SSH_PRIVATE_KEY", SecretKind::PrivateKey),
            ("NEO4J_AUTH", SecretKind::Credential),
            ("MY_CREDENTIAL", SecretKind::Credential),
            ("BUNDLE_GITHUB__COM", SecretKind::Credential),
            ("SESSION_SALT", SecretKind::Salt),
        ] {
            assert_eq!(kind(name), Some(expected), "{name}");
        }
    }

    #[test]
    fn every_name_that_says_secret_has_a_part_that_may() {
        let known = WELL_KNOWN.iter().map(|(name, _)| *name);
        for name in known.chain(["BUNDLE_GITHUB__COM"]) {
            assert!(part_of_secret(name, 0).is_some(), "{name}");
        }
        assert_eq!(part_of_secret("a: b\nDB_PassWord: c", 0), Some(8));
        assert_eq!(part_of_secret("a: b\nDB_PassWord: c", 9), None);
        assert_eq!(part_of_secret("0assword", 0), None);
    }

    #[test]
    fn names_that_only_sound_like_it() {
        for name in [
            "POSTGRES_PASSWORD_FILE",
            "GOOGLE_KEY_PATH",
            "TOKEN_AUTH_URL",
            "TOKEN_TTL",
            "JWT_REFRESH_TOKEN_EXPIRE_DAYS",
            "JWT__REFRESHTOKENEXPIRATIONDAYS",
            "TOKENVALIDITYMAX",
            "USER_PASSWORD_MIN_LENGTH",
            "OCIS_PASSWORD_POLICY_MIN_CHARACTERS",
            "PASSWORD_PROMPT_STRING",
            "LOGIN_PASSWORD_PLACEHOLDER",
            "API_KEY_DESCRIPTION",
            "AWS_ACCESS_KEY_ID",
            "AUTH_MODE",
            "AUTH_MODULE_VERSION",
            "PUBLIC_KEY",
            "public_token",
            "NEXT_PUBLIC_API_KEY",
            "SECRET_NAME",
            "OPENAI_MAX_TOKENS",
            "CASSANDRA_NUM_TOKENS",
            "TOKENIZERS_PARALLELISM",
            "KEYCLOAK_URL",
            "MONKEY",
            "KEYBOARD",
            "GPG_KEYS",
            "GPG_KEY",
            "LICENSE_KEY",
            "MYSQL_ALLOW_EMPTY_PASSWORD",
            "MYSQL_RANDOM_ROOT_PASSWORD",
            "USE_PASSWORD_AUTH",
            "ENABLE_AUTH",
            "SE_VNC_NO_PASSWORD",
            "CONNECT_INTERNAL_KEY_CONVERTER",
            "EGG_PASSPORT_GITHUB_CLIENT_ID",
            "APP_UWSGI_PASS",
            "API_FCGI_PASS",
            "NGINX_PROXY_PASS",
            "KAFKA_SSL_KEYSTORE_CREDENTIALS",
            "KAFKA_SSL_KEY_CREDENTIALS",
            "OLDPWD",
            "PWD",
            "GIT_ASKPASS",
            "MATRIX_LOBBY_BYPASS",
            "PUSHER_APP_KEY",
            "BUNDLE_BUILD__NOKOGIRI",
            "BUNDLE_PATH",
            "sunflower",
            "AUTHORS",
            "",
        ] {
            assert_eq!(kind(name), None, "{name}");
        }
    }

    #[test]
    fn ids_of_keys() {
        assert!(is_access_key_id("AWS_ACCESS_KEY_ID"));
        assert!(is_access_key_id("VITE_AWS_ACCESS_KEY_ID"));
        assert!(!is_access_key_id("AWS_ACCESS_KEY_ID_FILE"));
        assert!(!is_access_key_id("SIGNING_KEY_ID"));
        assert!(is_shaped_like_access_key_id("AKIAIOSFODNN7EXAMPLE"));
        assert!(!is_shaped_like_access_key_id("minio"));
        assert!(!is_shaped_like_access_key_id("/run/secrets/aws_access_key_id"));
    }

    #[test]
    fn vaguer_names_hint() {
        assert!(secret_like_name("STRIPE_KEY"));
        assert!(secret_like_name("API_KEY"));
        assert!(!secret_like_name("GPG_KEY"));
        assert!(!secret_like_name("OPENSSL_PGP_KEY_IDS"));
        assert!(!secret_like_name("VERSION"));
    }
}
