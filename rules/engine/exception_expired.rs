use plimsoll_lint::{Check, EngineFinding, Page, Rule};

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("exception_expired.md")),
    checks: &[Check::Engine(EngineFinding::ExceptionExpired)],
};
