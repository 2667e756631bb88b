use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::dockerfile::ShellFinding;
use plimsoll_model::view::Instruction;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("unchecked_directory_change.md")),
    checks: &[Check::Shell(check)],
};

fn check(found: &ShellFinding, _: Instruction<'_>, cx: &mut Context<'_>) {
    // These exist in every image.
    if matches!(
        &*found.text,
        "cd" | "cd /" | "cd /tmp" | "cd /root" | "cd ~" | "cd -" | "cd .." | "cd /var/tmp"
    ) {
        return;
    }
    let message = "if `cd` fails, the next command runs anyway";
    cx.report(found.span, message)
        .help("join them with `&&`, or start with `set -e`");
}
