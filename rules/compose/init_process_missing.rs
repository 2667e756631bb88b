use plimsoll_lint::{Check, Context, Fix, Page, Rule};
use plimsoll_model::view::Service;
use plimsoll_syntax::yaml::edit::Content;

use crate::compose_edit;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("init_process_missing.md")),
    checks: &[Check::Service(check)],
};

/// Programs that start others.
const STARTERS: [&str; 8] = [
    "cron",
    "crond",
    "supercronic",
    "chromium",
    "google-chrome",
    "chrome",
    "jenkins-agent",
    "make",
];

/// Programs that reap the children of others.
const COLLECTORS: [&str; 7] = [
    "tini",
    "dumb-init",
    "docker-init",
    "catatonit",
    "supervisord",
    "s6-svscan",
    "bash",
];

fn check(service: Service<'_>, cx: &mut Context<'_>) {
    let has_init = |service: Service<'_>| service.facts().init.is_some();
    if has_init(service) || !service.is_whole() {
        return;
    }
    let commands = service.commands();
    let names = || {
        commands
            .iter()
            .flat_map(|commands| commands.invocations())
            .map(|invocation| invocation.name)
    };
    if names().any(|name| COLLECTORS.contains(&name)) {
        return;
    }
    let Some(starter) = names().find(|name| STARTERS.contains(name)) else {
        return;
    };
    let message = format!("`{starter}` starts many child processes, and nothing reaps them when they end");
    let finding = cx.report(service.name.span, message).help("add `init: true`");
    if let Some(edit) = compose_edit::set(service, "init", &Content::Raw("true")) {
        finding.fix(Fix::unsafe_("start it under an init process", [edit]));
    }
}
