use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::view::Stage;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("runtime_version_differs_between_stages.md")),
    checks: &[Check::Stage(check)],
};

fn check(stage: Stage<'_>, cx: &mut Context<'_>) {
    for moved in stage.moved_libraries() {
        let (runtime, from, to) = (moved.to.runtime, moved.from.version, moved.to.version);
        let text = format!("these libraries were installed for {runtime} {from}, and this stage runs {runtime} {to}");
        cx.report(moved.span, text).help("use the same version in both stages");
    }
}
