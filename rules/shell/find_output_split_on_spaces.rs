use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::dockerfile::ShellFinding;
use plimsoll_model::view::ShellPlace;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("find_output_split_on_spaces.md")),
    checks: &[Check::Shell(check), Check::Script(check)],
};

fn check(found: &ShellFinding, _: ShellPlace<'_>, cx: &mut Context<'_>) {
    let message = "the names that `find` prints are split at spaces";
    cx.report(found.span, message)
        .help("use `-exec … {} +`, or `-print0` and `xargs -0`");
}
