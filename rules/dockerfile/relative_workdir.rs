use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::view::Instruction;
use plimsoll_syntax::dockerfile::Kind;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("relative_workdir.md")),
    checks: &[Check::Instruction(Kind::Workdir, check)],
};

fn check(workdir: Instruction<'_>, cx: &mut Context<'_>) {
    if workdir.has_relative_path() != Some(true) || workdir.follows_workdir() {
        return;
    }
    let (Some(stage), Some(word)) = (workdir.stage(), workdir.node().words().first()) else {
        return;
    };
    let folder = if stage.is_from_scratch() {
        "`/`, since the stage starts from `scratch`"
    } else {
        "a folder that the base image sets"
    };
    let text = format!("`{}` is relative to {folder}", word.as_written());
    cx.report(word.span, text)
        .help("write an absolute path, starting with `/`");
}
