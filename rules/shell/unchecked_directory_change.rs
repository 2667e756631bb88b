use plimsoll_lint::{Check, Context, Fix, Page, Rule};
use plimsoll_model::dockerfile::ShellFinding;
use plimsoll_model::view::ShellPlace;

use crate::edit::is_in_line;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("unchecked_directory_change.md")),
    checks: &[Check::Shell(check), Check::Script(check)],
};

fn check(found: &ShellFinding, code: ShellPlace<'_>, cx: &mut Context<'_>) {
    // These exist in every image.
    if matches!(
        &*found.text,
        "cd" | "cd /" | "cd /tmp" | "cd /root" | "cd ~" | "cd -" | "cd .." | "cd /var/tmp"
    ) {
        return;
    }
    let message = "if `cd` fails, the next command runs anyway";
    let is_plain = cx.text(found.span) == &*found.text && is_in_line(code, found.span);
    let finding = cx.report(found.span, message);
    finding.help("join them with `&&`, or start with `set -e`");
    if is_plain {
        finding.fix(Fix::unsafe_(
            "stop if it fails",
            [found.span.insert_after(" || exit 1")],
        ));
    }
}
