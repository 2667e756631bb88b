use plimsoll_lint::{Check, Rule};
use plimsoll_syntax::SyntaxErrorKind;

pub(crate) static RULE: Rule = Rule {
    page: include_str!("forbidden_onbuild_trigger.md"),
    checks: &[Check::Syntax(SyntaxErrorKind::OnbuildTrigger)],
};
