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
            "a file is mounted with the owner and the mode that it has on the host",
        )
        .help("leave this out and change the file, or take the value from `environment`");
    }
}
