use plimsoll_lint::{Check, Rule};
use plimsoll_syntax::SyntaxErrorKind;

pub(crate) static RULE: Rule = Rule {
    page: include_str!("stage_missing.md"),
    checks: &[Check::Syntax(SyntaxErrorKind::StageMissing)],
};
