use plimsoll_lint::{Check, Rule};
use plimsoll_syntax::SyntaxErrorKind;

pub(crate) static RULE: Rule = Rule {
    page: include_str!("instruction_before_from.md"),
    checks: &[Check::Syntax(SyntaxErrorKind::BeforeFrom)],
};
