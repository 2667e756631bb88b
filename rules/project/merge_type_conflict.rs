use plimsoll_lint::{Check, Rule};
use plimsoll_syntax::SyntaxErrorKind;

pub(crate) static RULE: Rule = Rule {
    page: include_str!("merge_type_conflict.md"),
    checks: &[Check::Syntax(SyntaxErrorKind::MergeConflict)],
};
