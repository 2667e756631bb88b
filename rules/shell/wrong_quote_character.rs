use plimsoll_lint::{Check, Context, Rule};
use plimsoll_model::view::Instruction;

pub(crate) static RULE: Rule = Rule {
    page: include_str!("wrong_quote_character.md"),
    checks: &[Check::Run(check)],
};

fn check(instruction: Instruction<'_>, cx: &mut Context<'_>) {
    for found in cx.shell_findings(instruction) {
        let message = "a typographic quote is a plain character to the shell";
        cx.report(found.span, message).code(found.code).help("use `'` or `\"`");
    }
}
