use plimsoll_lint::{Check, Context, Rule};
use plimsoll_model::command::account::{PasswordKind, account_change, web_password};
use plimsoll_model::view::{Instruction, Stage};
use plimsoll_syntax::dockerfile::Kind;

pub(crate) static RULE: Rule = Rule {
    page: include_str!("password_set_during_build.md"),
    checks: &[
        Check::Instruction(Kind::Run, check),
        Check::Instruction(Kind::Onbuild, check),
    ],
};

fn check(instruction: Instruction<'_>, cx: &mut Context<'_>) {
    if !instruction.stage().is_some_and(Stage::is_in_shipped_chain) {
        return;
    }
    for invocation in instruction
        .build_code()
        .iter()
        .flat_map(|code| code.commands.invocations())
    {
        let login = account_change(&invocation).and_then(|change| change.password);
        let login = login.filter(|password| match password.kind {
            PasswordKind::Literal(_) => true,
            // A mounted file may differ from build to build.
            PasswordKind::File(path) => !path.starts_with("/run/secrets/") && !mounts_secret(instruction),
            PasswordKind::Empty | PasswordKind::Unknown => false,
        });
        let Some(span) = login
            .map(|password| password.span)
            .or_else(|| web_password(invocation.argv()))
        else {
            continue;
        };
        let finding = cx.report(span, "every container of the image has this password");
        finding.help("set it when the container starts, from a secret, or leave the account locked");
        finding.hide(span);
    }
}

fn mounts_secret(instruction: Instruction<'_>) -> bool {
    let mut mounts = instruction.node().flags_named("mount");
    mounts.any(|mount| {
        let kind = mount.option("type").and_then(|option| option.value.as_ref());
        kind.is_some_and(|kind| matches!(kind.as_written(), "secret" | "bind" | "tmpfs"))
    })
}
