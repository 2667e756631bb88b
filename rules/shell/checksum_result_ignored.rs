use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::command::shell::ignored_checks;
use plimsoll_model::view::Instruction;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("checksum_result_ignored.md")),
    checks: &[Check::Run(check)],
};

fn check(run: Instruction<'_>, cx: &mut Context<'_>) {
    for code in run.build_code() {
        for check in ignored_checks(&code.commands) {
            let message = format!("if `{}` finds a manipulated file, the build goes on", check.program);
            cx.report(check.span, message)
                .help("join what follows with `&&`, or begin with `set -e`");
        }
    }
}
