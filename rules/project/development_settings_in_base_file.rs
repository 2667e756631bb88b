use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::view::ComposeFile;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("development_settings_in_base_file.md")),
    checks: &[Check::Compose(check)],
};

/// One setting may have its reason; several are a habit.
const A_HABIT: usize = 2;

fn check(compose: ComposeFile<'_>, cx: &mut Context<'_>) {
    let settings = compose.development_settings();
    if settings.len() < A_HABIT {
        return;
    }
    let finding = cx.report(
        compose.head(),
        "this file is for production, and has settings of developers",
    );
    finding.help("move them into `compose.override.yaml`, which `docker compose` adds on their machines by itself");
    for (span, text) in settings {
        finding.note(span, text);
    }
}
