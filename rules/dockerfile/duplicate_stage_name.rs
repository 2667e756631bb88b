use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::view::Stage;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("duplicate_stage_name.md")),
    checks: &[Check::Stage(check)],
};

fn check(stage: Stage<'_>, cx: &mut Context<'_>) {
    let Some(name) = stage.name() else { return };
    let first = stage.dockerfile().stages_named(name.as_written()).next();
    let Some(first) = first.filter(|first| first.index() < stage.index()) else {
        return;
    };
    let text = format!("an earlier stage is already named `{}`", name.as_written());
    let finding = cx.report(name.span, text);
    finding.help("give each stage a name of its own");
    if let Some(first) = first.name() {
        finding.note(first.span, "the earlier stage");
    }
}
