use plimsoll_lint::{Check, Context, Rule};
use plimsoll_model::command::account::{PasswordKind, account_change};
use plimsoll_model::view::{Instruction, Stage};
use plimsoll_syntax::dockerfile::Kind;

pub(crate) static RULE: Rule = Rule {
    page: include_str!("empty_password_account.md"),
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
        let password = account_change(&invocation).and_then(|change| change.password);
        if let Some(password) = password.filter(|password| password.kind == PasswordKind::Empty) {
            cx.report(password.span, "nobody has to type a password to become this account")
                .help("leave the password locked, as `useradd` and `adduser -D` make it");
        }
    }
}
