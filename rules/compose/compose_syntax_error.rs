use plimsoll_lint::{Check, Page, Rule};
use plimsoll_syntax::SyntaxErrorKind;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("compose_syntax_error.md")),
    checks: &[
        Check::Syntax(SyntaxErrorKind::Compose),
        Check::Syntax(SyntaxErrorKind::Template),
    ],
};
