use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::view::ComposeFile;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("secret_or_config_without_source.md")),
    checks: &[Check::Compose(check)],
};

fn check(compose: ComposeFile<'_>, cx: &mut Context<'_>) {
    // Another file may supply it.
    if !compose.stands_alone() {
        return;
    }
    let facts = compose.facts();
    for (resource, choice) in facts
        .secrets
        .iter()
        .map(|secret| (secret, "`file`, `environment` or `external: true`"))
        .chain(
            facts
                .configs
                .iter()
                .map(|config| (config, "`file`, `environment`, `content` or `external: true`")),
        )
    {
        let sources = [
            &resource.file,
            &resource.environment,
            &resource.content,
            &resource.driver,
        ];
        if sources.into_iter().any(Option::is_some) || resource.external.is_some() || facts.is_unresolved(resource) {
            continue;
        }
        let text = format!("`{}` does not say where its content comes from", resource.key.value);
        cx.report(resource.key.span, text).help(format!("add {choice}"));
    }
}
