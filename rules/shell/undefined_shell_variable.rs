use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::dockerfile::ShellFinding;
use plimsoll_model::view::ShellPlace;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("undefined_shell_variable.md")),
    checks: &[Check::Shell(check)],
};

fn check(found: &ShellFinding, _: ShellPlace<'_>, cx: &mut Context<'_>) {
    let message = format!("`{}` is not set here", found.text);
    cx.report(found.span, message)
        .help("set it in this `RUN`, or with `ENV` or `ARG` before it");
}
