//! Why a registry has given no digest, and what to do about it.

use std::fmt;

/// What went wrong, and where.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Failure {
    /// The registry, or the server that was to give a token for it.
    pub host: String,
    pub trouble: Trouble,
}

/// What went wrong.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Trouble {
    /// There is no such image or tag.
    NotFound,
    /// The registry wants a login, or another one.
    Refused { is_logged_in: bool },
    /// Too many requests, also after some time; it may say how many seconds more it wants.
    TooMany { seconds: Option<u64> },
    /// There is no connection.
    Unreachable(String),
    /// The certificate is not trusted, or TLS fails otherwise.
    Tls(String),
    /// There is no answer within the time.
    Timeout,
    /// The answer is none of a registry.
    Answer(String),
}

impl Trouble {
    pub(crate) fn at(self, host: &str) -> Failure {
        Failure {
            host: host.to_owned(),
            trouble: self,
        }
    }

    /// Whether all images of the host share it, so that nobody needs to ask again.
    pub(crate) fn is_lasting(&self) -> bool {
        matches!(
            self,
            Self::TooMany { .. } | Self::Unreachable(_) | Self::Tls(_) | Self::Timeout
        )
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let host = &self.host;
        match &self.trouble {
            Trouble::NotFound => write!(f, "`{host}` has no such image or tag"),
            Trouble::Refused { is_logged_in: false } => write!(
                f,
                "`{host}` has no such image, or wants a login: check the name, or run `docker login {host}`"
            ),
            Trouble::Refused { is_logged_in: true } => write!(
                f,
                "`{host}` does not let your login read it: check the name, or run `docker login {host}` again"
            ),
            Trouble::TooMany { seconds: Some(seconds) } => write!(
                f,
                "`{host}` had too many requests: try again in {seconds} seconds, or log in with `docker login {host}`"
            ),
            Trouble::TooMany { seconds: None } => write!(
                f,
                "`{host}` had too many requests: try again later, or log in with `docker login {host}`"
            ),
            Trouble::Unreachable(why) => write!(
                f,
                "`{host}` cannot be reached ({why}): check the name, the network, and HTTPS_PROXY if you need a proxy"
            ),
            Trouble::Tls(why) => write!(
                f,
                "no safe connection to `{host}` ({why}): if its certificate is your own, name that in SSL_CERT_FILE"
            ),
            Trouble::Timeout => write!(
                f,
                "`{host}` does not answer in time: check the network, or try again later"
            ),
            Trouble::Answer(what) => write!(f, "`{host}` does not answer like a registry: {what}"),
        }
    }
}

impl std::error::Error for Failure {}
