use plimsoll_lint::{Check, Context, Rule};
use plimsoll_model::Stage;

pub(crate) static RULE: Rule = Rule {
    page: include_str!("reserved_stage_name.md"),
    checks: &[Check::Stage(check)],
};

fn check(stage: Stage<'_>, cx: &mut Context<'_>) {
    let Some(name) = stage.name() else { return };
    // BuildKit v0.30, frontend/dockerfile/dockerfile2llb: reservedStageNames.
    let is_reserved = |reserved: &&str| name.as_written().eq_ignore_ascii_case(reserved);
    if ["scratch", "context"].iter().any(|r| is_reserved(&r)) {
        let text = format!("`{}` has a meaning of its own", name.as_written());
        cx.report(name.span, text).help("give the stage another name");
    }
}
