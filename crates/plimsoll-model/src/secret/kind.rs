//! The kinds of secrets, as names show them.

/// What kind of secret a name suggests.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum SecretKind {
    /// A password or passphrase. Any value is one, even a well-known word.
    Password,
    /// `JWT_SECRET`, `CLIENT_SECRET`.
    Secret,
    /// A token that somebody else issued.
    Token,
    /// A key that somebody else issued.
    ApiKey,
    /// The user's own key: for sessions, signatures, encryption.
    Key,
    /// The private half of a pair.
    PrivateKey,
    /// `MINIO_ACCESS_KEY`: a user name with some services, a secret with others.
    AccessKey,
    /// `NEO4J_AUTH`, `DB_CREDENTIALS`: user and password in one, or only the name of a method.
    Credential,
    /// A salt or pepper.
    Salt,
}

impl SecretKind {
    /// Its name in a message.
    pub fn name(self) -> &'static str {
        match self {
            Self::Password => "password",
            Self::Secret => "secret",
            Self::Token => "token",
            Self::ApiKey => "API key",
            Self::Key => "key",
            Self::PrivateKey => "private key",
            Self::AccessKey => "access key",
            Self::Credential => "credential",
            Self::Salt => "salt",
        }
    }
}

/// What a value is, next to a name that says secret.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ValueKind {
    Empty,
    /// A variable, command substitution or template without a default; the name of a secret in a store, or
    /// an encrypted one.
    Reference,
    /// A placeholder for the reader to fill in; it would not work as it is.
    Placeholder,
    /// Something else, and what: `a path`, `a switch`.
    NotSecret(&'static str),
    Secret,
}

impl ValueKind {
    pub fn is_secret(self) -> bool {
        self == Self::Secret
    }
}
