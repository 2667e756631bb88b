use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::dockerfile::ShellFinding;
use plimsoll_model::view::Instruction;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("deletion_of_root_possible.md")),
    checks: &[Check::Shell(check)],
};

fn check(found: &ShellFinding, instruction: Instruction<'_>, cx: &mut Context<'_>) {
    let value = instruction
        .set_variable(found.variable())
        .and_then(plimsoll_model::base::Value::likely);
    if value.is_some_and(|value| !value.is_empty()) {
        return;
    }
    let message = format!("with an empty variable, `{}` is the root folder", found.text);
    cx.report(found.span, message)
        .help("write `${name:?}`, which stops instead");
}
