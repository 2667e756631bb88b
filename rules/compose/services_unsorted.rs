use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::view::ComposeFile;

use crate::entry_order;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("services_unsorted.md")),
    checks: &[Check::Compose(check)],
};

fn check(compose: ComposeFile<'_>, cx: &mut Context<'_>) {
    for file in compose.parts() {
        check_file(file, cx);
    }
}

fn check_file(compose: ComposeFile<'_>, cx: &mut Context<'_>) {
    let Some(services) = compose.root().and_then(|root| root.get("services")) else {
        return;
    };
    let key = |name: &str| (name.to_lowercase(), name.to_owned());
    entry_order::report(services.value, compose.source(), key, "sort the services by name", cx);
}
