use plimsoll_lint::{Check, Page, Rule};
use plimsoll_syntax::SyntaxErrorKind;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("shell_instruction_not_json.md")),
    checks: &[Check::Syntax(SyntaxErrorKind::ShellForm)],
};
