use plimsoll_lint::{Check, Context, Rule};
use plimsoll_model::view::Instruction;
use plimsoll_syntax::dockerfile::Kind;

pub(crate) static RULE: Rule = Rule {
    page: include_str!("unchecked_directory_change.md"),
    checks: &[
        Check::Instruction(Kind::Run, check),
        Check::Instruction(Kind::Onbuild, check),
    ],
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
