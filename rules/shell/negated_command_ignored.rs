use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::command::shell::ignored_negations;
use plimsoll_model::view::Instruction;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("negated_command_ignored.md")),
    checks: &[Check::Run(check)],
};

fn check(run: Instruction<'_>, cx: &mut Context<'_>) {
    for code in run.build_code() {
        for span in ignored_negations(&code.commands) {
            let name = cx.text(span).split_whitespace().next().unwrap_or_default();
            cx.report(span, format!("the result of `! {name}` is looked at by nobody"))
                .help("write `if …; then exit 1; fi`");
        }
    }
}
