use plimsoll_lint::{Check, Context, Rule};
use plimsoll_model::view::Instruction;

pub(crate) static RULE: Rule = Rule {
    page: include_str!("nested_heredoc_indentation.md"),
    checks: &[Check::Run(check)],
};

fn check(instruction: Instruction<'_>, cx: &mut Context<'_>) {
    for found in cx.shell_findings(instruction) {
        let message = "spaces before the end marker keep it from being recognised";
        cx.report(found.span, message)
            .code(found.code)
            .help("indent it with tabs, or not at all");
    }
}
