//! Rules that speak for what the engine finds itself.

mod comment_not_understood;
mod environment_assumed;
mod exception_expired;
mod ignore_comment_used;
mod ignore_without_reason;
mod internal_error;
mod unused_exception;
mod unused_ignore;
mod unused_override;

use plimsoll_lint::Rule;

pub(crate) static RULES: &[&Rule] = &[
    &comment_not_understood::RULE,
    &environment_assumed::RULE,
    &exception_expired::RULE,
    &ignore_comment_used::RULE,
    &ignore_without_reason::RULE,
    &internal_error::RULE,
    &unused_exception::RULE,
    &unused_ignore::RULE,
    &unused_override::RULE,
];
