use plimsoll_lint::{Check, Rule};
use plimsoll_syntax::SyntaxErrorKind;

pub(crate) static RULE: Rule = Rule {
    page: include_str!("unknown_instruction_flag.md"),
    checks: &[Check::Syntax(SyntaxErrorKind::UnknownFlag)],
};
