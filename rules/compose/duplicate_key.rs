use plimsoll_lint::{Check, Rule};
use plimsoll_syntax::SyntaxErrorKind;

pub(crate) static RULE: Rule = Rule {
    page: include_str!("duplicate_key.md"),
    checks: &[Check::Syntax(SyntaxErrorKind::DuplicateKey)],
};
