use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::view::ComposeFile;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("ignored_by_stack_deploy.md")),
    checks: &[Check::Compose(check)],
};

fn check(compose: ComposeFile<'_>, cx: &mut Context<'_>) {
    if !compose.is_surely_stack() {
        return;
    }
    for ignored in compose.keys_ignored_by_stacks() {
        let help = match ignored.name {
            "restart" => "use `deploy.restart_policy`",
            "build" => "build and push the image first",
            _ => "remove it, or do without a swarm",
        };
        let text = format!("`docker stack deploy` ignores `{}`", ignored.name);
        cx.report(ignored.key, text).help(help);
    }
}
