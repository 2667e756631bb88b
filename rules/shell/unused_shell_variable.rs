use plimsoll_lint::{Check, Context, Rule};
use plimsoll_model::view::Instruction;

pub(crate) static RULE: Rule = Rule {
    page: include_str!("unused_shell_variable.md"),
    checks: &[Check::Run(check)],
};

fn check(instruction: Instruction<'_>, cx: &mut Context<'_>) {
    for found in cx.shell_findings(instruction) {
        let message = format!("nothing reads `{}`", found.text);
        cx.report(found.span, message)
            .code(found.code)
            .help("remove it; for the image, use `ENV`");
    }
}
