use plimsoll_lint::{Check, EngineFinding, Rule};

pub(crate) static RULE: Rule = Rule {
    page: include_str!("ignore_comment_used.md"),
    checks: &[Check::Engine(EngineFinding::IgnoreUsed)],
};
