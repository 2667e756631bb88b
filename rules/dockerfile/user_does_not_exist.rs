use plimsoll_lint::{Check, Context, Rule};
use plimsoll_model::{Instruction, is_root};
use plimsoll_syntax::dockerfile::{Kind, Word};

pub(crate) static RULE: Rule = Rule {
    page: include_str!("user_does_not_exist.md"),
    checks: &[
        Check::Instruction(Kind::Add, check_owner),
        Check::Instruction(Kind::Copy, check_owner),
        Check::Instruction(Kind::User, check_user),
    ],
};

fn check_owner(copy: Instruction<'_>, cx: &mut Context<'_>) {
    if let Some(owner) = copy.node().flag("chown").and_then(|flag| flag.value.as_ref()) {
        check(copy, owner, cx);
    }
}

fn check_user(user: Instruction<'_>, cx: &mut Context<'_>) {
    if let Some(word) = user.node().words().first() {
        check(user, word, cx);
    }
}

fn check(instruction: Instruction<'_>, word: &Word, cx: &mut Context<'_>) {
    let (Some(stage), Some(written)) = (instruction.stage(), word.literal()) else {
        return;
    };
    let name = written.split(':').next().unwrap_or_default();
    let is_number = name.bytes().all(|byte| byte.is_ascii_digit());
    if is_number || is_root(name) || stage.is_windows() {
        return;
    }
    if stage.has_account_at(instruction.index(), name) != Some(false) {
        return;
    }
    let image = stage.root_image().likely().map_or("", |image| image.familiar_name());
    let finding = cx.report(
        word.span,
        format!("`{image}` has no account `{name}`, and no step before creates it"),
    );
    match stage.spare_account() {
        Some(account) => finding.help(format!("create it before; the base image brings `{account}`")),
        None => finding.help("create it in a step before"),
    };
}
