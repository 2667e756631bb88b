use plimsoll_lint::{Check, Page, Rule};
use plimsoll_syntax::SyntaxErrorKind;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("empty_continuation_line.md")),
    checks: &[Check::Syntax(SyntaxErrorKind::EmptyContinuation)],
};
