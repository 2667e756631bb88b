//! Rules that speak for what the engine finds itself.

mod environment_assumed;
mod ignore_comment_used;
mod ignore_without_reason;
mod internal_error;
mod unused_ignore;

use plimsoll_lint::Rule;

pub(crate) static RULES: &[&Rule] = &[
    &environment_assumed::RULE,
    &ignore_comment_used::RULE,
    &ignore_without_reason::RULE,
    &internal_error::RULE,
    &unused_ignore::RULE,
];
