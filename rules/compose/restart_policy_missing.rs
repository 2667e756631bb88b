use plimsoll_lint::{Check, Context, Fix, Page, Rule};
use plimsoll_model::view::{ComposeFile, Service};
use plimsoll_syntax::yaml::edit::Content;

use crate::compose_edit;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("restart_policy_missing.md")),
    checks: &[Check::Compose(check)],
};

fn check(compose: ComposeFile<'_>, cx: &mut Context<'_>) {
    if compose.is_swarm_stack() {
        return;
    }
    let may_be_stack = compose_edit::may_be_stack(compose);
    for service in compose.services() {
        if service.environment() != cx.environment()
            || service.is_job()
            || service.facts().has_profile()
            || says(service)
            || !service.is_whole()
        {
            continue;
        }
        let message = format!(
            "nothing restarts `{}` after a crash or a reboot of the host",
            service.name.value
        );
        let finding = cx.report(service.name.span, message);
        finding.help("add `restart: unless-stopped`");
        let edit = compose_edit::set(service, "restart", &Content::text("unless-stopped"));
        if let Some(edit) = edit.filter(|_| !may_be_stack) {
            finding.fix(Fix::unsafe_("restart it", [edit]));
        }
    }
}

fn says(service: Service<'_>) -> bool {
    let facts = service.facts();
    let deploy = facts.deploy.as_ref().map(|deploy| &deploy.value);
    let is_deployed =
        deploy.is_some_and(|deploy| deploy.restart_condition.is_some() || deploy.restart_attempts.is_some());
    facts.restart.is_some() || is_deployed
}
