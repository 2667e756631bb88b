use plimsoll_lint::{Check, Rule};
use plimsoll_syntax::SyntaxErrorKind;

pub(crate) static RULE: Rule = Rule {
    page: include_str!("invalid_stage_name.md"),
    checks: &[Check::Syntax(SyntaxErrorKind::StageName)],
};
