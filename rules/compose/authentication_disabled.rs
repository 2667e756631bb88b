use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::service::DoorKind;
use plimsoll_model::view::Service;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("authentication_disabled.md")),
    checks: &[Check::Service(check)],
};

fn check(service: Service<'_>, cx: &mut Context<'_>) {
    for door in service.open_doors() {
        let is_production = cx.is_production();
        let finding = cx.report(door.span, door.what);
        finding.help(match door.kind {
            DoorKind::Program | DoorKind::Default => "remove it, and set a password that comes from outside the file",
            DoorKind::View => "remove it and put the dashboard behind a login, or bind its port to `127.0.0.1`",
            DoorKind::AnonymousRole => {
                "remove it and `GF_AUTH_ANONYMOUS_ENABLED`: that one alone still shows everybody the dashboards"
            }
        });
        match door.kind {
            DoorKind::View if is_production => finding.case("view"),
            DoorKind::Default if is_production => finding.case("default"),
            _ => finding,
        };
    }
}
