//! Who asks a registry.

/// Who asks. Nothing prints it.
#[derive(Clone)]
pub(crate) enum Login {
    Password {
        user: String,
        password: String,
    },
    /// A token that the token server takes for another one.
    Identity(String),
}
