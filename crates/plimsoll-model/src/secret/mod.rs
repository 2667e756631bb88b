//! Which variables are secrets, judged by name *and* value, and which texts have the format of one.
//!
//! Nearly everything here is a pure function on a string and linear in it, because it runs on every
//! value of every file. Whether a secret at its place is a mistake, and how bad, is left to the
//! rules; what a reference such as `${PASSWORD}` resolves to is left to the model of the file.

mod connection_string;
mod credential;
mod entropy;
mod file;
mod issuers;
mod kind;
mod name;
mod reference;
mod shape;
mod url;
mod value;
mod variable;
mod written;

pub use credential::{Credential, CredentialKind, credentials};
pub use entropy::is_serious;
pub use file::{SecretFile, holds_defaults_of_symfony, names_secret_file, secret_file};
pub use kind::{SecretKind, ValueKind};
pub(crate) use name::secret_like_name;
pub use name::{SecretName, is_access_key_id, is_shaped_like_access_key_id, secret_name};
pub(crate) use reference::is_kept_elsewhere;
pub use shape::{TokenMatch, key_words};
pub use url::UrlPassword;
pub(crate) use url::url_passwords_by;
pub use value::{known_password, redacted, url_passwords, value_kind};
pub use variable::{kind_of_text, kind_of_word, literal_spans, looks_generated};
pub use written::{without_secrets, written_secrets};
