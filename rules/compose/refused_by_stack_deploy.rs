use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::view::Service;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("refused_by_stack_deploy.md")),
    checks: &[Check::Service(check)],
};

fn check(service: Service<'_>, cx: &mut Context<'_>) {
    if !service.compose().is_surely_stack() {
        return;
    }
    for (key, name) in service.keys_refused_by_swarm() {
        let help = match name {
            "extends" => "repeat what it brings, or use an anchor",
            "volumes_from" => "mount the same volume in both",
            _ => "use `deploy.resources`",
        };
        cx.report(key, format!("`docker stack deploy` refuses `{name}`"))
            .help(help);
    }
}
