use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::stage::account::{User, is_root};
use plimsoll_model::view::Stage;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("non_numeric_user.md")),
    checks: &[Check::Stage(check)],
};

fn check(stage: Stage<'_>, cx: &mut Context<'_>) {
    if !stage.is_shipped() || stage.is_windows() {
        return;
    }
    let User::Set { instruction, .. } = stage.user() else {
        return;
    };
    let Some(word) = instruction.node().words().first() else {
        return;
    };
    // A value from an ARG is a number for anyone who wants it to be.
    let Some(written) = word.literal() else { return };
    let name = written.split(':').next().unwrap_or_default();
    if name.is_empty() || name.bytes().all(|byte| byte.is_ascii_digit()) || is_root(name) {
        return;
    }
    let finding = cx.report(
        word.span,
        format!("`{name}` is a name, which nobody outside the image can look up"),
    );
    finding.help("write the numeric id of the account, such as `USER 10001:10001`");
}
