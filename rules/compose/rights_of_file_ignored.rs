use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::view::Service;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("rights_of_file_ignored.md")),
    checks: &[Check::Service(check)],
};

fn check(service: Service<'_>, cx: &mut Context<'_>) {
    let compose = service.compose();
    if compose.is_swarm_stack() {
        return;
    }
    for field in service.ignored_rights(compose.facts()) {
        cx.report(
            field.whole(),
            "Compose ignores this: a mounted file keeps its owner and mode from the host",
        )
        .help("remove this and change the file itself, or take the value from `environment`");
    }
}
