use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::dockerfile::ShellFinding;
use plimsoll_model::view::ShellPlace;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("unused_shell_variable.md")),
    checks: &[Check::Shell(check), Check::Script(check)],
};

fn check(found: &ShellFinding, _: ShellPlace<'_>, cx: &mut Context<'_>) {
    let message = format!("nothing reads `{}`", found.text);
    cx.report(found.span, message)
        .help("remove it; for the image, use `ENV`");
}
