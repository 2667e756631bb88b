use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::view::Instruction;
use plimsoll_syntax::SyntaxErrorKind;
use plimsoll_syntax::dockerfile::Kind;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("shell_syntax_error.md")),
    checks: &[
        Check::Instruction(Kind::Cmd, check),
        Check::Instruction(Kind::Entrypoint, check),
        Check::Instruction(Kind::Healthcheck, check),
        Check::Instruction(Kind::Onbuild, check),
        Check::Instruction(Kind::Run, check),
    ],
};

fn check(instruction: Instruction<'_>, cx: &mut Context<'_>) {
    // Faults that follow from the first one of a command add nothing.
    for code in instruction.code() {
        let mut errors = code.script().errors.iter();
        if let Some(error) = errors.find(|e| e.kind == SyntaxErrorKind::Shell) {
            cx.report(error.span, error.message.clone())
                .help("check quotes, brackets and keywords");
        }
    }
}
