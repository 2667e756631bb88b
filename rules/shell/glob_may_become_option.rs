use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::dockerfile::ShellFinding;
use plimsoll_model::view::Instruction;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("glob_may_become_option.md")),
    checks: &[Check::Shell(check)],
};

fn check(found: &ShellFinding, _: Instruction<'_>, cx: &mut Context<'_>) {
    let message = format!("`{}` may match a name that is taken for an option", found.text);
    cx.report(found.span, message)
        .help("write `./*`, or put `--` before it");
}
