use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::view::Dockerfile;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("stage_referenced_by_number.md")),
    checks: &[Check::Dockerfile(check)],
};

fn check(dockerfile: Dockerfile<'_>, cx: &mut Context<'_>) {
    // A stage that names itself, or one below, is left to other rules.
    let uses = dockerfile.stage_graph().uses().iter();
    for used in uses.filter(|used| used.by_number && used.used < used.user) {
        let Some(stage) = dockerfile.stage_at(used.used) else {
            continue;
        };
        let finding = cx.report(used.span, format!("stage {} is referenced by its number", used.used));
        match stage.name() {
            Some(name) => finding.help(format!("write its name: `--from={}`", name.as_written())),
            None => finding.help("give the stage a name with `AS`, and use that"),
        };
        finding.note(stage.place(), "the stage");
    }
}
