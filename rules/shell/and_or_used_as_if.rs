use plimsoll_lint::{Check, Context, Rule};
use plimsoll_model::view::Instruction;
use plimsoll_syntax::dockerfile::Kind;

pub(crate) static RULE: Rule = Rule {
    page: include_str!("and_or_used_as_if.md"),
    checks: &[
        Check::Instruction(Kind::Run, check),
        Check::Instruction(Kind::Onbuild, check),
    ],
};

fn check(instruction: Instruction<'_>, cx: &mut Context<'_>) {
    for found in cx.shell_findings(instruction) {
        let message = "what follows `||` also runs when the command after `&&` fails";
        cx.report(found.span, message)
            .code(found.code)
            .help("write `if …; then …; else …; fi`");
    }
}
