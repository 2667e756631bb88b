use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::command::{Commands, key_generation};
use plimsoll_model::stage::code::Step;
use plimsoll_model::view::Stage;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("private_key_created_during_build.md")),
    checks: &[Check::Step(check)],
};

fn check(step: &Step<'_>, cx: &mut Context<'_>) {
    let Some(key) = key_generation(step.argv()) else {
        return;
    };
    let is_shipped = step.run.stage().is_some_and(Stage::is_in_shipped_chain);
    if is_shipped && !key.file.is_some_and(|file| removes(&step.code.commands, file)) {
        let message = format!("creates {} that all containers of the image share", key.what);
        cx.report(key.span, message)
            .help("create it when the container starts, or mount it as a secret");
    }
}

/// Whether the same step removes a file again.
fn removes(commands: &Commands, file: &str) -> bool {
    let name = file.rsplit('/').next().unwrap_or(file);
    commands
        .invocations()
        .any(|i| matches!(i.name, "rm" | "shred") && i.arguments().iter().any(|a| a.text.contains(name)))
}
