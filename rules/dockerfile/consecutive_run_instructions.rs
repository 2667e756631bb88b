use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::view::{Instruction, Stage};
use plimsoll_syntax::dockerfile::Kind;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("consecutive_run_instructions.md")),
    checks: &[Check::Stage(check)],
};

fn check(stage: Stage<'_>, cx: &mut Context<'_>) {
    if !stage.is_in_shipped_chain() {
        return;
    }
    let mut before: Option<Instruction<'_>> = None;
    let mut reported = false;
    for instruction in stage.instructions() {
        let joins = before.is_some_and(|before| is_simple(before) && is_simple(instruction));
        // One finding for a series of them.
        if joins && !reported {
            let finding = cx.report(instruction.keyword(), "this step could be part of the one before");
            finding.help("join them with `&&`, or in a heredoc with `set -e`");
        }
        reported = joins;
        before = Some(instruction);
    }
}

/// A step of one command that nothing keeps apart from others. Several commands already belong
/// together, and a step with a mount stands alone for a reason.
fn is_simple(run: Instruction<'_>) -> bool {
    let node = run.node();
    let commands = run.steps().count();
    node.kind == Kind::Run && node.flags.is_empty() && node.heredocs.is_empty() && commands == 1
}
