use plimsoll_lint::{Check, EngineFinding, Page, Rule};

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("ignore_comment_used.md")),
    checks: &[Check::Engine(EngineFinding::IgnoreUsed)],
};
