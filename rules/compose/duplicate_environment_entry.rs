use std::collections::HashMap;

use plimsoll_lint::{Check, Context, Fix, Page, Rule};
use plimsoll_model::compose::KeyValue;
use plimsoll_model::view::Service;

use crate::compose_edit;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("duplicate_environment_entry.md")),
    checks: &[Check::Service(check)],
};

fn check(service: Service<'_>, cx: &mut Context<'_>) {
    let args = service.build.iter().flat_map(|build| &build.value.args);
    for field in service.environment.iter().chain(&service.labels).chain(args) {
        let mut last: HashMap<&str, &KeyValue> = HashMap::new();
        for pair in field.value.iter().rev() {
            let Some(name) = pair.key.known() else { continue };
            let Some(later) = last.get(name).filter(|later| later.span != pair.span) else {
                last.insert(name, pair);
                continue;
            };
            let finding = cx.report(pair.span, format!("`{name}` is set again further down"));
            finding
                .help("remove the one that is not meant")
                .note(later.span, "this one takes effect");
            if let Some(edit) = compose_edit::remove_item(service, pair.span) {
                finding.fix(Fix::safe("remove the one without effect", [edit]));
            }
        }
    }
}
