use plimsoll_lint::{Check, Context, Fix, Page, Rule};
use plimsoll_model::dockerfile::ShellFinding;
use plimsoll_model::view::ShellPlace;

use crate::edit::is_in_line;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("glob_may_become_option.md")),
    checks: &[Check::Shell(check), Check::Script(check)],
};

fn check(found: &ShellFinding, code: ShellPlace<'_>, cx: &mut Context<'_>) {
    let message = format!("`{}` may match a name that is taken for an option", found.text);
    let is_plain = cx.text(found.span).starts_with('*') && is_in_line(code, found.span);
    let finding = cx.report(found.span, message);
    finding.help("write `./*`, or put `--` before it");
    if is_plain {
        finding.fix(Fix::safe("write `./`", [found.span.insert_before("./")]));
    }
}
