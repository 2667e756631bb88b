use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::view::{ComposeFile, EnvFileView};

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("committed_secret_file.md")),
    checks: &[Check::EnvFile(check_env_file), Check::Compose(check_compose)],
};

/// So many names fit into a message.
const MOST_NAMES: usize = 3;

fn check_env_file(file: EnvFileView<'_>, cx: &mut Context<'_>) {
    let secrets = file.committed_secrets();
    let Some(first) = secrets.first() else { return };
    let names: Vec<String> = secrets
        .iter()
        .take(MOST_NAMES)
        .map(|name| format!("`{}`", name.value))
        .collect();
    let more = match secrets.len().saturating_sub(MOST_NAMES) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let message = format!(
        "version control holds this file, with real values of {}{more}",
        names.join(", ")
    );
    cx.report(first.span, message).help(
        "replace the values where they are used, name the file in `.gitignore`, and commit a template without them",
    );
}

fn check_compose(compose: ComposeFile<'_>, cx: &mut Context<'_>) {
    for secret in compose.committed_secrets() {
        let message = format!("version control holds `{}`, which is meant to be a secret", secret.path);
        let finding = cx.report(secret.span, message).case("by-name");
        finding.help("replace the secret where it is used, and name the file in `.gitignore`");
    }
}
