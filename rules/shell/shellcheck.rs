use plimsoll_lint::{Check, Context, Rule};
use plimsoll_model::view::Instruction;
use plimsoll_syntax::dockerfile::Kind;

pub(crate) static RULE: Rule = Rule {
    page: include_str!("shellcheck.md"),
    checks: &[
        Check::Instruction(Kind::Run, check),
        Check::Instruction(Kind::Onbuild, check),
    ],
};

fn check(instruction: Instruction<'_>, cx: &mut Context<'_>) {
    for found in cx.shell_findings(instruction) {
        let message = format!("{}: {}", found.code, found.message);
        cx.report(found.span, message)
            .code(found.code)
            .help("the codes are explained by `plimsoll explain shellcheck`");
    }
}
