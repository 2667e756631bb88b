use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::command::file::{Mode, permission_change};
use plimsoll_model::linux::is_program_path;
use plimsoll_model::stage::code::Step;
use plimsoll_model::view::{Instruction, Stage};
use plimsoll_syntax::Span;
use plimsoll_syntax::dockerfile::Kind;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("setuid_bit_set.md")),
    checks: &[
        Check::Step(check_run),
        Check::Instruction(Kind::Copy, check_copy),
        Check::Instruction(Kind::Add, check_copy),
    ],
};

fn check_run(step: &Step<'_>, cx: &mut Context<'_>) {
    let Some(change) = permission_change(step.argv()).filter(|change| !change.makes_folder) else {
        return;
    };
    // On a folder the group bit only determines the group of new files.
    let is_program = || change.targets.iter().any(|target| is_program_path(target.text));
    if change.mode.sets_user_id() || (change.mode.sets_group_id() && is_program()) {
        report(step.run, change.span, change.text, cx);
    }
}

fn check_copy(instruction: Instruction<'_>, cx: &mut Context<'_>) {
    let Some(word) = instruction.node().flag("chmod").and_then(|flag| flag.value.as_ref()) else {
        return;
    };
    let text = instruction.expand(word).likely();
    if let Some(text) = text.filter(|text| Mode::parse(text).is_some_and(Mode::sets_user_id)) {
        report(instruction, word.span, &text, cx);
    }
}

fn report(instruction: Instruction<'_>, span: Span, text: &str, cx: &mut Context<'_>) {
    if !instruction.stage().is_some_and(Stage::is_in_shipped_chain) {
        return;
    }
    cx.report(
        span,
        format!("`{text}` gives the program its owner's rights, whoever starts it"),
    )
    .help("give the process the capability that it needs (`setcap`, `cap_add`), or start it as the right account");
}
