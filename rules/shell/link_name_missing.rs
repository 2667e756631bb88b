use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::command::file::unnamed_link;
use plimsoll_model::stage::code::Step;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("link_name_missing.md")),
    checks: &[Check::Step(check)],
};

fn check(step: &Step<'_>, cx: &mut Context<'_>) {
    // `xargs` adds the other path.
    let Some(target) = unnamed_link(step.argv()).filter(|_| !step.is_wrapped_in("xargs")) else {
        return;
    };
    let message = format!(
        "the link to `{}` has no name, and lands in the current folder",
        target.text
    );
    cx.report(target.span, message)
        .help("name the link, or write `.` if the current folder is meant");
}
