use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::compose::schema::faults;
use plimsoll_model::view::ComposeFile;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("obsolete_compose_key.md")),
    checks: &[Check::Compose(check)],
};

fn check(compose: ComposeFile<'_>, cx: &mut Context<'_>) {
    for key in &faults(compose.facts()).deprecated {
        // `version` has a rule of its own.
        if key.name == "version" {
            continue;
        }
        cx.report(key.key, format!("`{}` under {} is deprecated", key.name, key.section))
            .help("write `external: true`, with `name` beside it");
    }
}
