use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::view::Dockerfile;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("copy_from_own_stage.md")),
    checks: &[Check::Dockerfile(check)],
};

fn check(dockerfile: Dockerfile<'_>, cx: &mut Context<'_>) {
    let uses = dockerfile.stage_graph().uses().iter();
    for used in uses.filter(|used| used.user == used.used) {
        let finding = cx.report(used.span, "a stage cannot copy from itself");
        finding.help("name another stage, or use `RUN cp` for files that are there already");
    }
}
