use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::view::ComposeFile;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("several_default_files.md")),
    checks: &[Check::Compose(check)],
};

fn check(compose: ComposeFile<'_>, cx: &mut Context<'_>) {
    for file in compose.parts() {
        let Some(preferred) = file.preferred_instead() else {
            continue;
        };
        cx.report(
            file.head(),
            format!("`docker compose` does not read this file: `{preferred}` comes first"),
        )
        .help("remove one of the two, or rename this one and pass it with `-f`");
    }
}
