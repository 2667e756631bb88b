use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::view::Instruction;
use plimsoll_syntax::dockerfile::Kind;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("onbuild_used.md")),
    checks: &[Check::Instruction(Kind::Onbuild, check)],
};

fn check(onbuild: Instruction<'_>, cx: &mut Context<'_>) {
    let finding = cx.report(
        onbuild.keyword(),
        "this step runs, unseen, in the builds of other images",
    );
    finding.help("write the step in the images that need it, or use a named stage of a shared Dockerfile");
}
