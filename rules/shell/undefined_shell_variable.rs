use plimsoll_lint::{Check, Context, Rule};
use plimsoll_model::view::Instruction;

pub(crate) static RULE: Rule = Rule {
    page: include_str!("undefined_shell_variable.md"),
    checks: &[Check::Run(check)],
};

fn check(instruction: Instruction<'_>, cx: &mut Context<'_>) {
    for found in cx.shell_findings(instruction) {
        let message = format!("`{}` is not set here", found.text);
        cx.report(found.span, message)
            .code(found.code)
            .help("set it in this `RUN`, or with `ENV` or `ARG` before it");
    }
}
