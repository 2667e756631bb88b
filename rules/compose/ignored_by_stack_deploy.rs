use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::view::Service;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("ignored_by_stack_deploy.md")),
    checks: &[Check::Service(check)],
};

fn check(service: Service<'_>, cx: &mut Context<'_>) {
    if !service.compose().is_surely_stack() {
        return;
    }
    for (key, name) in service.keys_ignored_by_swarm() {
        let help = match name {
            "restart" => "use `deploy.restart_policy`",
            "build" => "build and push the image before",
            _ => "remove it, or do without a swarm",
        };
        cx.report(key, format!("`docker stack deploy` ignores `{name}`"))
            .help(help);
    }
}
