use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::view::Stage;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("reserved_stage_name.md")),
    checks: &[Check::Stage(check)],
};

fn check(stage: Stage<'_>, cx: &mut Context<'_>) {
    let Some(name) = stage.name() else { return };
    // BuildKit v0.30, frontend/dockerfile/dockerfile2llb: reservedStageNames.
    let mut reserved = ["scratch", "context"].into_iter();
    if reserved.any(|reserved| name.as_written().eq_ignore_ascii_case(reserved)) {
        let text = format!("`{}` already has a meaning of its own", name.as_written());
        cx.report(name.span, text).help("give the stage another name");
    }
}
