use plimsoll_lint::{Check, Context, Rule};
use plimsoll_model::view::Instruction;

pub(crate) static RULE: Rule = Rule {
    page: include_str!("glob_may_become_option.md"),
    checks: &[Check::Run(check)],
};

fn check(instruction: Instruction<'_>, cx: &mut Context<'_>) {
    for found in cx.shell_findings(instruction) {
        let message = format!("`{}` may match a name that is taken for an option", found.text);
        cx.report(found.span, message)
            .code(found.code)
            .help("write `./*`, or put `--` before it");
    }
}
