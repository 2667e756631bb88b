use plimsoll_lint::{Check, Rule};
use plimsoll_syntax::SyntaxErrorKind;

pub(crate) static RULE: Rule = Rule {
    page: include_str!("compose_syntax_error.md"),
    checks: &[Check::Syntax(SyntaxErrorKind::Compose)],
};
