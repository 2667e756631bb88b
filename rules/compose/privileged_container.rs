use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::view::Service;

use crate::asked_for;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("privileged_container.md")),
    checks: &[Check::Service(check)],
};

fn check(service: Service<'_>, cx: &mut Context<'_>) {
    if let Some(field) = service.privileged.as_ref().filter(|_| service.is_privileged()) {
        let finding = cx.report(field.span, "a privileged container has every right on the host");
        finding.help("remove it, and grant only what is needed with `cap_add`, `devices` or `security_opt`");
        if service.asks_for_host("privileged") {
            finding.case("asked-for").help(asked_for::HELP);
        }
    }
    for hook in service.facts().hooks() {
        let Some(field) = hook.privileged.as_ref().filter(|f| f.value.likely() == Some(true)) else {
            continue;
        };
        cx.report(field.span, "a privileged hook has every right on the host")
            .help("remove it; `user: root` is enough to prepare files in the container");
    }
}
