use plimsoll_lint::{Check, EngineFinding, Page, Rule};

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("comment_not_understood.md")),
    checks: &[Check::Engine(EngineFinding::CommentMistaken)],
};
