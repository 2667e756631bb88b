use plimsoll_lint::{Check, Page, Rule};
use plimsoll_syntax::SyntaxErrorKind;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("duplicate_key.md")),
    checks: &[Check::Syntax(SyntaxErrorKind::DuplicateKey)],
};
