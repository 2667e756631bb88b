//! Is the value of a variable with a secret name really a secret?
//!
//! A weak or well-known password is one, since it is the one that will be used. A value is not a
//! secret if it is a reference, a switch, a path, or a note that something is still to be filled
//! in.

use super::kind::{SecretKind, ValueKind};
use super::name::secret_name;
use super::reference::{default_of, has_reference, is_escaped_variable, is_kept_elsewhere};
use super::url::{UrlPassword, url_passwords_by};
use crate::base::{Url, unquoted};

/// Defaults inside defaults are followed to this depth.
const DEEPEST_DEFAULT: usize = 8;

// `SWITCHES`, `METHODS`, `UNITS` and `KNOWN_PASSWORDS` of `data/secret_values.toml`, sorted.
include!(concat!(env!("OUT_DIR"), "/secret_values.rs"));

/// What the value of a variable is, given its name. A reference with a literal default is judged
/// by the default. Names that do not say secret are judged like a password's.
pub fn value_kind(name: &str, value: &str) -> ValueKind {
    let kind = secret_name(name).map_or(SecretKind::Password, |name| name.kind);
    judge(kind, name, value)
}

/// Every address in a text that has a password, even one that is only a reference. Empty passwords
/// are left out.
pub fn url_passwords(text: &str) -> Vec<UrlPassword> {
    url_passwords_by(text, |range| value_kind("", &text[range]))
}

fn judge(kind: SecretKind, name: &str, value: &str) -> ValueKind {
    let mut value = unquoted(value.trim());
    for _ in 0..DEEPEST_DEFAULT {
        let Some(default) = default_of(value) else {
            return judge_literal(kind, name, value);
        };
        if default.is_empty() {
            return ValueKind::Reference;
        }
        value = unquoted(default);
    }
    ValueKind::Reference
}

fn judge_literal(kind: SecretKind, name: &str, value: &str) -> ValueKind {
    if value.is_empty() {
        return ValueKind::Empty;
    }
    if has_reference(value) || is_escaped_variable(value) || is_kept_elsewhere(value) {
        return ValueKind::Reference;
    }
    let lower = value.to_ascii_lowercase();
    if let Some(what) = harmless(kind, value, &lower) {
        return ValueKind::NotSecret(what);
    }
    if is_placeholder(kind, name, value, &lower) {
        return ValueKind::Placeholder;
    }
    ValueKind::Secret
}

/// Why a literal is not a secret; none if it is one.
fn harmless(kind: SecretKind, value: &str, lower: &str) -> Option<&'static str> {
    if SWITCHES.binary_search(&lower).is_ok() {
        return Some("a switch");
    }
    if is_place(value) {
        return Some("a path");
    }
    if Url::is_in(value) {
        let has_password = url_passwords(value).iter().any(|found| found.kind.is_secret());
        return (!has_password).then_some("an address");
    }
    let digits = value.bytes().filter(u8::is_ascii_digit).count();
    // `123` is a password that people use; a token of three digits is a number.
    let shortest = if kind == SecretKind::Password { 2 } else { 4 };
    if digits == value.len() && digits < shortest {
        return Some("a number");
    }
    if is_amount(lower) {
        return Some("a duration or size");
    }
    if METHODS.binary_search(&lower).is_ok() && kind != SecretKind::Password {
        return Some("the name of a method");
    }
    // The access key of object stores is a user name, unless somebody generated it.
    if kind == SecretKind::AccessKey && value.len() < 16 {
        return Some("a user name");
    }
    // `COUCHDB_AUTH=admin:pw` is a credential, `SMTP_AUTH=login-or-plain` is not.
    if kind == SecretKind::Credential
        && value.len() < 24
        && value
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || b"-_, ".contains(&byte))
        && value.bytes().any(|byte| b"-_, ".contains(&byte))
    {
        return Some("the name of a method");
    }
    None
}

/// `500ms`, `24h`, `7d`, `10 minutes`, `16MB`.
fn is_amount(lower: &str) -> bool {
    let unit = lower
        .trim_start_matches(|letter: char| letter.is_ascii_digit())
        .trim_start();
    unit.len() < lower.len() && UNITS.binary_search(&unit).is_ok()
}

/// Whether a value is the path of a file. Random strings may start with a slash too, so an
/// absolute path needs a second sign.
fn is_place(value: &str) -> bool {
    let is_path = |byte: u8| byte.is_ascii_alphanumeric() || b"/._-~@: \\".contains(&byte);
    if !value.bytes().all(is_path) {
        return false;
    }
    if ["./", "../", "~/", "file:"]
        .iter()
        .any(|start| value.starts_with(start))
    {
        return true;
    }
    let file = value.rsplit(['/', '\\']).next().unwrap_or(value);
    let extension = file.rsplit_once('.').map_or("", |(_, extension)| extension);
    #[rustfmt::skip]
    let is_file = matches!(
        extension,
        "pem" | "key" | "crt" | "cer" | "der" | "p8" | "p12" | "pfx" | "jks" | "json" | "yml"
            | "yaml" | "txt" | "conf" | "env" | "ini" | "toml" | "xml" | "asc" | "gpg" | "pub"
    );
    if is_file {
        return true;
    }
    let is_drive = value.as_bytes().get(1) == Some(&b':') && value.as_bytes().get(2) == Some(&b'\\');
    if is_drive {
        return true;
    }
    let Some(rest) = value.strip_prefix('/') else {
        return false;
    };
    let root = rest.split('/').next().unwrap_or(rest);
    root.len() >= 2
        && root
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || b"._-".contains(&byte))
}

/// Whether a text asks to be replaced.
fn is_placeholder(kind: SecretKind, name: &str, value: &str, lower: &str) -> bool {
    let is_wrapped = (value.starts_with('<') && value.ends_with('>'))
        || (value.starts_with('[') && value.ends_with(']'))
        || (value.starts_with("__") && value.ends_with("__") && value.len() > 4);
    if is_wrapped || (value.len() > 1 && value.eq_ignore_ascii_case(name)) {
        return true;
    }
    // `xxx`, `****`, `...`, `______`.
    let mark = lower.as_bytes()[0];
    if value.len() >= 3 && b"x*.-_?#".contains(&mark) && lower.bytes().all(|byte| byte == mark) {
        return true;
    }
    // `sk-xxx`, `ghp_***`.
    let end = lower.rsplit(['-', '_']).next().unwrap_or_default().as_bytes();
    if end.len() >= 3 && b"x*.".contains(&end[0]) && end.iter().all(|byte| *byte == end[0]) {
        return true;
    }
    // `00000000-0000-0000-0000-000000000000`.
    if lower.contains('-') && lower.bytes().all(|byte| matches!(byte, b'0' | b'-')) {
        return true;
    }
    let asks = [
        "placeholder",
        "dummy",
        "replace_me",
        "replaceme",
        "replace-me",
        "fill_me",
        "fillme",
    ];
    let starts = [
        "your_",
        "your-",
        "your ",
        "<your",
        "enter_",
        "enter-",
        "enter your",
        "insert_",
        "insert-",
        "insert your",
        "replace_",
        "replace-",
        "replace with",
        "replace this",
        "put_your",
        "put-your",
        "add_your",
        "todo",
        "tbd",
        "xxxx",
    ];
    let ends = ["_here", "-here", " here", "xxxx"];
    if asks.iter().any(|word| lower.contains(word))
        || starts.iter().any(|start| lower.starts_with(start))
        || ends.iter().any(|end| lower.ends_with(end))
    {
        return true;
    }
    // Meant to be changed, but it works until somebody does; only what others issue has to be real.
    let is_issued = matches!(kind, SecretKind::Token | SecretKind::ApiKey | SecretKind::AccessKey);
    is_issued
        && (asks_for_change(lower)
            || lower.starts_with("fake")
            || matches!(lower, "example" | "sample" | "user_provided")
            || says_none(lower))
}

/// Whether a value says that there is no key: a program wants some text, and nobody checks it.
fn says_none(lower: &str) -> bool {
    let plain: String = lower.chars().filter(|letter| letter.is_alphanumeric()).collect();
    matches!(
        plain.as_str(),
        "" | "empty"
            | "na"
            | "nokey"
            | "nokeyneeded"
            | "nokeyrequired"
            | "notneeded"
            | "notrequired"
            | "notused"
            | "unused"
    )
}

fn asks_for_change(lower: &str) -> bool {
    [
        "changeme",
        "change_me",
        "change-me",
        "change_this",
        "change-this",
        "changethis",
        "change me",
    ]
    .iter()
    .any(|word| lower.contains(word))
}

/// Whether a password is one that everybody knows or that an image documents.
pub fn known_password(value: &str) -> bool {
    let lower = unquoted(value.trim()).to_ascii_lowercase();
    KNOWN_PASSWORDS.binary_search(&lower.as_str()).is_ok() || asks_for_change(&lower)
}

/// A secret in the form that a message may show: the first four characters of a long one, none of a
/// short one.
pub fn redacted(value: &str) -> String {
    // At most a third of a secret may be seen; prefixes show what it is.
    if value.chars().count() < 16 {
        return "…".to_owned();
    }
    let start: String = value.chars().take(4).filter(|letter| !letter.is_control()).collect();
    format!("{start}…")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weak_passwords_are_secrets() {
        for (name, value) in [
            ("POSTGRES_PASSWORD", "postgres"),
            ("POSTGRES_PASSWORD", "changeme"),
            ("POSTGRES_PASSWORD", "${POSTGRES_PASSWORD:-fallback}"),
            ("POSTGRES_PASSWORD", "${A:-${B:-deep}}"),
            ("DB_PASSWORD", "12345678"),
            ("DB_PASSWORD", "123"),
            ("DB_PASSWORD", "a"),
            ("DB_PASSWORD", "empty"),
            ("DB_PASSWORD", "pa$$w0rd"),
            ("DB_PASSWORD", "hunter2$"),
            ("DB_PASSWORD", "'quoted'"),
            ("JWT_SECRET", "notreallyasecret"),
            ("JWT_SECRET", "b"),
            ("PASSPORT_SECRET", "12345"),
            ("GITHUB_TOKEN", "test"),
            ("AWS_ACCESS_KEY", "AKIAIOSFODNN7EXAMPLE"),
            ("NEO4J_AUTH", "neo4j/password"),
            ("SECRET_KEY", "/K7MDENG/bPxRfiCY"),
        ] {
            assert_eq!(value_kind(name, value), ValueKind::Secret, "{name}={value}");
        }
    }

    #[test]
    fn references_and_empty_values() {
        for value in [
            "${PASSWORD}",
            "$PASSWORD",
            "${PASSWORD:?must be set}",
            "${PASSWORD:-}",
            "${A:-${B}}",
            "${A}${B}",
            "prefix-${TOKEN}",
            "$$${DB_PASSWORD}",
            "$$DB_PASSWORD",
            "$${DB_PASSWORD}",
            "$(cat /run/secrets/x)",
            "{{ cookiecutter.password }}",
            "%PASSWORD%",
            "\"encrypted:BDqDBibm4wsYqMpCjTQ6BsDHmMadg9K3dAt\"",
            "ENC[AES256_GCM,data:Zx81kQ0vLm27TtRw93PaYc,iv:aa=,tag:aaa,type:str]",
            "vault:secret/data/app#Zx81kQ0vLm27Tt",
            "op://shop/item/Zx81kQ0vLm27TtRw93",
            "awssm:shop/Zx81kQ0vLm27TtRw93",
        ] {
            assert_eq!(value_kind("PASSWORD", value), ValueKind::Reference, "{value}");
        }
        assert_eq!(value_kind("PASSWORD", ""), ValueKind::Empty);
        assert_eq!(value_kind("PASSWORD", "''"), ValueKind::Empty);
    }

    #[test]
    fn placeholders() {
        for (name, value) in [
            ("API_KEY", "<your-key>"),
            ("API_KEY", "your_api_key"),
            ("API_KEY", "xxx"),
            ("API_KEY", "sk-xxxxxxxx"),
            ("API_KEY", "sk-xxx"),
            ("API_TOKEN", "00000000-0000-0000-0000-000000000000"),
            ("API_KEY", "changeme"),
            ("API_KEY", "API_KEY"),
            ("OPENAI_API_KEYS", "empty"),
            ("OPENAI_API_KEY", "not-needed"),
            ("LLM_API_KEY", "N/A"),
            ("LLM_API_KEY", "-"),
            ("LLM_TOKEN", "unused"),
            ("DB_PASSWORD", "your_password_here"),
            ("DB_PASSWORD", "REPLACE_ME"),
            ("SECRET_KEY", "dummy-key-for-build"),
            ("GITHUB_TOKEN", "placeholder"),
        ] {
            assert_eq!(value_kind(name, value), ValueKind::Placeholder, "{name}={value}");
        }
    }

    #[test]
    fn other_things() {
        for (name, value) in [
            ("DB_PASSWORD", "true"),
            ("DB_PASSWORD", "yes"),
            ("SECRET_KEY_BASE", "1"),
            ("API_TOKEN", "300"),
            ("API_TOKEN", "24h"),
            ("DB_PASSWORD", "/run/secrets/db"),
            ("SECRET_KEY", "./keys/secret.key"),
            ("GOOGLE_CREDENTIALS", "service.json"),
            ("API_TOKEN", "https://auth.example.com/token"),
            ("SMTP_AUTH", "plain"),
            ("MINIO_ACCESS_KEY", "minio"),
        ] {
            let kind = value_kind(name, value);
            assert!(matches!(kind, ValueKind::NotSecret(_)), "{name}={value}: {kind:?}");
        }
    }

    #[test]
    fn hostile_values_end() {
        for part in ["${a:-", "$", "{", "é", "%"] {
            value_kind("PASSWORD", &part.repeat(100_000));
        }
        value_kind("PASSWORD", &format!("{}{}", "${a:-".repeat(50_000), "}".repeat(50_000)));
    }

    #[test]
    fn little_is_shown() {
        assert_eq!(redacted("hunter2"), "…");
        assert_eq!(redacted("ghp_abcdefghijklmnop"), "ghp_…");
        assert_eq!(redacted(&"é".repeat(20)), "éééé…");
    }

    #[test]
    fn everybody_knows_these() {
        assert!(known_password("postgres") && known_password("ChangeMe123"));
        assert!(!known_password("q8Zt3LmXv0Rk"));
    }
}
