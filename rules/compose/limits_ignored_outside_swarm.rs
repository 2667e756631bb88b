use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::view::Service;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("limits_ignored_outside_swarm.md")),
    checks: &[Check::Service(check)],
};

fn check(service: Service<'_>, cx: &mut Context<'_>) {
    if service.compose().is_surely_stack() || !service.compose().is_run_by_compose() {
        return;
    }
    for (key, name) in service.keys_for_swarm_alone() {
        cx.report(key, format!("`docker compose` ignores `{name}`"))
            .help("remove it, or deploy the file with `docker stack deploy`");
    }
}
