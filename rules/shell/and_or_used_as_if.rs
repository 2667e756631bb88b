use plimsoll_lint::{Check, Context, Rule};
use plimsoll_model::view::Instruction;

pub(crate) static RULE: Rule = Rule {
    page: include_str!("and_or_used_as_if.md"),
    checks: &[Check::Run(check)],
};

fn check(instruction: Instruction<'_>, cx: &mut Context<'_>) {
    for found in cx.shell_findings(instruction) {
        let message = "what follows `||` also runs when the command after `&&` fails";
        cx.report(found.span, message)
            .code(found.code)
            .help("write `if …; then …; else …; fi`");
    }
}
