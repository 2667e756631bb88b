use plimsoll_lint::{Check, Context, Rule};
use plimsoll_model::view::Instruction;

pub(crate) static RULE: Rule = Rule {
    page: include_str!("old_test_operator.md"),
    checks: &[Check::Run(check)],
};

fn check(instruction: Instruction<'_>, cx: &mut Context<'_>) {
    for found in cx.shell_findings(instruction) {
        cx.report(found.span, "`-a` and `-o` inside `[ ]` are obsolete and ambiguous")
            .code(found.code)
            .help("write two tests: `[ … ] && [ … ]`, or with `||`");
    }
}
