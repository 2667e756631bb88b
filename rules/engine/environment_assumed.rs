use plimsoll_lint::{Check, EngineFinding, Rule};

pub(crate) static RULE: Rule = Rule {
    page: include_str!("environment_assumed.md"),
    checks: &[Check::Engine(EngineFinding::EnvironmentAssumed)],
};
