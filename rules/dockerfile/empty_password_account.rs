use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::command::account::{PasswordKind, account_change};
use plimsoll_model::stage::code::Step;
use plimsoll_model::view::Stage;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("empty_password_account.md")),
    checks: &[Check::Step(check)],
};

fn check(step: &Step<'_>, cx: &mut Context<'_>) {
    let password = account_change(step).and_then(|change| change.password);
    let Some(password) = password.filter(|password| password.kind == PasswordKind::Empty) else {
        return;
    };
    if step.run.stage().is_some_and(Stage::is_in_shipped_chain) {
        cx.report(password.span, "this account can be used without a password")
            .help("leave the password locked, as `useradd` and `adduser -D` do");
    }
}
