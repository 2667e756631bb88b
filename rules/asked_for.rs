//! What is left to do about a right on the host that the documentation of a known image asks for.

pub(crate) const HELP: &str =
    "its documentation asks for this: let only those reach it who have to, and keep it up to date";
