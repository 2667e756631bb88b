use plimsoll_lint::{Check, Context, Fix, Page, Rule};
use plimsoll_model::compose::looks_like_path;
use plimsoll_model::view::Service;

use crate::compose_edit;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("relative_source_without_dot.md")),
    checks: &[Check::Service(check)],
};

fn check(service: Service<'_>, cx: &mut Context<'_>) {
    for mount in service.mounts() {
        let name = mount.volume_name().and_then(|name| name.known());
        let (Some(name), Some(source)) = (name, &mount.source) else {
            continue;
        };
        if !looks_like_path(name) || service.compose().volume(name).is_some() {
            continue;
        }
        let finding = cx.report(source.span, format!("`{name}` is read as the name of a volume"));
        finding.help(format!("write `./{name}`"));
        let dot = source.text.full_span().insert_before("./");
        if let Some(edits) = compose_edit::in_scalar(service.compose(), vec![dot]) {
            finding.fix(Fix::unsafe_(format!("write `./{name}`"), edits));
        }
    }
}
