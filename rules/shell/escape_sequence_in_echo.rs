use plimsoll_lint::{Check, Context, Rule};
use plimsoll_model::view::Instruction;

pub(crate) static RULE: Rule = Rule {
    page: include_str!("escape_sequence_in_echo.md"),
    checks: &[Check::Run(check)],
};

fn check(instruction: Instruction<'_>, cx: &mut Context<'_>) {
    for found in cx.shell_findings(instruction) {
        let message = "whether `echo` reads the escape sequence depends on the shell";
        cx.report(found.span, message).code(found.code).help("use `printf`");
    }
}
