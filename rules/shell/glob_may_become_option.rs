use plimsoll_lint::{Check, Context, Rule};
use plimsoll_model::view::Instruction;
use plimsoll_syntax::dockerfile::Kind;

pub(crate) static RULE: Rule = Rule {
    page: include_str!("glob_may_become_option.md"),
    checks: &[
        Check::Instruction(Kind::Run, check),
        Check::Instruction(Kind::Onbuild, check),
    ],
};

fn check(instruction: Instruction<'_>, cx: &mut Context<'_>) {
    for found in cx.shell_findings(instruction) {
        let message = format!("`{}` may match a name that is taken for an option", found.text);
        cx.report(found.span, message)
            .code(found.code)
            .help("write `./*`, or put `--` before it");
    }
}
