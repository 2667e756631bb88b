use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::command::shell::useless_cats;
use plimsoll_model::view::Instruction;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("useless_cat.md")),
    checks: &[Check::Run(check)],
};

fn check(instruction: Instruction<'_>, cx: &mut Context<'_>) {
    for span in instruction
        .build_code()
        .iter()
        .flat_map(|code| useless_cats(&code.commands))
    {
        cx.report(span, "`cat` only hands one file to the next command")
            .help("give the file to the command itself, or write `< file`");
    }
}
