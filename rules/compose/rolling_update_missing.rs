use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::view::Service;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("rolling_update_missing.md")),
    checks: &[Check::Service(check)],
};

fn check(service: Service<'_>, cx: &mut Context<'_>) {
    let Some(deploy) = &service.facts().deploy else { return };
    let replicas = deploy
        .value
        .replicas
        .as_ref()
        .and_then(|replicas| replicas.value.likely());
    let is_replicated = replicas.is_some_and(|count| count > 1);
    let updates = |service: Service<'_>| {
        let deploy = service.facts().deploy.as_ref();
        deploy.is_some_and(|deploy| deploy.value.has_update_config)
    };
    if service.compose().is_swarm_stack() && is_replicated && !updates(service) && service.is_whole() {
        cx.report(service.name.span, "nothing says how an update replaces the replicas")
            .help("add `update_config` with `order: start-first` and `failure_action: rollback`");
    }
}
