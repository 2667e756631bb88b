use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::view::{Dockerfile, Stage};

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("circular_stage_reference.md")),
    checks: &[Check::Dockerfile(check)],
};

fn check(dockerfile: Dockerfile<'_>, cx: &mut Context<'_>) {
    for closing in dockerfile.stage_graph().circles() {
        let stages = (dockerfile.stage_at(closing.user), dockerfile.stage_at(closing.used));
        let (Some(user), Some(used)) = stages else { continue };
        let text = format!("{} and {} need each other", title(user), title(used));
        let finding = cx.report(closing.span, text);
        finding.help("move what both need into a separate stage");
        finding.note(used.place(), "this stage and the one above wait for each other");
    }
}

fn title(stage: Stage<'_>) -> String {
    match stage.name() {
        Some(name) => format!("`{}`", name.as_written()),
        None => format!("stage {}", stage.index()),
    }
}
