use plimsoll_lint::{Check, Context, Fix, Page, Rule};
use plimsoll_model::view::Service;

use crate::compose_edit;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("command_expects_shell.md")),
    checks: &[Check::Service(check)],
};

fn check(service: Service<'_>, cx: &mut Context<'_>) {
    for field in service.command.iter().chain(&service.entrypoint) {
        let Some(cut) = field.value.cut_at.filter(|_| !field.value.is_template()) else {
            continue;
        };
        let finding = cx.report(cut, "no shell reads this, and Compose drops it");
        finding.help("start a shell: `sh -c \"…\"`, with the whole command in the quotes");
        if let Some(edit) = compose_edit::start_shell(service, field.key) {
            finding.fix(Fix::unsafe_("start a shell", [edit]));
        }
    }
}
