use std::collections::HashMap;

use plimsoll_lint::{Check, Context, Fix, Rule};
use plimsoll_model::Service;
use plimsoll_model::compose::KeyValue;
use plimsoll_syntax::yaml::edit;

pub(crate) static RULE: Rule = Rule {
    page: include_str!("duplicate_environment_entry.md"),
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
            finding.help("remove the one that is not meant").note(later.span, "this one holds");
            if let Some(lines) = edit::whole_lines(service.compose().source(), pair.span, pair.span) {
                finding.fix(Fix::unsafe_("remove the first one", [lines.replace("")]));
            }
        }
    }
}
