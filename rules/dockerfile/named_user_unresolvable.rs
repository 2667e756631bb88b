use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::view::Instruction;
use plimsoll_syntax::dockerfile::{Kind, Word};

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("named_user_unresolvable.md")),
    checks: &[
        Check::Instruction(Kind::Add, check_owner),
        Check::Instruction(Kind::Copy, check_owner),
        Check::Instruction(Kind::User, check_user),
    ],
};

fn check_owner(copy: Instruction<'_>, cx: &mut Context<'_>) {
    let owner = copy.node().flag("chown").and_then(|flag| flag.value.as_ref());
    if let Some(owner) = owner {
        check(copy, owner, cx);
    }
}

fn check_user(user: Instruction<'_>, cx: &mut Context<'_>) {
    if let Some(word) = user.node().words().first() {
        check(user, word, cx);
    }
}

fn check(instruction: Instruction<'_>, word: &Word, cx: &mut Context<'_>) {
    let (Some(stage), Some(name)) = (instruction.stage(), instruction.expand(word).likely()) else {
        return;
    };
    let is_number = |part: &str| part.is_empty() || part.bytes().all(|byte| byte.is_ascii_digit());
    if name.split(':').all(is_number) || stage.may_list_accounts_at(instruction.index()) {
        return;
    }
    cx.report(
        word.span,
        format!("`{name}` cannot be looked up: the stage has no `/etc/passwd`"),
    )
    .help("write a numeric id such as `1000:1000`, or copy `/etc/passwd` and `/etc/group` first");
}
