//! The words that make the name of a variable say secret, or take it back.

use super::kind::SecretKind;

/// Names that are secret against what their words say.
pub(super) const WELL_KNOWN: [(&str, SecretKind); 6] = [
    ("DOCKER_AUTH_CONFIG", SecretKind::Credential),
    ("COMPOSER_AUTH", SecretKind::Credential),
    ("NEW_RELIC_LICENSE_KEY", SecretKind::ApiKey),
    ("VAULT_DEV_ROOT_TOKEN_ID", SecretKind::Token),
    ("VAULT_SECRET_ID", SecretKind::Secret),
    ("REDISCLI_AUTH", SecretKind::Password),
];

/// Names that are no secret against what their words say.
pub(super) const HARMLESS: [&str; 8] = [
    // The shell's own variables.
    "PWD",
    "OLDPWD",
    "SSH_AUTH_SOCK",
    // Keys that official images verify downloads with: fingerprints of public keys.
    "GPG_KEY",
    "GPG_KEYS",
    // Programs that ask for a password.
    "SSH_ASKPASS",
    "GIT_ASKPASS",
    "SUDO_ASKPASS",
];

/// Words before `key` that make it a secret one.
pub(super) const KEYS: [(&str, SecretKind); 45] = [
    ("access", SecretKind::AccessKey),
    ("account", SecretKind::Key),
    ("admin", SecretKind::Key),
    ("aes", SecretKind::Key),
    ("api", SecretKind::ApiKey),
    ("app", SecretKind::Key),
    ("application", SecretKind::Key),
    ("auth", SecretKind::Key),
    ("authentication", SecretKind::Key),
    ("cipher", SecretKind::Key),
    ("cookie", SecretKind::Key),
    ("creds", SecretKind::Key),
    ("crypt", SecretKind::Key),
    ("crypto", SecretKind::Key),
    ("decryption", SecretKind::Key),
    ("deploy", SecretKind::PrivateKey),
    ("enc", SecretKind::Key),
    ("encrypt", SecretKind::Key),
    ("encryption", SecretKind::Key),
    ("fernet", SecretKind::Key),
    ("git", SecretKind::PrivateKey),
    ("hash", SecretKind::Key),
    ("hmac", SecretKind::Key),
    ("host", SecretKind::PrivateKey),
    ("integrity", SecretKind::Key),
    ("internal", SecretKind::Key),
    ("jwt", SecretKind::Key),
    ("master", SecretKind::Key),
    ("openssl", SecretKind::Key),
    ("otp", SecretKind::Key),
    ("password", SecretKind::Key),
    ("private", SecretKind::PrivateKey),
    ("rsa", SecretKind::PrivateKey),
    ("secret", SecretKind::Key),
    ("security", SecretKind::Key),
    ("service", SecretKind::ApiKey),
    ("session", SecretKind::Key),
    ("shared", SecretKind::Key),
    ("sign", SecretKind::Key),
    ("signature", SecretKind::Key),
    ("signing", SecretKind::Key),
    ("ssh", SecretKind::PrivateKey),
    ("token", SecretKind::Key),
    ("totp", SecretKind::Key),
    ("webhook", SecretKind::Key),
];

/// Words after the secret one that say: the value is only about a secret.
#[rustfmt::skip]
pub(super) const AFTER: &[&str] = &[
    // Where it is.
    "addr", "address", "arn", "backend", "bucket", "dir", "directory", "dirs", "domain",
    "endpoint", "file", "filename", "filepath", "files", "folder", "host", "hostname", "hosts",
    "location", "mount", "path", "paths", "port", "provider", "realm", "server", "service",
    "source", "storage", "store", "uri", "uris", "url", "urls", "volume",
    // What it is called.
    "alias", "attribute", "audience", "aud", "claim", "claims", "class", "column", "cookie", "env",
    "field", "fingerprint", "header", "headers", "id", "ids", "iss", "issuer", "label", "link",
    "name", "names", "owner", "param", "parameter", "prefix", "role", "roles", "scope", "scopes",
    "subject", "suffix", "template", "text", "thumbprint", "title", "user", "username", "var",
    "variable", "version", "group",
    // How long, how many, how often.
    "age", "bonus", "budget", "bytes", "char", "characters", "chars", "cost", "count", "day",
    "days", "duration", "exp", "expiration", "expire", "expired", "expires", "expiry", "expiring",
    "grace", "hour", "hours", "interval", "iterations", "leeway", "len", "length", "lifespan",
    "lifetime", "limit", "limits", "max", "maximum", "min", "minimum", "minutes", "ms", "num",
    "number", "per", "rate", "rounds", "seconds", "secs", "size", "skew", "threshold", "throttle",
    "time", "timeout", "ttl", "usage", "valid", "validity", "window",
    // How it is made and judged.
    "alg", "algo", "algorithm", "algorithms", "auth", "authentication", "authorization", "change",
    "charset", "check", "checks", "cmd", "command", "complexity", "converter", "creation",
    "deserializer", "driver", "encoder", "encoding", "engine", "form", "format", "generation",
    "generator", "grant", "hasher", "hashers", "hashing", "hint", "login", "manager", "message",
    "method", "methods", "mode", "module", "pattern", "plugin", "policies", "policy",
    "protection", "recovery", "regex", "registration", "requirement", "requirements", "reset",
    "rotate", "rotation", "rule", "rules", "scheme", "schemes", "script", "seeder", "serializer",
    "signup", "strategy", "strength", "symbols", "sync", "type", "types", "update", "validation",
    "validator", "validators", "verification",
    // Whether there is one.
    "allowed", "disable", "disabled", "enable", "enabled", "needed", "optional", "protected",
    "require", "required", "supported",
];

/// Words anywhere before the secret one that say: public, counted, or a switch.
#[rustfmt::skip]
pub(super) const BEFORE: &[&str] = &[
    "allow", "allows", "anon", "anonymous", "disable", "disabled", "empty", "enable", "enabled",
    "max", "min", "minimum", "num", "pub", "public", "publishable", "random", "require",
    "requires", "without",
];

/// Words directly before the secret one, or first of all, that make it a switch or a mere feature.
pub(super) const SWITCHES: [&str; 13] = [
    "change", "check", "forgot", "generate", "has", "hide", "ignore", "is", "no", "reset", "show", "skip", "use",
];

/// What stands before `pass` or `pwd` when the two are written as one word, as in `DBPASS`; a list,
/// because `bypass` and `compass` are words too.
#[rustfmt::skip]
pub(super) const GLUED: &[&str] = &[
    "admin", "auth", "db", "default", "domain", "ftp", "ldap", "mail", "master", "mongo", "my",
    "mysql", "pg", "postgres", "rabbitmq", "redis", "require", "root", "smtp", "sql", "user",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_keys_are_sorted() {
        assert!(KEYS.is_sorted());
    }
}
