use plimsoll_lint::{Check, Rule};
use plimsoll_syntax::SyntaxErrorKind;

pub(crate) static RULE: Rule = Rule {
    page: include_str!("wrong_argument_count.md"),
    checks: &[Check::Syntax(SyntaxErrorKind::ArgumentCount)],
};
