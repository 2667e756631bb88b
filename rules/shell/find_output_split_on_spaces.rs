use plimsoll_lint::{Check, Context, Rule};
use plimsoll_model::view::Instruction;

pub(crate) static RULE: Rule = Rule {
    page: include_str!("find_output_split_on_spaces.md"),
    checks: &[Check::Run(check)],
};

fn check(instruction: Instruction<'_>, cx: &mut Context<'_>) {
    for found in cx.shell_findings(instruction) {
        let message = "the names that `find` prints are split at spaces";
        cx.report(found.span, message)
            .code(found.code)
            .help("use `-exec … {} +`, or `-print0` and `xargs -0`");
    }
}
