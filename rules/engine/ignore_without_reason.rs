use plimsoll_lint::{Check, EngineFinding, Rule};

pub(crate) static RULE: Rule = Rule {
    page: include_str!("ignore_without_reason.md"),
    checks: &[Check::Engine(EngineFinding::IgnoreWithoutReason)],
};
