use plimsoll_lint::{Check, Rule};
use plimsoll_syntax::SyntaxErrorKind;

pub(crate) static RULE: Rule = Rule {
    page: include_str!("malformed_from.md"),
    checks: &[Check::Syntax(SyntaxErrorKind::MalformedFrom)],
};
