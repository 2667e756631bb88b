use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::command::download::fetched_cache;
use plimsoll_model::view::Instruction;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("cache_mount_missing.md")),
    checks: &[Check::Run(check)],
};

fn check(run: Instruction<'_>, cx: &mut Context<'_>) {
    // For another account the folders differ, so any cache mount may be the right one.
    if run.has_mount("cache") {
        return;
    }
    let found = run.steps().find_map(|step| fetched_cache(step.argv()));
    let Some(cache) = found else { return };
    let message = format!(
        "`{}` downloads everything again whenever the step is rebuilt",
        cache.tool
    );
    let mounts: Vec<String> = cache
        .folder
        .split(' ')
        .map(|folder| format!("`--mount=type=cache,target={folder}`"))
        .collect();
    cx.report(cache.span, message)
        .help(format!("if the step runs as root, add {}", mounts.join(" and ")));
}
