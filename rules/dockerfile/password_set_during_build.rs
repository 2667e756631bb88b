use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::command::account::{PasswordKind, account_change, web_password};
use plimsoll_model::stage::code::Step;
use plimsoll_model::view::{Instruction, Stage};

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("password_set_during_build.md")),
    checks: &[Check::Step(check)],
};

fn check(step: &Step<'_>, cx: &mut Context<'_>) {
    let login = account_change(step).and_then(|change| change.password);
    let login = login.filter(|password| match password.kind {
        PasswordKind::Literal(_) => true,
        // A mounted file may differ from build to build.
        PasswordKind::File(path) => !path.starts_with("/run/secrets/") && !mounts_secret(step.run),
        PasswordKind::Empty | PasswordKind::Unknown => false,
    });
    let span = login.map(|password| password.span);
    let Some(span) = span.or_else(|| web_password(step.argv())) else {
        return;
    };
    if step.run.stage().is_some_and(Stage::is_in_shipped_chain) {
        let finding = cx.report(span, "every container of the image has this password");
        finding.help("set it when the container starts, from a secret, or leave the account locked");
        finding.redact(span);
    }
}

fn mounts_secret(run: Instruction<'_>) -> bool {
    let mut mounts = run.trigger_or_self().flags_named("mount");
    mounts.any(|mount| {
        let kind = mount.option("type").and_then(|option| option.value.as_ref());
        kind.is_some_and(|kind| matches!(kind.as_written(), "secret" | "bind" | "tmpfs"))
    })
}
