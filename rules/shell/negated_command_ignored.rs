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
            let text = cx.text(span).trim_start_matches(['!', ' ']);
            let command = match text.split_whitespace().next().unwrap_or_default() {
                "{" => "{ … }",
                name if name.starts_with('(') => "( … )",
                name => name,
            };
            let message = format!("the result of `! {command}` is ignored");
            cx.report(span, message).help("write `if …; then exit 1; fi`");
        }
    }
}
