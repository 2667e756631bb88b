//! Credentials in a text that are recognisable without a name: keys of known issuers, private keys,
//! and passwords in addresses.
//!
//! Combines the shapes and the addresses, so that each credential is seen once.

use std::ops::Range;

use super::shape::token_shapes;
use super::value::{known_password, url_passwords};

/// A credential in a text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Credential {
    /// Where a finding points; for a private key, its opening line.
    pub range: Range<usize>,
    /// What nobody should see; for a private key, the part after its first line.
    pub secret: Range<usize>,
    pub kind: CredentialKind,
}

/// The kinds of credentials.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum CredentialKind {
    /// A key of an issuer, with its name for a message: `GitHub token`.
    Key(&'static str),
    PrivateKey,
    /// A password in an address.
    AddressPassword {
        /// A well-known one.
        known: bool,
        /// Of this machine.
        local: bool,
    },
}

/// Every credential in a text, in order and without overlaps.
pub fn credentials(text: &str) -> Vec<Credential> {
    let mut found: Vec<Credential> = Vec::new();
    for token in token_shapes(text) {
        let (secret, kind) = if token.kind == "private key" {
            let start = token.range.end;
            (start..end_of_private_key(text, start), CredentialKind::PrivateKey)
        } else {
            (token.range.clone(), CredentialKind::Key(token.kind))
        };
        let range = token.range;
        found.push(Credential { range, secret, kind });
    }
    let tokens = found.len();
    for password in url_passwords(text) {
        // `https://oauth2:ghp_…@github.com`: the token is more specific.
        let at = found[..tokens].partition_point(|f| f.secret.end <= password.range.start);
        let overlaps = found[..tokens]
            .get(at)
            .is_some_and(|f| f.secret.start < password.range.end);
        if overlaps || !password.kind.is_secret() {
            continue;
        }
        found.push(Credential {
            kind: CredentialKind::AddressPassword {
                known: known_password(&text[password.range.clone()]),
                local: password.is_local,
            },
            secret: password.range.clone(),
            range: password.range,
        });
    }
    found.sort_by_key(|f| f.range.start);
    found
}

/// Up to the dashes of its closing line, or of the next line with dashes.
fn end_of_private_key(text: &str, from: usize) -> usize {
    text[from..].find("-----").map_or(text.len(), |at| from + at)
}

#[cfg(test)]
mod tests {
    use super::*;

    const BODY: &str = "q8Zt3LmXv0Rk7PbWn2YdJ5tTf1zsp7GcAbEu";

    #[test]
    fn each_credential_once() {
        let text = format!(
            "git clone https://x:{}{BODY}@github.com/a/b && psql postgres://a:hunter2@db/a",
            "ghp_"
        );
        let found = credentials(&text);
        let kinds: Vec<_> = found.iter().map(|f| f.kind).collect();
        let password = CredentialKind::AddressPassword {
            known: false,
            local: false,
        };
        assert_eq!(kinds, [CredentialKind::Key("GitHub token"), password]);
        assert_eq!(&text[found[1].secret.clone()], "hunter2");
        assert!(credentials("postgres://a:${PASSWORD}@db/a").is_empty());
    }

    #[test]
    fn all_of_a_private_key_is_secret() {
        let text = format!("echo '-----BEGIN PRIVATE KEY-----\n{BODY}\n{BODY}\n-----END PRIVATE KEY-----' > key");
        let found = credentials(&text);
        assert_eq!(found.len(), 1);
        assert_eq!(&text[found[0].range.clone()], "-----BEGIN PRIVATE KEY-----");
        assert!(text[found[0].secret.clone()].ends_with(&format!("{BODY}\n")));
    }

    #[test]
    fn stays_linear_on_hostile_text() {
        credentials(&format!("-----BEGIN RSA PRIVATE KEY-----\n{BODY} ").repeat(30_000));
        credentials(&"a://u:hunter2@b ".repeat(30_000));
    }
}
