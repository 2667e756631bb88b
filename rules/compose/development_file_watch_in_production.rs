use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::view::Service;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("development_file_watch_in_production.md")),
    checks: &[Check::Service(check)],
};

const POLLING: [&str; 3] = ["CHOKIDAR_USEPOLLING", "WATCHPACK_POLLING", "WATCHFILES_FORCE_POLLING"];

const HELP: &str = "move it to a development file, such as `compose.override.yaml`";

fn check(service: Service<'_>, cx: &mut Context<'_>) {
    let facts = service.facts();
    if let Some(develop) = facts.develop.as_ref().filter(|develop| !develop.value.is_empty()) {
        cx.report(develop.key, "watching files is for development").help(HELP);
    }
    for pair in facts.environment() {
        let is_polling = pair.name().is_some_and(|name| POLLING.contains(&name));
        let value = pair.value.as_ref().and_then(|value| value.likely());
        if is_polling && value.is_some_and(|value| !matches!(value, "" | "0" | "false")) {
            cx.report(pair.key.span, "polling for changed files is for development")
                .help(HELP);
        }
    }
}
