use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::view::EnvFileView;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("unused_env_entry.md")),
    checks: &[Check::EnvFile(check)],
};

fn check(file: EnvFileView<'_>, cx: &mut Context<'_>) {
    for name in file.unused() {
        cx.report(name.span, format!("no Compose file uses `{}`", name.value))
            .help("remove it, or pass it to the service that needs it");
    }
}
