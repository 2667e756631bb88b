use plimsoll_lint::{Check, EngineFinding, Page, Rule};

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("unused_ignore.md")),
    checks: &[Check::Engine(EngineFinding::IgnoreUnused)],
};
