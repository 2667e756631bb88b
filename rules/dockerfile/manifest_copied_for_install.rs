use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::command::package::{ProjectInstall, project_install};
use plimsoll_model::stage::copy::Placed;
use plimsoll_model::view::{Instruction, Stage};
use plimsoll_syntax::dockerfile::Kind;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("manifest_copied_for_install.md")),
    checks: &[Check::Stage(check)],
};

fn check(stage: Stage<'_>, cx: &mut Context<'_>) {
    let placed: Vec<Placed<'_>> = stage.placed().collect();
    let whole = |p: &Placed<'_>| matches!(p.name, "." | "" | "*") && p.instruction.node().flag("from").is_none();
    let Some(last) = placed.iter().filter(|p| whole(p)).map(|p| p.instruction.index()).max() else {
        return;
    };
    let instructions: Vec<Instruction<'_>> = stage.instructions().collect();
    for pair in instructions.windows(2) {
        let (copy, run) = (pair[0], pair[1]);
        let fits = copy.node().kind == Kind::Copy && run.node().kind == Kind::Run && run.index() < last;
        if !fits || copy.node().flag("from").is_some() {
            continue;
        }
        let Some(install) = run.steps().find_map(|step| project_install(step.argv())) else {
            continue;
        };
        // They are in the order of the instructions.
        let start = placed.partition_point(|p| p.instruction.index() < copy.index());
        let end = placed.partition_point(|p| p.instruction.index() <= copy.index());
        let own = &placed[start..end];
        if !own.is_empty() && own.iter().all(|p| is_list(p, &install)) {
            let message = format!(
                "only `{}` needs these files here, and they are copied again later",
                install.title
            );
            cx.report(copy.keyword(), message)
                .help("mount them into the step: `RUN --mount=type=bind,source=…,target=…`");
        }
    }
}

fn is_list(placed: &Placed<'_>, install: &ProjectInstall<'_>) -> bool {
    let mut lists = install.manifests.iter().chain(install.lockfiles);
    lists.any(|list| placed.name == *list)
}
