use plimsoll_lint::{Check, EngineFinding, Rule};

pub(crate) static RULE: Rule = Rule {
    page: include_str!("internal_error.md"),
    checks: &[Check::Engine(EngineFinding::InternalError)],
};
