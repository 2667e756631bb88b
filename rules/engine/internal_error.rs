use plimsoll_lint::{Check, EngineFinding, Page, Rule};

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("internal_error.md")),
    checks: &[Check::Engine(EngineFinding::InternalError)],
};
