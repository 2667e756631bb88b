use plimsoll_lint::{Check, Context, Rule};
use plimsoll_model::Instruction;
use plimsoll_syntax::dockerfile::Kind;

pub(crate) static RULE: Rule = Rule {
    page: include_str!("unquoted_command_substitution.md"),
    checks: &[
        Check::Instruction(Kind::Run, check),
        Check::Instruction(Kind::Onbuild, check),
    ],
};

fn check(instruction: Instruction<'_>, cx: &mut Context<'_>) {
    for found in cx.shell_findings(instruction) {
        let prints_word = instruction
            .invocations_in(found.span)
            .next()
            .is_some_and(|c| c.prints_word());
        let is_in_list = instruction.invocation_at(found.span).is_some_and(|c| c.takes_list());
        if prints_word || is_in_list {
            continue;
        }
        cx.report(found.span, "the output is split at spaces and expanded as a pattern")
            .code(found.code)
            .help("put the substitution in double quotes");
    }
}
