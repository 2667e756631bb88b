use plimsoll_lint::{Check, Context, Rule};
use plimsoll_model::view::Instruction;

pub(crate) static RULE: Rule = Rule {
    page: include_str!("unchecked_directory_change.md"),
    checks: &[Check::Run(check)],
};

fn check(instruction: Instruction<'_>, cx: &mut Context<'_>) {
    for found in cx.shell_findings(instruction) {
        // These are there in every image.
        if matches!(
            &*found.text,
            "cd" | "cd /" | "cd /tmp" | "cd /root" | "cd ~" | "cd -" | "cd .." | "cd /var/tmp"
        ) {
            continue;
        }
        let message = "if `cd` fails, the next command runs all the same";
        cx.report(found.span, message)
            .code(found.code)
            .help("join them with `&&`, or start with `set -e`");
    }
}
