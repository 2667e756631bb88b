use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::view::ComposeFile;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("unused_definition.md")),
    checks: &[Check::Compose(check)],
};

fn check(compose: ComposeFile<'_>, cx: &mut Context<'_>) {
    if !compose.stands_alone() {
        return;
    }
    for (kind, resource) in compose.unused_definitions() {
        if compose.is_named_beside(kind, &resource.key.value) {
            continue;
        }
        let text = format!("no service uses {} `{}`", kind.name(), resource.key.value);
        cx.report(resource.key.span, text)
            .help("remove it, or use it in the service that needs it");
    }
}
