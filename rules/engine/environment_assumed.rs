use plimsoll_lint::{Check, EngineFinding, Page, Rule};

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("environment_assumed.md")),
    checks: &[Check::Engine(EngineFinding::EnvironmentAssumed)],
};
