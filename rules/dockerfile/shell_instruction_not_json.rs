use plimsoll_lint::{Check, Rule};
use plimsoll_syntax::SyntaxErrorKind;

pub(crate) static RULE: Rule = Rule {
    page: include_str!("shell_instruction_not_json.md"),
    checks: &[Check::Syntax(SyntaxErrorKind::ShellForm)],
};
