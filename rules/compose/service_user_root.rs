use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::service::RootReason;
use plimsoll_model::view::Service;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("service_user_root.md")),
    checks: &[Check::Service(check)],
};

fn check(service: Service<'_>, cx: &mut Context<'_>) {
    // Both need root, and have a more serious finding of their own.
    let mut mounts = service.facts().mounts().iter();
    if service.is_privileged() || mounts.any(|mount| service.runtime_socket(mount).is_some()) {
        return;
    }
    let Some(RootReason::User(field)) = service.root_reason() else {
        return;
    };
    let finding = cx.report(field.span, "the container runs as root");
    finding.help("remove it if the image sets a user of its own; otherwise name an unprivileged account");
    if service.is_one_shot() {
        finding.case("job");
    }
}
