use plimsoll_lint::{Check, Context, Rule};
use plimsoll_model::view::Instruction;

pub(crate) static RULE: Rule = Rule {
    page: include_str!("loop_runs_once.md"),
    checks: &[Check::Run(check)],
};

fn check(instruction: Instruction<'_>, cx: &mut Context<'_>) {
    for found in cx.shell_findings(instruction) {
        let message = format!("the loop runs once, over `{}`", found.text);
        cx.report(found.span, message)
            .code(found.code)
            .help("a `$` or the rest of the list is missing");
    }
}
