use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::compose::Conflict;
use plimsoll_model::view::{ComposeFile, Service};

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("conflicting_keys.md")),
    checks: &[Check::Compose(check_file), Check::Service(check)],
};

fn check_file(compose: ComposeFile<'_>, cx: &mut Context<'_>) {
    report(compose.conflicting_keys(), cx);
}

fn check(service: Service<'_>, cx: &mut Context<'_>) {
    report(service.conflicting_keys(service.compose().facts()), cx);
}

fn report(conflicts: Vec<Conflict>, cx: &mut Context<'_>) {
    for conflict in conflicts {
        cx.report(conflict.span, conflict.message)
            .help("keep one of them")
            .note(conflict.other, "the other one");
    }
}
