use plimsoll_lint::{Check, Context, Rule};
use plimsoll_model::view::Instruction;

pub(crate) static RULE: Rule = Rule {
    page: include_str!("literal_braces.md"),
    checks: &[Check::Run(check)],
};

fn check(instruction: Instruction<'_>, cx: &mut Context<'_>) {
    for found in cx.shell_findings(instruction) {
        let message = "the brace is a plain character here";
        cx.report(found.span, message)
            .code(found.code)
            .help("put a `;` before it, or quotes around it");
    }
}
