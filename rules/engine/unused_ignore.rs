use plimsoll_lint::{Check, EngineFinding, Rule};

pub(crate) static RULE: Rule = Rule {
    page: include_str!("unused_ignore.md"),
    checks: &[Check::Engine(EngineFinding::IgnoreUnused)],
};
