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
    // A command that fails ends the chain before anything is deleted.
    let command = instruction.invocation_at(found.span);
    if command.is_some_and(|command| command.follows_success_of(found.variable())) {
        return;
    }
    let rest = found.text.replace(['"', '\''], "");
    let rest = rest.find('/').map_or("", |slash| &rest[slash..]);
    let what = match rest {
        "" | "/" | "/*" => "the root folder".to_owned(),
        rest => format!("`{rest}`"),
    };
    let message = format!("with an empty variable, `{}` is {what}", found.text);
    cx.report(found.span, message)
        .help("write `${name:?}`, which stops the step instead");
}
