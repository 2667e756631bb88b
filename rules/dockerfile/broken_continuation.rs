use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::view::Instruction;
use plimsoll_syntax::dockerfile::Kind;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("broken_continuation.md")),
    checks: &[
        // Docker refuses the other instructions when swallowed.
        Check::Instruction(Kind::Cmd, check),
        Check::Instruction(Kind::Entrypoint, check),
        Check::Instruction(Kind::Env, check),
        Check::Instruction(Kind::Label, check),
        Check::Run(check),
    ],
};

fn check(instruction: Instruction<'_>, cx: &mut Context<'_>) {
    for keyword in instruction.swallowed_instructions() {
        let text = format!("this `{}` belongs to the instruction above", cx.text(keyword));
        cx.report(keyword, text)
            .help("remove the continuation at the end of the line above");
    }
    for comment in instruction.swallowing_comments() {
        let finding = cx.report(comment, "this comment hides the lines below, which belong to it");
        finding.help("give the comment a line of its own");
    }
}
