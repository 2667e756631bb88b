//! Variables that hold a secret by their names: `secret-in-image-variable` and
//! `secret-in-environment` report them, and `hardcoded-secret` leaves them to these.

use plimsoll_lint::Context;
use plimsoll_model::secret::{SecretKind, SecretName, kind_of_word, secret_name};
use plimsoll_syntax::dockerfile::Pair;

/// What a name says of its value. The options `names` and `allowed-names` of the rule come before it.
pub(crate) fn named_secret(name: &str, cx: &Context<'_>) -> Option<SecretName> {
    if cx.lists("allowed-names", name) {
        return None;
    }
    let listed = || {
        cx.lists("names", name).then_some(SecretName {
            kind: SecretKind::Secret,
        })
    };
    secret_name(name).or_else(listed)
}

/// Whether an `ARG` or `ENV` sets a secret under a name that says so.
pub(crate) fn sets_named_secret(pair: &Pair) -> bool {
    let (Some(name), Some(word)) = (pair.key.literal(), &pair.value) else {
        return false;
    };
    secret_name(&name).is_some() && kind_of_word(&name, word).is_secret()
}
