use plimsoll_lint::{Check, Context, Rule};
use plimsoll_model::view::Instruction;

pub(crate) static RULE: Rule = Rule {
    page: include_str!("nested_quotes_broken.md"),
    checks: &[Check::Run(check)],
};

fn check(instruction: Instruction<'_>, cx: &mut Context<'_>) {
    for found in cx.shell_findings(instruction) {
        let message = "the quotes end the string before this word";
        cx.report(found.span, message)
            .code(found.code)
            .help("use the other kind of quotes outside, or `\\\"` inside");
    }
}
