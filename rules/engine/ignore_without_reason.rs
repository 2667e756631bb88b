use plimsoll_lint::{Check, EngineFinding, Page, Rule};

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("ignore_without_reason.md")),
    checks: &[Check::Engine(EngineFinding::IgnoreWithoutReason)],
};
