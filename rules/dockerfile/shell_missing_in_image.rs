use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::view::Instruction;
use plimsoll_syntax::dockerfile::{CommandForm, Kind};

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("shell_missing_in_image.md")),
    // Triggers before a trigger may bring the shell.
    checks: &[
        Check::Instruction(Kind::Cmd, check),
        Check::Instruction(Kind::Entrypoint, check),
        Check::Instruction(Kind::Healthcheck, check),
        Check::Instruction(Kind::Run, check),
    ],
};

fn check(instruction: Instruction<'_>, cx: &mut Context<'_>) {
    let Some(CommandForm::Shell(text)) = instruction.node().command().map(|c| &c.form) else {
        return;
    };
    let Some(stage) = instruction.stage().filter(|_| !text.as_str().trim().is_empty()) else {
        return;
    };
    // While the image is built, a mount may contain the shell.
    let has_mount = instruction.node().flags_named("mount").next().is_some();
    if has_mount || stage.shell_at(instruction.index()).set_by.is_some() {
        return;
    }
    // A step sees the files up to its own place, a start command all files of its stage.
    let end = match instruction.node().kind {
        Kind::Run => instruction.index(),
        _ => usize::MAX,
    };
    if stage.has_shell_at(end) == Some(false) {
        cx.report(
            instruction.keyword(),
            "the shell form needs `/bin/sh`, which the image does not have",
        )
        .help("write the command as a JSON array");
    }
}
