use plimsoll_lint::{Check, Context, Rule};
use plimsoll_model::view::Instruction;

pub(crate) static RULE: Rule = Rule {
    page: include_str!("deletion_of_root_possible.md"),
    checks: &[Check::Run(check)],
};

fn check(instruction: Instruction<'_>, cx: &mut Context<'_>) {
    for found in cx.shell_findings(instruction) {
        let value = instruction
            .set_variable(found.variable())
            .and_then(plimsoll_model::base::Value::likely);
        if value.is_some_and(|value| !value.is_empty()) {
            continue;
        }
        let message = format!("with an empty variable, `{}` is the root folder", found.text);
        cx.report(found.span, message)
            .code(found.code)
            .help("write `${name:?}`, which stops instead");
    }
}
