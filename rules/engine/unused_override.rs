use plimsoll_lint::{Check, EngineFinding, Page, Rule};

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("unused_override.md")),
    checks: &[Check::Engine(EngineFinding::OverrideUnused)],
};
