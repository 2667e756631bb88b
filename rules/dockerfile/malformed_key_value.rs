use plimsoll_lint::{Check, Rule};
use plimsoll_syntax::SyntaxErrorKind;

pub(crate) static RULE: Rule = Rule {
    page: include_str!("malformed_key_value.md"),
    checks: &[Check::Syntax(SyntaxErrorKind::MalformedKeyValue)],
};
