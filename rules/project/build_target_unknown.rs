use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::view::{Service, Stage};
use plimsoll_syntax::nearest;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("build_target_unknown.md")),
    checks: &[Check::Service(check)],
};

fn check(service: Service<'_>, cx: &mut Context<'_>) {
    let target = service.build.as_ref().and_then(|build| build.value.target.as_deref());
    let (Some(target), Some(dockerfile)) = (target, service.dockerfile()) else {
        return;
    };
    let Some(name) = target.value.likely() else { return };
    if name.is_empty() || dockerfile.stages().len() == 0 || dockerfile.target(name).is_some() {
        return;
    }
    let names: Vec<&str> = dockerfile
        .stages()
        .filter_map(Stage::name)
        .map(|name| name.as_written())
        .collect();
    let file = dockerfile.source().shown();
    let finding = cx.report(target.value.span, format!("`{file}` has no stage called `{name}`"));
    finding.help(match (nearest(name, names.iter().copied()), names.is_empty()) {
        (Some(near), _) => format!("did you mean `{near}`?"),
        (None, true) => "its stages have no names: remove `target`, or name one with `AS`".to_owned(),
        (None, false) => format!("its stages are called `{}`", names.join("`, `")),
    });
}
