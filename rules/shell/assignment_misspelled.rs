use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::command::shell::{Misspelled, misspelled_assignments};
use plimsoll_model::view::Instruction;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("assignment_misspelled.md")),
    checks: &[Check::Run(check)],
};

fn check(run: Instruction<'_>, cx: &mut Context<'_>) {
    // In an exec form there is no shell that assigns.
    for code in run.build_code().iter().filter(|code| code.kind.is_some()) {
        for (how, span) in misspelled_assignments(&code.commands) {
            let (message, help) = match how {
                Misspelled::Spaces(name) => (
                    format!("`{name}` is run as a command because of the spaces around `=`"),
                    "write `NAME=value` without spaces",
                ),
                Misspelled::Dollar(name) => (
                    format!("`{name}` is not set because of the `$` before it"),
                    "write the name without `$`",
                ),
            };
            cx.report(span, message).help(help);
        }
    }
}
