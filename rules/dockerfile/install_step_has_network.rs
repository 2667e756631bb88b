use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::command::package::{package_command, project_install};
use plimsoll_model::view::Dockerfile;
use plimsoll_syntax::Span;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("install_step_has_network.md")),
    checks: &[Check::Dockerfile(check)],
};

fn check(dockerfile: Dockerfile<'_>, cx: &mut Context<'_>) {
    let runs: Vec<_> = dockerfile.stages().flat_map(|stage| stage.runs()).collect();
    if !runs.iter().any(|run| run.has_mount("cache") || run.has_mount("bind")) {
        return;
    }
    for run in runs {
        if run.node().flag("network").is_some() {
            continue;
        }
        for step in run.steps() {
            let words = || step.arguments().iter().map(|argument| argument.text);
            let is_offline = words().any(|word| matches!(word, "--offline" | "--no-index" | "--local"));
            let installed: Option<(String, Span)> = project_install(step.argv())
                .map(|install| (install.title, install.head))
                .or_else(|| package_command(step.argv()).map(|command| (command.title(), command.head())));
            let Some((title, span)) = installed.filter(|_| is_offline) else {
                continue;
            };
            cx.report(
                span,
                format!("`{title}` is told to stay offline, but its scripts can use the network"),
            )
            .help("write `RUN --network=none`");
        }
    }
}
