use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::view::ComposeFile;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("project_name_missing.md")),
    checks: &[Check::Compose(check)],
};

fn check(compose: ComposeFile<'_>, cx: &mut Context<'_>) {
    let facts = compose.facts();
    let is_part = compose.services().all(|service| service.is_part());
    if facts.name.is_some() || facts.partial || is_part || compose.is_swarm_stack() {
        return;
    }
    if let Some(services) = compose.root().and_then(|root| root.get("services")) {
        cx.report(services.key.span(), "the project is named after its folder")
            .help("add a top-level `name`");
    }
}
