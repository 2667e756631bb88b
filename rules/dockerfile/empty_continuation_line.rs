use plimsoll_lint::{Check, Rule};
use plimsoll_syntax::SyntaxErrorKind;

pub(crate) static RULE: Rule = Rule {
    page: include_str!("empty_continuation_line.md"),
    checks: &[Check::Syntax(SyntaxErrorKind::EmptyContinuation)],
};
