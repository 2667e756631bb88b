use plimsoll_lint::{Check, Context, Rule};
use plimsoll_model::view::Instruction;

pub(crate) static RULE: Rule = Rule {
    page: include_str!("shellcheck.md"),
    checks: &[Check::Run(check)],
};

fn check(instruction: Instruction<'_>, cx: &mut Context<'_>) {
    for found in cx.shell_findings(instruction) {
        let message = format!("{}: {}", found.code, found.message);
        cx.report(found.span, message)
            .code(found.code)
            .help("the codes are explained by `plimsoll explain shellcheck`");
    }
}
