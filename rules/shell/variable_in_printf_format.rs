use plimsoll_lint::{Check, Context, Rule};
use plimsoll_model::view::Instruction;

pub(crate) static RULE: Rule = Rule {
    page: include_str!("variable_in_printf_format.md"),
    checks: &[Check::Run(check)],
};

fn check(instruction: Instruction<'_>, cx: &mut Context<'_>) {
    for found in cx.shell_findings(instruction) {
        let message = "a variable is part of the format of `printf`";
        cx.report(found.span, message)
            .code(found.code)
            .help("write `printf '%s' \"$variable\"`");
    }
}
